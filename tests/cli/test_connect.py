"""`pos-app connect`, `sync`, `disconnect`, against `pos-app server` with its own certificate."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from pos_app.cli.main import main
from pos_app.demo.shop import build_demo
from pos_app.kernel.ids import EventId
from pos_app.terminal import build
from pos_app.wire.fact import FactKind
from tests.support.served import OwnProcess, own_process
from tests.support.tills import START_MS, SetClock


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The demo shop, and a terminal that speaks English."""
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    build_demo(tmp_path / "till", SetClock(), use_keyring=False, real_products=False)
    return tmp_path / "till"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[OwnProcess]:
    """A server as anybody starts it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with own_process(tmp_path / "server", port=port) as one:
        yield one


def words(server: OwnProcess) -> tuple[str, str]:
    """Address and code of the command that the server prints at its first start."""
    found = re.search(r"pos-app connect (\S+) (\S+)", server.said)
    assert found is not None, server.said
    return found[1], found[2]


def test_from_one_till_to_a_server_and_back(
    folder: Path, server: OwnProcess, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    address, code = words(server)
    data = ("--data", str(folder))
    assert re.fullmatch(r"[0-9A-Z]{8}-[0-9a-f]{16}", code), "with the certificate's mark"

    assert main(["sync", *data]) == 0
    assert "belongs to no server" in capsys.readouterr().out
    assert main(["connect", address, code[:-1] + ("0" if code[-1] != "0" else "1"), *data]) == 1
    assert "another certificate" in capsys.readouterr().err
    assert main(["connect", address, "ZZZZZZZZ" + code[8:], *data]) == 1
    assert capsys.readouterr().err
    assert main(["connect", address, code, *data]) == 0
    said = capsys.readouterr().out
    assert "This till now belongs to pos_app, as till 01 of store 0001." in said
    published = re.search(r"Handed over to the server: (\d+) documents", said)
    assert published is not None
    assert int(published[1]) > 10
    told = re.search(r"Told the server (\d+) facts", said)
    assert told is not None
    assert int(told[1]) > 0, "the history comes along"

    assert main(["sync", "--once", *data]) == 0
    said = capsys.readouterr().out
    assert "Everything is told." in said
    assert f"Server pos_app at {address}" in said
    assert main(["disconnect", *data]) == 0
    assert "on its own again" in capsys.readouterr().out
    assert main(["disconnect", *data]) == 1
    assert "nothing to leave" in capsys.readouterr().err


def test_a_till_leaves_a_server_that_is_gone_with_a_file(
    folder: Path, server: OwnProcess, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    address, code = words(server)
    data = ("--data", str(folder))
    assert main(["connect", address, code, *data]) == 0
    server.end()
    open_the_drawer(folder)
    capsys.readouterr()
    assert main(["sync", *data]) == 0
    assert "1 fact waits to be told" in capsys.readouterr().out
    assert main(["disconnect", *data]) == 1
    assert main(["sync", "--once", *data]) == 1
    assert "does not answer" in capsys.readouterr().err
    file = tmp_path / "left.jsonl"
    assert main(["disconnect", "--export", str(file), *data]) == 0
    assert "on its own again" in capsys.readouterr().out
    line = msgspec.json.decode(file.read_bytes())
    assert {"device", "stream", "seq", "c", "h", "body"} == line.keys()
    assert FactKind.DRAWER_NO_SALE.value in line["body"]
    assert main(["verify", "--data", str(folder)]) == 0


def test_another_till_takes_the_place_of_a_lost_one(
    folder: Path, server: OwnProcess, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    address, code = words(server)
    assert main(["connect", address, code, "--data", str(folder)]) == 0
    told = re.search(r"Told the server (\d+) facts", capsys.readouterr().out)
    assert told is not None
    assert main(["server", "lost", "0001-01", "--data", str(tmp_path / "server")]) == 0
    found = re.search(r"pos-app connect \S+ (\S+)", capsys.readouterr().out)
    assert found is not None
    tomorrow = SetClock(START_MS + 86_400_000)  # the ids of a demo follow from its instant
    build_demo(tmp_path / "new", tomorrow, use_keyring=False, real_products=False)
    assert main(["connect", address, found[1], "--data", str(tmp_path / "new")]) == 0
    said = capsys.readouterr().out
    assert "as till 01 of store 0001" in said
    assert f"Took over from the lost till: {told[1]} facts" in said
    assert main(["verify", "--data", str(tmp_path / "new")]) == 0


def open_the_drawer(folder: Path) -> None:
    """File a fact."""
    terminal = build(folder, use_keyring=False)
    tools = terminal.tools
    tools.books.note(EventId(tools.new_id()), FactKind.DRAWER_NO_SALE.value, tools.clock.now_ms(), {})
    terminal.close()
