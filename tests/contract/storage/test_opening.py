"""Opening a data folder: one process, the right key, a database this program knows."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from pos_app.kernel.errors import Unavailable
from pos_app.storage import secrets
from pos_app.storage.engine import SQLITE_NEEDED, check_library, connect
from pos_app.storage.opening import open_storage
from pos_app.storage.secrets import load_secrets
from tests.support.tills import CountedIds, SetClock, enrolment, filing, opened


def _refusal(folder: Path) -> str:
    with pytest.raises(Unavailable) as refused:
        open_storage(folder, SetClock(), CountedIds(), use_keyring=False)
    return refused.value.code


def _contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_second_start_finds_everything_again(folder: Path, ids: CountedIds) -> None:
    with opened(folder) as till:
        member = till.members.enrol(enrolment(ids))
        filed = till.books.file_sale(filing(ids, member=member.member_id))
    with opened(folder, 500) as till:
        assert till.books.last_sale() == filed
        assert till.members.by_card("9000000017") == member
        assert till.books.file_sale(filing(ids)).completed.receipt_number == "0001-01-A-0000002"


def test_a_current_database_opens_without_alembic(folder: Path) -> None:
    with opened(folder):
        pass
    code = (
        "import sys; from pathlib import Path; from tests.support.tills import opened\n"
        f"with opened(Path({str(folder)!r})): pass\n"
        "print('alembic' in sys.modules, 'keyring' in sys.modules, 'cryptography' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False", "False"]


def test_one_process_has_the_folder(folder: Path) -> None:
    with opened(folder):
        assert _refusal(folder) == "storage.in_use"
    with opened(folder):
        pass


def test_a_failed_start_lets_go_of_the_folder(folder: Path) -> None:
    with opened(folder):
        pass
    key = (folder / "books.key").read_text(encoding="ascii")
    (folder / "books.key").write_text("rubbish", encoding="ascii")
    assert _refusal(folder) == "storage.key_damaged"
    (folder / "books.key").write_text(key, encoding="ascii")
    with opened(folder):
        pass


@pytest.mark.parametrize(
    ("key", "code"),
    [
        (None, "storage.key_missing"),
        ("", "storage.key_damaged"),
        ("ab" * 31, "storage.key_damaged"),
        ("ü" * 64, "storage.key_damaged"),
        ("ab" * 32, "storage.damaged"),
        ("keyring:nobody", "storage.key_missing"),
    ],
)
def test_without_its_key_nothing_opens_or_changes(
    folder: Path, ids: CountedIds, key: str | None, code: str
) -> None:
    with opened(folder) as till:
        till.books.file_sale(filing(ids))
    if key is None:
        (folder / "books.key").unlink()
    else:
        (folder / "books.key").write_text(key, encoding="utf-8")
    before = _contents(folder)
    assert _refusal(folder) == code
    assert _contents(folder) == before


@pytest.mark.parametrize("rubbish", [b"not a database" * 1000, b"SQLite format 3\0" + b"\0" * 4080])
def test_a_file_that_is_no_database_of_ours_is_left_alone(folder: Path, rubbish: bytes) -> None:
    with opened(folder):
        pass
    (folder / "books.db").write_bytes(rubbish)
    assert _refusal(folder) == "storage.damaged"
    assert (folder / "books.db").read_bytes() == rubbish


def test_a_newer_database_is_refused_untouched(folder: Path) -> None:
    with opened(folder):
        pass
    key = load_secrets(folder / "books.key", False, False).database
    connection = connect(folder / "books.db", key)
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    before = _contents(folder)
    with pytest.raises(Unavailable) as refused:
        open_storage(folder, SetClock(), CountedIds(), use_keyring=False)
    assert refused.value.code == "storage.newer"
    assert refused.value.message.params["found"] == "9999"
    assert _contents(folder) == before


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="ascii")
    assert _refusal(tmp_path / "file" / "till") == "storage.read_only"


def test_an_old_library_is_refused_with_both_versions() -> None:
    check_library(SQLITE_NEEDED)
    with pytest.raises(Unavailable) as refused:
        check_library((3, 51, 2))
    assert refused.value.message.params == {"found": "3.51.2", "needed": "3.51.3"}


@pytest.mark.skipif(os.name == "nt", reason="Windows has no file modes")
def test_the_key_is_for_its_owner_only(folder: Path) -> None:
    with opened(folder):
        pass
    assert stat.S_IMODE((folder / "books.key").stat().st_mode) == 0o600


def test_every_connection_is_set_up_safely(folder: Path) -> None:
    wanted = {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "trusted_schema": 0,
        "mmap_size": 0,
        "cache_size": -16384,
        "wal_autocheckpoint": 0,
    }
    with opened(folder) as till, till.database.transaction() as writer:
        found = {
            name: writer.exec_driver_sql(f"PRAGMA {name}").scalar() for name in wanted if name != "mmap_size"
        }
        assert found == {name: value for name, value in wanted.items() if name != "mmap_size"}
        assert writer.exec_driver_sql("PRAGMA mmap_size").scalar() in (None, 0)
        assert till.database.row("PRAGMA foreign_keys") == (1,)


def test_readers_see_only_what_is_committed(folder: Path, ids: CountedIds) -> None:
    seen: list[int] = []
    with opened(folder) as till:

        def count() -> None:
            row = till.database.row("SELECT count(*) FROM journal")
            seen.append(row[0] if row else -1)

        with till.database.transaction() as writer:
            writer.exec_driver_sql("INSERT INTO receipt_series VALUES ('x', 0)")
            reader = threading.Thread(target=count)
            reader.start()
            reader.join()
        till.books.file_sale(filing(ids))
        count()
    assert seen == [0, 1]


def test_an_older_state_of_the_database_begins_a_new_series(folder: Path, ids: CountedIds) -> None:
    with opened(folder) as till:
        till.books.file_sale(filing(ids))
    backup = (folder / "books.db").read_bytes()
    with opened(folder, 100) as till:
        till.books.file_sale(filing(ids))
    (folder / "books.db").write_bytes(backup)
    with opened(folder, 200) as till:
        filed = till.books.file_sale(filing(ids))
        assert filed.completed.receipt_number == "0001-01-B-0000001"
        rows = till.database.rows("SELECT stream_no, seq, kind FROM journal ORDER BY entry_no")
        assert rows == [(1, 1, "sale"), (2, 1, "journal.rollback_detected"), (2, 2, "sale")]
    with opened(folder, 300) as till:
        assert till.books.file_sale(filing(ids)).completed.receipt_number == "0001-01-B-0000002"


@pytest.mark.parametrize("text", [b"", b"rubbish", b'{"stream":1}'])
def test_a_guard_that_cannot_be_read_guards_nothing(folder: Path, ids: CountedIds, text: bytes) -> None:
    with opened(folder) as till:
        till.books.file_sale(filing(ids))
    (folder / "books.guard").write_bytes(text)
    with opened(folder) as till:
        assert till.books.file_sale(filing(ids)).completed.receipt_number == "0001-01-A-0000002"


class _Ring:
    """A key ring in memory."""

    priority = 5.0

    def __init__(self) -> None:
        self.held: dict[tuple[str, str], str] = {}


@pytest.fixture
def ring(monkeypatch: pytest.MonkeyPatch) -> _Ring:
    """A working key ring in place of the system's."""
    import keyring

    made = _Ring()
    monkeypatch.setattr(secrets, "has_keyring_service", lambda: True)
    monkeypatch.setattr(keyring, "get_keyring", lambda: made)
    monkeypatch.setattr(keyring, "set_password", lambda s, n, v: made.held.__setitem__((s, n), v))
    monkeypatch.setattr(keyring, "get_password", lambda s, n: made.held.get((s, n)))
    return made


