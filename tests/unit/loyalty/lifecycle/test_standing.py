"""A member outside a sale, asked by conditions."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from pos_app.loyalty.lifecycle.standing import holds, outside_sale
from pos_app.loyalty.rules import When
from tests.support.lifecycle import day_ms, newcomer
from tests.support.loyalty import compiled

SHOP = compiled(ZoneInfo("Asia/Tokyo"))


@pytest.mark.parametrize(
    ("when", "held"),
    [
        (When(), True),
        (When(tiers=("gold",)), True),
        (When(tiers=("basic",)), False),
        (When(weekdays=(2,)), True),
        (When(weekdays=(1,)), False),
        (When(hours=((0, 60),)), True),
        (When(valid_from="2026-03-11", valid_until="2026-03-11"), True),
        (When(valid_until="2026-03-10"), False),
        (When(code="SUMMER"), False),
        (When(members=True), True),
    ],
)
def test_the_clock_is_the_shops(when: When, held: bool) -> None:
    """Tuesday 15:30 in UTC is half past midnight on Wednesday in Tokyo."""
    at_ms = day_ms("2026-03-10", 15) + 30 * 60_000
    assert holds(SHOP, when, outside_sale(SHOP, newcomer(tier="gold"), at_ms)) is held
