"""Counts that never flicker: syncs, pages, statements."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bench import syncs
from pos_app.storage.database import driver_of
from pos_app.storage.opening import Storage
from tests.support.tills import CountedIds, enrolment, filing, product

CHILD = """
import json, sys
from pathlib import Path
from bench.syncs import count
from tests.support.tills import CountedIds, enrolment, filing, opened, product

counts = {}

def counted(name, work):
    before = count()
    work()
    counts.setdefault(name, []).append(count() - before)

ids = CountedIds(1_000_000)
with opened(Path(sys.argv[1])) as till:
    till.catalogue.add(product(number) for number in range(1, 9))
    member = till.members.enrol(enrolment(ids)).member_id
    till.books.keep_draft(b"first")
    for _ in range(5):
        counted("draft", lambda: till.books.keep_draft(b"x" * 4000))
        counted("sale", lambda: till.books.file_sale(filing(ids, member=member)))
        job = till.print_queue.next_job()
        counted("mark", lambda: till.print_queue.mark(job.job_id, "sent") if job is None else None)
    till.database._empty_log()
    counted("first after a reset", lambda: till.books.file_sale(filing(ids, member=member)))
    counted("draft", till.books.drop_draft)
    counted("note", lambda: till.books.note(ids(), "drawer.nosale", 1, {}))
print(json.dumps(counts))
"""


def test_a_sale_is_one_sync_and_a_draft_none(folder: Path, tmp_path: Path) -> None:
    library = syncs.build(tmp_path)
    if library is None:
        pytest.skip("counting syncs needs Linux and a C compiler")
    done = subprocess.run(
        [sys.executable, "-c", CHILD, str(folder)],
        env=syncs.environment(library),
        capture_output=True,
        text=True,
        check=True,
    )
    counts = json.loads(done.stdout)
    assert counts["draft"] == [0] * 6
    assert counts["sale"] == [1] * 5
    assert counts["first after a reset"] == [2]
    assert counts["note"] == [1]


def _log_pages(till: Storage) -> int:
    return int(till.database.rows("PRAGMA wal_checkpoint(NOOP)")[0][1])


def test_a_sale_writes_few_pages(till: Storage, ids: CountedIds) -> None:
    till.catalogue.add(product(number) for number in range(1, 9))
    members = [
        till.members.enrol(enrolment(ids, f"Member {number}", f"+9053200{number:05d}", f"90{number:08d}"))
        for number in range(50)
    ]
    for each in members * 2:
        till.books.file_sale(filing(ids, member=each.member_id))
    till.database._empty_log()
    till.books.file_sale(filing(ids, member=members[0].member_id))
    pages, before = [], _log_pages(till)
    for each in members * 4:
        till.books.file_sale(filing(ids, member=each.member_id))
        after = _log_pages(till)
        pages.append(after - before)
        before = after
    pages = [
        written for written in pages if written > 0
    ]  # fewer after the checkpoint thread began the log anew
    assert len(pages) > 150
    assert max(pages) <= 30, pages


def _traced(driver: Any) -> list[str]:
    seen: list[str] = []
    driver.set_trace_callback(seen.append)
    return seen


def test_a_scan_is_one_read_and_one_draft(till: Storage) -> None:
    till.catalogue.add([product(1)])
    till.catalogue.by_number("1")
    reads = _traced(till.database._reader())
    drafts = _traced(driver_of(till.drafts._connection))
    writes = _traced(driver_of(till.database._writer))
    till.catalogue.by_code(product(1).codes[0])
    till.books.keep_draft(b"open")
    assert (len(reads), len(drafts), len(writes)) == (1, 1, 0)


def test_finding_a_member_is_one_read(till: Storage, ids: CountedIds) -> None:
    new = enrolment(ids)
    till.members.enrol(new)
    till.members.by_card(new.card)
    reads = _traced(till.database._reader())
    till.members.by_phone(new.phone)
    assert len(reads) == 1
    till.members.snapshot(new.member_id, 1)
    assert len(reads) == 4


def test_statements_of_a_sale_do_not_grow_with_its_tables(till: Storage, ids: CountedIds) -> None:
    till.catalogue.add(product(number) for number in range(1, 9))
    member = till.members.enrol(enrolment(ids)).member_id
    till.books.file_sale(filing(ids, member=member))
    seen = _traced(driver_of(till.database._writer))
    till.books.file_sale(filing(ids, member=member))
    kinds = {" ".join(statement.split()[:3]) for statement in seen}
    assert len(kinds) <= 18, sorted(kinds)
    rows = 8 + 5 + 2 + 1 + 8 + 5
    assert len(seen) <= 12 + rows, len(seen)
