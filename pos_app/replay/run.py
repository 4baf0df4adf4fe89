"""A whole replay: every basket that is not in the books yet, in time order."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, pairwise
from pathlib import Path

import msgspec

from pos_app.kernel.clock import Clock
from pos_app.kernel.errors import Refused
from pos_app.kernel.limits import REPLAY_SCANNED_EVERY
from pos_app.replay import naming
from pos_app.replay.dataset import baskets
from pos_app.replay.history import HistoryBasket
from pos_app.replay.opening import Opened
from pos_app.replay.progress import Progress
from pos_app.replay.tally import Tally
from pos_app.replay.totals import MemberTotal, Totals
from pos_app.storage.opening import Storage
from pos_app.storage.sums import MemberSum, read_sums

PARTS = 10
"""The run is timed in tenths, so that growing cost shows."""


class Run(msgspec.Struct, frozen=True):
    """What a run did: `rung_up` baskets now, `scanned` of them scan by scan, `known` ones skipped.

    `tenths_us` is the mean time of a sale (microseconds) in each tenth of the run.
    """

    tally: Tally
    rung_up: int
    scanned: int
    known: int
    elapsed_ms: int
    tenths_us: tuple[int, ...]


def run(opened: Opened, data: Path, total: int, clock: Clock, progress: Progress) -> Run:
    """Ring up the first `total` baskets of `data` that are not in the books; `clock` measures real time.

    Raises Refused `replay.other_sales` when the last sale in the books is none of history's, and as `Till`.
    """
    books, till = opened.storage.books, opened.till
    tally = Tally(opened.unlisted)
    rung_up = scanned = known = 0
    began = clock.mono_ms()
    marks = [(0, began)]
    history = _with_known(opened.storage, islice(baskets(data), total))
    with books.in_bulk():
        for number, (basket, is_known) in enumerate(history, 1):
            tally.count(basket)
            progress.show(number)
            if is_known:
                known += 1
                marks = [(0, clock.mono_ms())]
                continue
            if number % REPLAY_SCANNED_EVERY:
                till.ring_up(basket)
            else:
                till.ring_up_by_scans(basket)
                scanned += 1
            rung_up += 1
            if number * PARTS // total > (number - 1) * PARTS // total:
                marks.append((rung_up, clock.mono_ms()))
    progress.end(tally.baskets)
    return Run(tally, rung_up, scanned, known, clock.mono_ms() - began, _means(marks))


def book_totals(storage: Storage, data_households: Iterator[int]) -> Totals:
    """Return what the books hold, by the households of the data."""
    sums = read_sums(storage.database)
    of_households = ((number, sums.members.get(naming.member_id(number))) for number in data_households)
    return Totals(
        sales=sums.sales,
        lines=sums.lines,
        money_minor=sums.total_minor,
        coupon_minor=sums.coupon_minor,
        points=sums.earned_points,
        members={number: _member_total(found) for number, found in of_households if found is not None},
    )


def _with_known(storage: Storage, history: Iterator[HistoryBasket]) -> Iterator[tuple[HistoryBasket, bool]]:
    """Say of each basket whether it is in the books: sales are filed in time order, so the last one tells."""
    last = storage.books.last_sale()
    if last is None:
        yield from ((basket, False) for basket in history)
        return
    sale = last.completed.sale
    for basket in history:
        if basket.at_ms > sale.started_at_ms:
            raise Refused("replay.other_sales")
        yield basket, True
        if naming.sale_id(basket.basket_id, basket.at_ms) == sale.sale_id:
            break
    yield from ((basket, False) for basket in history)


def _means(marks: list[tuple[int, int]]) -> tuple[int, ...]:
    return tuple(
        (later_ms - earlier_ms) * 1000 // (later - earlier)
        for (earlier, earlier_ms), (later, later_ms) in pairwise(marks)
        if later > earlier
    )


def _member_total(found: MemberSum) -> MemberTotal:
    return MemberTotal(found.sales, found.total_minor, found.earned_points)
