"""When the till asks next."""

from __future__ import annotations

from random import Random

import pytest

from pos_app.kernel.exchange_limits import (
    SYNC_AFTER_OUTAGE_MS,
    SYNC_HEARTBEAT_MS,
    SYNC_RETRY_AFTER_MAX_MS,
    SYNC_RETRY_MS_MAX,
    SYNC_RETRY_MS_MIN,
)
from pos_app.sync.pace import Pace


def test_waits_grow_to_a_minute_and_are_spread_over_all_of_it() -> None:
    waits = [[] for _ in range(30)]  # type: list[list[int]]
    for seed in range(400):
        pace = Pace(Random(seed))
        for number in range(30):
            waits[number].append(pace.failed(number))
    for number, each in enumerate(waits):
        most = min(SYNC_RETRY_MS_MIN * 2 ** (number + 1), SYNC_RETRY_MS_MAX)
        assert SYNC_RETRY_MS_MIN <= min(each) <= max(each) <= most
        assert min(each) < SYNC_RETRY_MS_MIN + most // 20
        assert max(each) > most - most // 20


def test_years_of_failures_are_counted_without_harm() -> None:
    pace = Pace(Random(1))
    assert all(pace.failed(number) <= SYNC_RETRY_MS_MAX for number in range(100_000))


@pytest.mark.parametrize("wished_ms", [7000, 120_000])
def test_the_servers_wish_is_the_least(wished_ms: int) -> None:
    assert Pace(Random(2)).failed(0, wished_ms) > wished_ms
    assert Pace(Random(2)).succeeded(wished_ms) >= wished_ms


def test_a_wish_has_a_bound() -> None:
    assert Pace(Random(2)).failed(0, 10**12) <= SYNC_RETRY_AFTER_MAX_MS + SYNC_RETRY_MS_MAX
    assert Pace(Random(2)).succeeded(10**12) == SYNC_RETRY_AFTER_MAX_MS


def test_heartbeats_lie_within_a_fifth() -> None:
    pace = Pace(Random(3))
    beats = [pace.succeeded() for _ in range(2000)]
    assert SYNC_HEARTBEAT_MS * 8 // 10 <= min(beats) < SYNC_HEARTBEAT_MS * 82 // 100
    assert SYNC_HEARTBEAT_MS * 118 // 100 < max(beats) <= SYNC_HEARTBEAT_MS * 12 // 10


def test_after_a_long_outage_tills_come_back_one_by_one() -> None:
    waits = []
    for seed in range(500):
        pace = Pace(Random(seed))
        pace.failed(0)
        waits.append(pace.reached(SYNC_HEARTBEAT_MS))
    assert min(waits) < SYNC_AFTER_OUTAGE_MS // 20
    assert SYNC_AFTER_OUTAGE_MS * 19 // 20 < max(waits) <= SYNC_AFTER_OUTAGE_MS


def test_after_a_hiccup_nobody_waits() -> None:
    pace = Pace(Random(4))
    assert pace.reached(0) == 0
    pace.failed(1000)
    assert pace.is_failing
    assert pace.reached(4000) == 0
    assert not pace.is_failing
