"""Backup, restore, a move to another engine: every row is there, the epoch is new."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Select, literal_column, select, table, text

from pos_app.cli.main import main
from pos_app.kernel.errors import Refused
from pos_app.runtime.fresh_ids import FreshIds
from pos_app.runtime.system_clock import SystemClock
from pos_app.server.backup import back_up, move, restore
from pos_app.server.database import ServerDatabase, Tx, open_database
from pos_app.server.dump import DumpWriter, Header, frames
from pos_app.server.filling import fill, wipe
from pos_app.server.identity import make_identity, read_identity
from pos_app.server.migrations.versions import CURRENT
from pos_app.server.schema import make_schema, our_tables
from pos_app.wire.enrolling import Document, PublishRequest
from tests.support.bare_tills import BareTill
from tests.support.served import Served, served, wait_for

CLOCK = SystemClock()
IDS = FreshIds(CLOCK)
Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    def running(*words: str) -> tuple[int, str]:
        monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
        code = main(["server", *words])
        said = capsys.readouterr()
        return code, said.out + said.err

    return running


@pytest.fixture
def empty_file(tmp_path: Path) -> Iterator[ServerDatabase]:
    database = open_database(tmp_path / "copy.db")
    yield database
    database.close()


@pytest.fixture
def postgres(postgres_url: str) -> Iterator[ServerDatabase]:
    database = open_database(postgres_url)
    yield database
    database.close()


def filled(server: Served, till: BareTill) -> ServerDatabase:
    """A server with a till, facts of several kinds, documents."""
    assert server.node is not None
    node = server.node
    database = node.database
    if till.acked == 0:
        assert server.enrol(till, server.first.code).status_code == 200
    for _ in range(30):
        till.write()
    till.write_body("rubbish")
    server.push(till)
    documents = PublishRequest((Document("shop", "product", "1", '{"name":"Brot"}'),))
    assert server.send(till, documents).status_code == 200
    wait_for(lambda: not node.behind())
    return database


def rows_of(name: str, tx: Tx) -> list[tuple[Any, ...]]:
    """Every row of a table."""
    asked: Select[Any] = select(literal_column("*")).select_from(table(name))
    return sorted((tuple(row) for row in tx.connection.execute(asked).all()), key=repr)


def content(database: ServerDatabase) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table but the epoch."""
    tables = database.read(our_tables)
    everything = {}
    for name in tables:
        everything[name] = database.read(partial(rows_of, name))
    everything["meta"] = [row for row in everything["meta"] if row[0] != "epoch"]
    return everything


def test_a_backup_of_a_running_server_restores(tmp_path: Path, run: Run) -> None:
    folder, file = tmp_path / "server", tmp_path / "backup"
    till = BareTill()
    with served(folder) as server:
        database = filled(server, till)
        before, epoch = content(database), read_identity(database).epoch
        code, said = run("backup", str(file), "--data", str(folder))
        assert code == 0, said
        till.write()
        server.push(till)
    code, said = run("restore", str(file), "--data", str(folder))
    assert (code, "--yes" in said) == (1, True)
    code, said = run("restore", str(file), "--data", str(folder), "--yes")
    assert code == 0, said
    with served(folder) as server:
        assert server.node is not None
        restored = server.node.database
        assert content(restored) == before
        assert read_identity(restored).epoch != epoch
        assert server.first.password == "", "the operators are those of the backup"
        till.acked = 31
        reply = server.push(till)
        assert (reply.head_seq, reply.server_epoch) == (32, read_identity(restored).epoch)


def test_a_move_there_and_back_keeps_every_row(
    tmp_path: Path, postgres: ServerDatabase, empty_file: ServerDatabase
) -> None:
    with served(tmp_path / "server") as server:
        source = filled(server, BareTill())
        before = content(source)
        there = move(source, postgres, CLOCK, IDS)
        assert content(postgres) == before
        back = move(postgres, empty_file, CLOCK, IDS)
        assert content(empty_file) == before
        epochs = {read_identity(each).epoch for each in (source, postgres, empty_file)}
        assert len(epochs) == 3
        assert there.counts == back.counts


