"""One row of the speed table."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable

import msgspec


class Row(msgspec.Struct, frozen=True):
    """A piece of work: `ours` and `limit` in microseconds (median of the rounds), their `ratio`, and what is demanded.

    `limit_name` says what the limit is. `note` carries a second figure where one matters (p99, counts).
    """

    work: str
    ours_us: float
    limit_us: float
    limit_name: str
    demand: float
    note: str = ""

    @property
    def ratio(self) -> float:
        """Ours over the limit."""
        return self.ours_us / self.limit_us if self.limit_us else float("inf")

    @property
    def passed(self) -> bool:
        """True when the ratio is within the demand."""
        return self.ratio <= self.demand


def interleave(
    ours: Callable[[], object], limit: Callable[[], object], rounds: int = 30, calls: int = 10
) -> tuple[list[float], list[float]]:
    """Run both in turn, `rounds` times `calls` calls each; return microseconds per call of every round."""
    left: list[float] = []
    right: list[float] = []
    for work in (ours, limit):
        work()
    gc.collect()
    gc.disable()
    try:
        for _ in range(rounds):
            for work, times in ((ours, left), (limit, right)):
                began = time.perf_counter_ns()
                for _ in range(calls):
                    work()
                times.append((time.perf_counter_ns() - began) / 1000 / calls)
    finally:
        gc.enable()
    return left, right


def compare(
    work: str,
    ours: Callable[[], object],
    limit: Callable[[], object],
    limit_name: str,
    demand: float,
    rounds: int = 30,
    calls: int = 10,
) -> Row:
    """Measure both interleaved and return the row."""
    left, right = interleave(ours, limit, rounds, calls)
    p99 = sorted(left)[max(0, int(len(left) * 0.99) - 1)]
    return Row(
        work,
        statistics.median(left),
        statistics.median(right),
        limit_name,
        demand,
        f"p99 {p99:,.1f} us",
    )
