"""A year of a real grocer, beside the loyalty quote with raw writes for the same baskets."""

from __future__ import annotations

import io
import shutil
import statistics
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec

from bench.row import Row
from pos_app.checkout.evaluation import to_basket
from pos_app.checkout.tools import Tools
from pos_app.kernel.ids import MemberId
from pos_app.kernel.limits import REPLAY_SCANNED_EVERY
from pos_app.loyalty.basket import Basket
from pos_app.loyalty.member import MemberSnapshot
from pos_app.loyalty.quoting import quote
from pos_app.ports.books import FiledSale, SaleToFile
from pos_app.replay import dataset
from pos_app.replay.dataset import baskets
from pos_app.replay.opening import Opened, open_till
from pos_app.replay.progress import Progress
from pos_app.replay.run import Run, run
from pos_app.replay.shop import SHOP, ZONE
from pos_app.runtime.system_clock import SystemClock
from pos_app.storage.engine import connect
from pos_app.storage.opening import DATABASE, KEY
from pos_app.storage.secrets import load_secrets
from tests.support.years import cut_out, opened_till, the_program

WARM = 1_500
BASKETS = 600
ROUNDS = 2
WRITES = ("BEGIN", "SAVEPOINT", "INSERT", "UPDATE", "RELEASE", "COMMIT")

Statement = tuple[str, list[tuple[Any, ...]], bool]
Asked = tuple[MemberSnapshot, Basket]


def rows() -> Iterator[Row]:
    """Yield the CPU of a replayed sale, every twentieth one rung up scan by scan."""
    with tempfile.TemporaryDirectory(dir=_memory()) as name:
        folder = Path(name)
        (folder / "data").mkdir()
        data = cut_out(folder / "data", WARM + BASKETS)
        opened_till(folder / "imported", data).storage.close()
        statements, asked = _noted(folder, data)
        ours = [_ours(_copy(folder / "imported", f"ours{number}"), data) for number in range(ROUNDS)]
        limit = [
            _limit(_copy(folder / "warm", f"raw{number}"), statements, asked) for number in range(ROUNDS)
        ]
    yield Row(
        "replay a sale of a real grocer (CPU)",
        statistics.median(ours),
        statistics.median(limit),
        "its quotes, raw writes of its rows",
        4.0,
        f"{BASKETS:,} baskets, {len(statements) / BASKETS:.1f} statements each",
    )


def scale_rows() -> Iterator[Row]:
    """Yield the cost of a sale at the end of the whole year beside its beginning."""
    data = dataset.data_folder()
    total = dataset.basket_count(data)
    with tempfile.TemporaryDirectory(dir=_memory()) as name:
        opened = open_till(Path(name), data, the_program(), lambda code, count: None)
        done = _ring_up(opened, data, total)
        opened.storage.close()
    yield Row(
        f"replay {done.rung_up:,} sales: a sale in the last tenth",
        float(done.tenths_us[-1]),
        float(done.tenths_us[0]),
        "a sale in the first tenth",
        1.2,
        f"{done.rung_up * 1000 // max(done.elapsed_ms, 1):,} sales per second",
    )


def _memory() -> Path | None:
    memory = Path("/dev/shm")
    return memory if memory.is_dir() else None


def _copy(folder: Path, name: str) -> Path:
    """Give every measurement books of its own, all in the same state."""
    return Path(shutil.copytree(folder, folder.with_name(name)))


def _ring_up(opened: Opened, data: Path, total: int) -> Run:
    clock = SystemClock()
    return run(opened, data, total, clock, Progress(io.StringIO(), clock, total, "baskets"))


def _ours(folder: Path, data: Path) -> float:
    """Return microseconds of CPU a sale, its basket in hand, after the till has warmed up."""
    history = list(islice(baskets(data), WARM + BASKETS))
    opened = opened_till(folder, data)
    with opened.storage.books.in_bulk():
        for basket in history[:WARM]:
            opened.till.ring_up(basket)
        began = time.process_time_ns()
        for number, basket in enumerate(history[WARM:], 1):
            if number % REPLAY_SCANNED_EVERY:
                opened.till.ring_up(basket)
            else:
                opened.till.ring_up_by_scans(basket)
        taken = time.process_time_ns() - began
    opened.storage.close()
    return taken / 1000 / BASKETS


def _limit(folder: Path, statements: list[Statement], asked: list[Asked]) -> float:
    """Return microseconds of CPU for one quote a sale, then the rows of all sales by raw statements."""
    program = the_program()
    connection = connect(folder / DATABASE, load_secrets(folder / KEY, False, False).database)
    began = time.process_time_ns()
    for member, basket in asked:
        quote(program, member, basket, offers=False)
    for sql, values, many in statements:
        if many:
            connection.executemany(sql, values)
        else:
            connection.execute(sql, values[0]).fetchall()
    taken = time.process_time_ns() - began
    connection.close()
    return taken / 1000 / BASKETS


class _Members:
    """The members, noting what was read of them."""

    def __init__(self, members: Any, asked: dict[MemberId, MemberSnapshot]) -> None:
        self._members = members
        self._asked = asked

    def __getattr__(self, name: str) -> Any:
        return getattr(self._members, name)

    def snapshot(self, member_id: MemberId, as_of_ms: int) -> MemberSnapshot:
        """Read and note."""
        found: MemberSnapshot = self._members.snapshot(member_id, as_of_ms)
        self._asked[member_id] = found
        return found


class _Books:
    """The books, noting what the engine is asked for every sale; every twentieth is asked line by line."""

    def __init__(self, books: Any, known: dict[MemberId, MemberSnapshot], asked: list[Asked]) -> None:
        self._books = books
        self._known = known
        self._asked = asked
        self._filed = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._books, name)

    def file_sale(self, sale: SaleToFile) -> FiledSale:
        """Note and file."""
        assert sale.sale.member_id is not None
        member, basket = self._known[sale.sale.member_id], to_basket(SHOP, ZONE, sale.sale)
        self._filed += 1
        if self._filed % REPLAY_SCANNED_EVERY == 0:
            for lines in range(1, len(basket.lines)):
                self._asked.append((member, msgspec.structs.replace(basket, lines=basket.lines[:lines])))
        self._asked.append((member, basket))
        filed: FiledSale = self._books.file_sale(sale)
        return filed


def _noted(folder: Path, data: Path) -> tuple[list[Statement], list[Asked]]:
    """Ring everything up once, noting every writing statement and what the engine was asked."""
    from sqlalchemy import event

    asked: list[Asked] = []
    known: dict[MemberId, MemberSnapshot] = {}
    statements: list[Statement] = []

    def noting(tools: Tools) -> Tools:
        members: Any = _Members(tools.members, known)
        books: Any = _Books(tools.books, known, asked)
        return replace(tools, members=members, books=books)

    def note(_c: Any, _cursor: Any, sql: str, values: Any, _context: Any, many: bool) -> None:
        if sql.lstrip().startswith(WRITES):
            statements.append((sql, [tuple(row) for row in values] if many else [tuple(values)], many))

    opened = opened_till(_copy(folder / "imported", "warm"), data)
    _ring_up(opened, data, WARM)
    opened.storage.close()
    opened = open_till(_copy(folder / "warm", "noted"), data, the_program(), lambda code, count: None, noting)
    event.listen(opened.storage.database.engine, "before_cursor_execute", note)
    try:
        _ring_up(opened, data, WARM + BASKETS)
    finally:
        event.remove(opened.storage.database.engine, "before_cursor_execute", note)
        opened.storage.close()
    return statements, asked