def test_the_command_moves_to_postgresql(tmp_path: Path, postgres_url: str, run: Run) -> None:
    folder = tmp_path / "server"
    till = BareTill()
    with served(folder) as server:
        before = content(filled(server, till))
    code, said = run("move", "--to", postgres_url, "--data", str(folder))
    assert code == 0, said
    with served(tmp_path / "other", postgres_url) as server:
        assert server.node is not None
        assert content(server.node.database) == before
        till.write()
        assert server.push(till).head_seq == 32
    code, said = run("move", "--to", postgres_url, "--data", str(folder))
    assert (code, "not empty" in said) == (1, True)


def test_a_restore_over_postgresql_needs_a_yes(tmp_path: Path, postgres_url: str, run: Run) -> None:
    folder, file = tmp_path / "server", tmp_path / "backup"
    with served(folder, postgres_url) as server:
        before = content(filled(server, BareTill()))
    words = (str(file), "--data", str(folder), "--database", postgres_url)
    assert run("backup", *words)[0] == 0
    assert run("restore", *words)[0] == 1
    assert run("restore", *words, "--yes")[0] == 0
    with served(folder, postgres_url) as server:
        assert server.node is not None
        assert content(server.node.database) == before


def test_a_damaged_backup_changes_nothing(tmp_path: Path, run: Run) -> None:
    folder, file = tmp_path / "server", tmp_path / "backup"
    with served(folder) as server:
        before = content(filled(server, BareTill()))
    assert run("backup", str(file), "--data", str(folder))[0] == 0
    whole = file.read_bytes()
    for damaged in (whole[: len(whole) // 2], whole[:-9], b"", b"rubbish", whole[:200] + b"x" + whole[201:]):
        file.write_bytes(damaged)
        code, said = run("restore", str(file), "--data", str(folder), "--yes")
        assert (code, "no whole backup" in said) == (1, True), said
    with served(folder) as server:
        assert server.node is not None
        assert content(server.node.database) == before


def test_a_filling_that_was_cut_off_is_no_server(tmp_path: Path, empty_file: ServerDatabase) -> None:
    file = tmp_path / "backup"
    with served(tmp_path / "server") as server:
        back_up(filled(server, BareTill()), file, CLOCK)
    cut_short = list(frames(file))[:-1]
    draft = DumpWriter(tmp_path / "cut")
    draft.begin()
    for frame in cut_short:
        draft.write(frame)
    draft.end()
    with pytest.raises(Refused, match=r"server\.backup_damaged"):
        restore(empty_file, tmp_path / "cut", IDS)
    with pytest.raises(Refused, match=r"server\.backup_damaged"):
        fill(empty_file, cut_short, IDS)
    with pytest.raises(Refused, match=r"server\.restore_unfinished"):
        make_identity(empty_file, IDS, "x")
    with pytest.raises(Refused, match=r"server\.restore_unfinished"):
        read_identity(empty_file)
    wipe(empty_file)
    restore(empty_file, file, IDS)
    assert read_identity(empty_file).name == "Test"


def test_a_backup_of_a_newer_schema_is_refused(empty_file: ServerDatabase) -> None:
    with pytest.raises(Refused, match=r"server\.schema_newer"):
        fill(empty_file, [Header(1, CURRENT + 1, 0, "", "")], IDS)


def test_tables_of_others_are_left_alone(postgres: ServerDatabase) -> None:
    postgres.write(lambda tx: tx.run(text("CREATE TABLE somebody_else (n INT)")))
    make_schema(postgres)
    wipe(postgres)
    assert postgres.read(lambda tx: tx.rows(text("SELECT * FROM somebody_else"))) == []
    assert postgres.read(our_tables) == []
