"""A disk that is full or fails: a clear sentence, nothing lost, and on it goes when there is room."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pos_app.kernel.errors import Unavailable
from pos_app.kernel.ids import EventId
from pos_app.storage.opening import Storage
from pos_app.storage.verify import verify
from tests.support.ledgers import of_many_accounts, taking_back
from tests.support.tills import START_MS, CountedIds, enrolment, filing, opened

FILL_BYTES = 64 * 1024
MANY = 2000


@contextmanager
def _no_more_pages(till: Storage) -> Iterator[None]:
    """Let the database file grow no further, as SQLite sees a full disk."""
    (most,) = till.database.rows("PRAGMA page_count")[0]
    with till.database.relaxed() as writer:
        writer.exec_driver_sql(f"PRAGMA max_page_count = {most}")
    yield
    with till.database.relaxed() as writer:
        writer.exec_driver_sql("PRAGMA max_page_count = 1073741823")


def _file_until_full(till: Storage, ids: CountedIds) -> list[str]:
    """File sales until one is refused; return the numbers of those that were not."""
    numbers: list[str] = []

    member = till.members.by_card("9000000017")
    assert member is not None

    def one_after_another() -> None:
        while len(numbers) < MANY:
            filed = till.books.file_sale(of_many_accounts(ids, member.member_id, 8))
            numbers.append(filed.completed.receipt_number)
            numbers.append(till.books.file_sale(taking_back(ids, filed, (1, 400))).completed.receipt_number)

    assert _refusal(one_after_another) == "storage.full"
    return numbers


def _refusal(work: Callable[[], object]) -> str:
    """Return the code with which the world said no, empty if it did not."""
    try:
        work()
    except Unavailable as refused:
        return refused.code
    return ""


def test_a_full_disk_refuses_the_sale_and_keeps_all_others(tmp_path: Path) -> None:
    ids = CountedIds(1_000_000)
    with opened(tmp_path) as till:
        till.members.enrol(enrolment(ids))
        with _no_more_pages(till):
            numbers = _file_until_full(till, ids)
            for work in _everything_else(till, ids):
                assert _refusal(work) in {"", "storage.full"}
            assert till.members.by_card("9000000017") is not None
        filed = till.books.file_sale(filing(ids))
        assert filed.completed.receipt_number == f"0001-01-A-{len(numbers) + 1:07d}"
        assert [till.books.by_receipt(number) is not None for number in numbers] == [True] * len(numbers)
    report = verify(tmp_path, use_keyring=False)
    assert (report.first_wrong, report.sales) == (None, len(numbers) + 1)


def _everything_else(till: Storage, ids: CountedIds) -> list[Callable[[], object]]:
    return [
        lambda: till.books.note(EventId(ids()), "drawer.nosale", START_MS, {}),
        lambda: till.members.enrol(enrolment(ids, phone="+905320000000", card="")),
        lambda: till.books.keep_draft(b"x" * 100_000),
        lambda: till.books.file_sale(filing(ids)),
    ]


CHILD = """
import resource, signal, sys
from pathlib import Path
from pos_app.kernel.errors import Unavailable
from tests.support.tills import CountedIds, filing, opened

ids, folder, limit = CountedIds(1_000_000), Path(sys.argv[1]), int(sys.argv[2])
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
with opened(folder) as till:
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
    count = 0
    try:
        while count < 2000:
            till.books.file_sale(filing(ids))
            count += 1
    except Unavailable as failed:
        print(count, failed.code, flush=True)
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    till.books.file_sale(filing(ids))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="file size limits are a Unix thing")
@pytest.mark.parametrize("limit", [600_000, 777_777, 1_000_000])
def test_a_write_that_fails_anywhere_loses_nothing(tmp_path: Path, limit: int) -> None:
    folder = tmp_path / "till"
    command = [sys.executable, "-W", "ignore", "-c", CHILD, str(folder), str(limit)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    count, code = done.stdout.split()
    assert int(count) > 0
    assert code in {"storage.full", "storage.failed"}
    report = verify(folder, use_keyring=False)
    assert (report.first_wrong, report.sales) == (None, int(count) + 1)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 2 MB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(disk)]
    if (
        sys.platform != "linux"
        or os.geteuid()
        or subprocess.run(command, capture_output=True, check=False).returncode
    ):
        pytest.skip("mounting a small disk needs root on Linux")
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=True)


def test_a_disk_without_room_is_said_and_room_cures_it(small_disk: Path) -> None:
    ids = CountedIds(1_000_000)
    ballast = small_disk / "ballast"
    folder = small_disk / "till"
    with opened(folder) as till:
        till.members.enrol(enrolment(ids))
        till.books.file_sale(filing(ids))
        ballast.write_bytes(b"x" * FILL_BYTES * 8)
        numbers = _file_until_full(till, ids)
        with pytest.raises(Unavailable):
            till.books.file_sale(filing(ids, 100))
        ballast.unlink()
        till.books.file_sale(filing(ids))
    with opened(folder) as till:
        till.books.file_sale(filing(ids))
    report = verify(folder, use_keyring=False)
    assert (report.first_wrong, report.sales) == (None, len(numbers) + 3)


def test_a_disk_that_was_full_from_the_start(small_disk: Path) -> None:
    (small_disk / "ballast").write_bytes(b"x" * 2_090_000)
    with pytest.raises(Unavailable) as full, opened(small_disk / "till"):
        pass
    assert full.value.code in {"storage.full", "storage.read_only"}
    (small_disk / "ballast").unlink()
    with opened(small_disk / "till") as till:
        till.books.file_sale(filing(CountedIds(1_000_000)))
    assert verify(small_disk / "till", use_keyring=False).is_whole


def test_a_disk_that_turned_read_only(small_disk: Path) -> None:
    ids = CountedIds(1_000_000)
    folder = small_disk / "till"
    with opened(folder) as till:
        till.books.file_sale(filing(ids))
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    with pytest.raises(Unavailable) as refused, opened(folder):
        pass
    assert refused.value.code == "storage.read_only"
    subprocess.run(["mount", "-o", "remount,rw", str(small_disk)], check=True)
    with opened(folder) as till:
        assert till.books.last_sale() is not None
