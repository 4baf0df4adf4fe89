"""Finishing a sale, beside raw statements that write the same rows to a database keyed the same way."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench import syncs
from bench.row import Row
from pos_app.storage.engine import connect
from pos_app.storage.opening import Storage
from pos_app.storage.secrets import load_secrets
from tests.support.tills import CountedIds, enrolment, filing, opened, product

SALES = 200
ROUNDS = 10
DELAY_US = 5000
"""An emulated slow disk: 5 ms a sync."""
DELAYED_SALES = 300


def rows() -> Iterator[Row]:
    """Yield the CPU of a sale on a memory file system, then the spread of its time on a slow disk."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as name:
        yield _cpu(Path(name))
    yield from _spread()


def _cpu(folder: Path) -> Row:
    ids = CountedIds(1_000_000)
    with opened(folder / "till") as till:
        member = _stock(till, ids)
        statements = _recorded(till, ids, member)
        key = load_secrets(folder / "till" / "books.key", False, False).database
        ours: list[float] = []
        raw: list[float] = []
        _copy(till, folder)
        limit = connect(folder / "raw.db", key)
        for _ in range(ROUNDS):
            paid = [filing(ids, member=member) for _ in range(SALES)]
            began = time.process_time_ns()
            for each in paid:
                till.books.file_sale(each)
            ours.append((time.process_time_ns() - began) / 1000 / SALES)
            raw.append(_raw_round(limit, statements))
        limit.close()
    return Row(
        "finish a sale: 8 lines, 2 tenders, points (CPU)",
        statistics.median(ours),
        statistics.median(raw),
        "raw statements, same rows",
        3.5,
        f"{len(statements)} statements",
    )


def _stock(till: Storage, ids: CountedIds) -> Any:
    till.catalogue.add(product(number) for number in range(1, 9))
    member = till.members.enrol(enrolment(ids)).member_id
    for _ in range(20):
        till.books.file_sale(filing(ids, member=member))
    return member


def _copy(till: Storage, folder: Path) -> None:
    with till.database.transaction():
        pass
    till.database.rows("PRAGMA wal_checkpoint(PASSIVE)")
    (folder / "raw.db").write_bytes((folder / "till" / "books.db").read_bytes())


Recorded = tuple[str, list[tuple[Any, ...]], bool]


def _recorded(till: Storage, ids: CountedIds, member: Any) -> list[Recorded]:
    """File one sale while noting every statement with its values, as the driver gets them."""
    from sqlalchemy import event

    seen: list[Recorded] = []

    def note(_c: Any, _cursor: Any, sql: str, values: Any, _context: Any, many: bool) -> None:
        seen.append((sql, [tuple(row) for row in values] if many else [tuple(values)], many))

    event.listen(till.database.engine, "before_cursor_execute", note)
    till.books.file_sale(filing(ids, member=member))
    event.remove(till.database.engine, "before_cursor_execute", note)
    return [each for each in seen if each[0].lstrip().startswith(("BEGIN", "INSERT", "UPDATE", "COMMIT"))]


def _raw_round(connection: Any, statements: list[Recorded]) -> float:
    """Write the rows of one sale again and again under new keys; return microseconds of CPU a sale."""
    plans = [list(_renumbered(connection, statements, count)) for count in range(SALES)]
    began = time.process_time_ns()
    for plan in plans:
        for sql, values, many in plan:
            if many:
                connection.executemany(sql, values)
            else:
                connection.execute(sql, values[0]).fetchall()
    return (time.process_time_ns() - began) / 1000 / SALES


def _renumbered(connection: Any, statements: list[Recorded], count: int) -> Iterator[Recorded]:
    """Give a sale's rows the keys of the sale `count` places after the last one in the database."""
    (last,) = connection.execute("SELECT max(entry_no) FROM journal").fetchone()
    for sql, values, many in statements:
        yield sql, [_moved(sql, row, last + 1 + count) for row in values], many


def _moved(sql: str, row: tuple[Any, ...], entry_no: int) -> tuple[Any, ...]:
    fresh = entry_no.to_bytes(16, "big")
    if "INTO journal" in sql:
        return (entry_no, row[1], entry_no, fresh, *row[4:])
    if "INTO sale " in sql:
        return (entry_no, fresh, f"0001-01-A-{entry_no:07d}", *row[3:])
    if any(
        f"INTO {table} " in sql
        for table in ("sale_line", "line_adjustment", "tender", "sale_tax", "stock_movement")
    ):
        return ((entry_no << 16) + (row[0] & 0xFFFF), *row[1:])
    if "INTO ledger" in sql:
        return (row[0], fresh, row[2], entry_no, *row[4:])
    if "INTO lot" in sql:
        return (row[0], fresh, *row[2:])
    if "INTO print_job" in sql:
        return (fresh, f"0001-01-A-{entry_no:07d}", *row[2:])
    return row


CHILD = """
import json, sys, time
from pathlib import Path
from bench.finish_sale import _stock
from tests.support.tills import CountedIds, filing, opened

ids = CountedIds(1_000_000)
took = []
with opened(Path(sys.argv[1])) as till:
    member = _stock(till, ids)
    for _ in range(int(sys.argv[2])):
        paid = filing(ids, member=member)
        began = time.perf_counter_ns()
        till.books.file_sale(paid)
        took.append((time.perf_counter_ns() - began) / 1000)
        time.sleep(0.002)
print(json.dumps(took))
"""


def _spread() -> Iterator[Row]:
    """The time of a sale when each sync lasts 5 ms longer: p99 beside p50. Needs a C compiler on Linux."""
    with tempfile.TemporaryDirectory() as name:
        library = syncs.build(Path(name))
        if library is None:
            return
        done = subprocess.run(
            [sys.executable, "-c", CHILD, f"{name}/till", str(DELAYED_SALES)],
            env=syncs.environment(library, DELAY_US),
            capture_output=True,
            text=True,
            check=True,
        )
    took = sorted(json.loads(done.stdout))
    p50, p99 = took[len(took) // 2], took[int(len(took) * 0.99) - 1]
    yield Row("finish a sale, p99 at 5 ms a sync", p99, p50, "its own p50", 1.2)
