"""Old lots come with the date that the program gives them."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from pos_app.kernel.clock import instant_ms
from pos_app.scenarios import ids
from pos_app.scenarios.opening import opening_entry
from pos_app.scenarios.scenario import OldLot
from tests.unit.scenarios.programs import program

MARCH = instant_ms(datetime(2026, 3, 10, tzinfo=UTC))
JUNE = instant_ms(datetime(2026, 6, 9, tzinfo=UTC)) - 1


@pytest.mark.parametrize(
    ("lot", "ends"),
    [
        (OldLot("points", 5, MARCH, None), JUNE),
        (OldLot("points", 5, MARCH, 77), 77),
        (OldLot("stamps:coffee", 5, MARCH, None), None),
    ],
)
def test_dates(lot: OldLot, ends: int | None) -> None:
    entry = opening_entry(ids.member_id("ayse"), lot, program(), ZoneInfo("UTC"), "0")
    assert entry.lots[0].expires_at_ms == ends
    assert (entry.points, entry.key, entry.owner) == (5, lot.key, ids.member_id("ayse"))
