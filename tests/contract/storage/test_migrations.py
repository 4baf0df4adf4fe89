"""Real old files come up to date with everything in them, or stay as they were."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from alembic import op
from sqlalchemy import Connection

from pos_app.kernel.errors import Unavailable
from pos_app.ports.printing import JobState
from pos_app.storage.engine import connect
from pos_app.storage.migrations import CURRENT, VERSIONS, upgrade, v0004_sync
from pos_app.storage.schema import bring_up_to_date
from pos_app.storage.secrets import load_secrets
from pos_app.storage.verify import verify
from tests.support.tills import CASHIER, START_MS, CountedIds, filing, opened, product

DATA = Path(__file__).parent / "data"
OLD = sorted(DATA.glob("schema_*.db"))


@pytest.fixture(params=OLD, ids=[path.stem for path in OLD])
def old(request: pytest.FixtureRequest, folder: Path) -> Path:
    """A data folder as an earlier version left it."""
    folder.mkdir()
    shutil.copyfile(request.param, folder / "books.db")
    shutil.copyfile(request.param.with_suffix(".key"), folder / "books.key")
    return folder


def _key(folder: Path) -> bytes:
    return load_secrets(folder / "books.key", False, False).database


def _schema(path: Path, key: bytes) -> dict[str, list[str]]:
    """Every table and index with the words of its definition: batch mode orders constraints freely."""
    connection = connect(path, key)
    try:
        rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    finally:
        connection.close()
    return {name: sorted(re.findall(r"\w+", sql)) for name, sql in rows}


def test_every_version_before_this_one_has_its_old_file() -> None:
    assert [path.stem.removeprefix("schema_") for path in OLD] == list(VERSIONS[:-1])
    assert list(upgrade.MODULES) == list(VERSIONS)
    assert [module.down_revision for module in upgrade.MODULES.values()] == [None, *VERSIONS[:-1]]


def test_an_old_file_keeps_everything(old: Path) -> None:
    ids = CountedIds(9_000_000)
    with opened(old, 500) as till:
        assert till.catalogue.by_number("3") == product(3)
        assert till.catalogue.quick_keys(5) == ()
        member = till.members.by_phone("+905321112233")
        assert member is not None
        assert till.members.snapshot(member.member_id, START_MS).balance_points == 40
        assert till.staff.sign_on(CASHIER, "1234", START_MS).name == "Ann Lee"
        last = till.books.last_sale()
        assert last is not None
        assert (last.completed.receipt_number, len(last.completed.sale.lines)) == ("0001-01-A-0000003", 8)
        job = till.print_queue.next_job()
        assert job is not None
        assert (job.state, job.is_copy, job.reason, job.tries) == (JobState.QUEUED, False, "", 0)
        assert till.books.file_sale(filing(ids)).completed.receipt_number == "0001-01-A-0000004"
    report = verify(old, use_keyring=False)
    assert (report.first_wrong, report.sales, report.facts) == (None, 4, 5)


def test_the_backup_is_the_old_file_still_encrypted(old: Path) -> None:
    key = _key(old)
    bring_up_to_date(old / "books.db", key)
    (backup,) = old.glob("books.version-*.db")
    connection = connect(backup, key)
    assert connection.execute("SELECT count(*) FROM sale").fetchone() == (3,)
    connection.close()
    assert b"sale" not in backup.read_bytes()
    assert bring_up_to_date(old / "books.db", key) == CURRENT


def test_a_migrated_schema_is_that_of_a_new_database(old: Path, tmp_path: Path) -> None:
    key = _key(old)
    bring_up_to_date(old / "books.db", key)
    bring_up_to_date(tmp_path / "new.db", key)
    assert _schema(old / "books.db", key) == _schema(tmp_path / "new.db", key)


def test_a_migration_that_fails_leaves_the_file_as_it_was(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    key = _key(old)
    before = _schema(old / "books.db", key)

    def half() -> None:
        for statement in v0004_sync.STREAM:
            op.execute(statement)
        raise RuntimeError("power gone")

    monkeypatch.setattr(v0004_sync, "upgrade", half)
    with pytest.raises(RuntimeError, match="power gone"):
        bring_up_to_date(old / "books.db", key)
    assert _schema(old / "books.db", key) == before
    monkeypatch.undo()
    with opened(old) as till:
        assert till.books.last_sale() is not None


def test_a_migration_that_loses_references_is_undone(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    key = _key(old)
    before = _schema(old / "books.db", key)
    run = upgrade.run

    def harmful(connection: Connection, found: str | None, target: str) -> None:
        run(connection, found, target)
        connection.exec_driver_sql("DELETE FROM product_version")

    monkeypatch.setattr(upgrade, "run", harmful)
    with pytest.raises(Unavailable) as refused:
        bring_up_to_date(old / "books.db", key)
    assert refused.value.code == "storage.migration_failed"
    assert _schema(old / "books.db", key) == before
