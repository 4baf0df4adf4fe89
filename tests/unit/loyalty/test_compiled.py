"""Conditions of time and tier."""

from __future__ import annotations

from datetime import UTC

import pytest

from pos_app.loyalty.compiled import CompiledWhen, compile_program
from pos_app.loyalty.rules import Benefit, Effect, When
from tests.support.loyalty import basket, program

MONDAY, TUESDAY, SUNDAY = 0, 1440, 6 * 1440


@pytest.mark.parametrize(
    ("when", "minute", "holds"),
    [
        (When(), 0, True),
        (When(weekdays=(1,)), TUESDAY, True),
        (When(weekdays=(1,)), TUESDAY + 1439, True),
        (When(weekdays=(1,)), TUESDAY - 1, False),
        (When(weekdays=(1,)), TUESDAY + 1440, False),
        (When(hours=((1020, 1140),)), TUESDAY + 1020, True),
        (When(hours=((1020, 1140),)), TUESDAY + 1139, True),
        (When(hours=((1020, 1140),)), TUESDAY + 1140, False),
        (When(weekdays=(1,), hours=((1320, 120),)), TUESDAY + 1320, True),
        (When(weekdays=(1,), hours=((1320, 120),)), TUESDAY + 1440 + 119, True),
        (When(weekdays=(1,), hours=((1320, 120),)), TUESDAY + 119, False),
        (When(weekdays=(6,), hours=((1320, 120),)), SUNDAY + 1400, True),
        (When(weekdays=(6,), hours=((1320, 120),)), MONDAY + 119, True),
        (When(weekdays=(6,), hours=((1320, 120),)), MONDAY + 120, False),
        (When(hours=((0, 1440),)), SUNDAY + 1439, True),
        (When(hours=((540, 720), (1080, 1200))), TUESDAY + 1100, True),
        (When(hours=((540, 720), (1080, 1200))), TUESDAY + 800, False),
    ],
)
def test_weekdays_and_hours(when: When, minute: int, holds: bool) -> None:
    assert CompiledWhen(when).holds_now(basket(minute_of_week=minute)) is holds


@pytest.mark.parametrize(
    ("since", "until", "date", "holds"),
    [
        ("2026-03-10", "", "2026-03-09", False),
        ("2026-03-10", "", "2026-03-10", True),
        ("", "2026-03-10", "2026-03-10", True),
        ("", "2026-03-10", "2026-03-11", False),
        ("2026-03-10", "2026-03-10", "2026-03-10", True),
        ("2026-03-10", "", "", False),
        ("", "2026-03-10", "", False),
    ],
)
def test_dates_are_inclusive_on_both_ends(since: str, until: str, date: str, holds: bool) -> None:
    when = CompiledWhen(When(valid_from=since, valid_until=until))
    assert when.holds_now(basket(date=date)) is holds


def test_tiers() -> None:
    when = CompiledWhen(When(tiers=("gold",)))
    assert when.holds_for("gold")
    assert not when.holds_for("silver")
    assert CompiledWhen(When()).holds_for("")


def test_rewards_are_found_by_id() -> None:
    ready = compile_program(
        program(rewards=(Benefit("a", "A", Effect.AMOUNT), Benefit("b", "B", Effect.AMOUNT))), UTC
    )
    assert ready.reward_number("b") == 1
    assert ready.reward_number("c") is None
