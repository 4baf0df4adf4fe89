"""Instants become wall-clock time of a shop, and come back."""

from __future__ import annotations

from datetime import UTC
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.kernel.clock import instant_ms, local_time

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("at_ms", "shown"),
    [
        (0, "1970-01-01T01:00:00+01:00"),
        (1_763_816_542_123, "2025-11-22T14:02:22.123000+01:00"),
        (1_751_364_000_000, "2025-07-01T12:00:00+02:00"),
        (1_761_440_399_000, "2025-10-26T02:59:59+02:00"),
        (1_761_440_400_000, "2025-10-26T02:00:00+01:00"),
        (-1, "1970-01-01T00:59:59.999000+01:00"),
    ],
)
def test_local_time(at_ms: int, shown: str) -> None:
    assert local_time(at_ms, BERLIN).isoformat() == shown


@given(st.integers(-(10**12), 10**13), st.sampled_from([UTC, BERLIN, ZoneInfo("Asia/Kathmandu")]))
def test_every_millisecond_comes_back(at_ms: int, zone: ZoneInfo) -> None:
    assert instant_ms(local_time(at_ms, zone)) == at_ms