def test_the_key_lives_in_a_real_key_ring(folder: Path, ring: _Ring) -> None:
    folder.mkdir()
    made = load_secrets(folder / "books.key", True, True)
    assert (folder / "books.key").read_text(encoding="ascii").startswith("keyring:")
    assert load_secrets(folder / "books.key", False, True) == made
    (secret,) = ring.held.values()
    assert secret not in (folder / "books.key").read_text(encoding="ascii")


def _lose(ring: _Ring) -> None:
    ring.held.clear()


def _weaken(ring: _Ring) -> None:
    ring.priority = 0.5


@pytest.mark.parametrize("harm", [_lose, _weaken])
def test_a_key_ring_that_lost_the_key_says_so(
    folder: Path, ring: _Ring, harm: Callable[[_Ring], None]
) -> None:
    folder.mkdir()
    load_secrets(folder / "books.key", True, True)
    harm(ring)
    with pytest.raises(Unavailable) as refused:
        load_secrets(folder / "books.key", False, True)
    assert refused.value.code == "storage.key_missing"


def test_a_key_ring_that_is_no_real_one_is_not_used(folder: Path, ring: _Ring) -> None:
    folder.mkdir()
    ring.priority = 0.5
    made = load_secrets(folder / "books.key", True, True)
    assert ring.held == {}
    assert load_secrets(folder / "books.key", False, True) == made
