"""Bounds of points per sale, per day."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from pos_app.kernel.ids import EventId
from pos_app.loyalty.capping import cut, shrink
from pos_app.loyalty.lifecycle.folding import apply
from pos_app.loyalty.limiting import DAY_COUNT
from pos_app.loyalty.member import AccountState
from pos_app.loyalty.quoting import quote
from pos_app.loyalty.settings import Limits
from pos_app.loyalty.settling import settle
from pos_app.loyalty.situation import Situation
from tests.support.loyalty import EVENT, NOON_MS, basket, compiled, line, lot, member

DAY_MS = 86_400_000


@pytest.mark.parametrize(
    ("limits", "points", "cuts"),
    [
        (Limits(points_per_sale=10), 10, []),
        (Limits(points_per_sale=10), 11, [-1]),
        (Limits(points_per_day=10), 11, [-7]),
        (Limits(points_per_sale=8, points_per_day=10), 11, [-3, -4]),
        (Limits(points_per_sale=3, points_per_day=10), 11, [-8]),
        (Limits(points_per_sale=0), 11, [-11]),
    ],
)
def test_cuts(limits: Limits, points: int, cuts: list[int]) -> None:
    """6 points were earned today."""
    today = AccountState(f"uses:{DAY_COUNT}:day", (lot(1, 6, NOON_MS + 1), lot(2, 50, NOON_MS - 1)))
    who = replace(member(), accounts=(today,))
    situation = Situation(compiled(limits=limits), who, basket())
    assert [item.points for item in cut(situation, points)] == cuts


@given(
    st.dictionaries(st.integers(1, 20), st.integers(1, 500), min_size=1),
    st.integers(0, 400),
    st.integers(0, 100),
)
def test_shrink_keeps_the_proportion(lines: dict[int, int], bonus: int, percent: int) -> None:
    before = sum(lines.values()) + bonus
    after = before * percent // 100
    found = shrink(lines, before, after)
    assert sum(found.values()) == sum(lines.values()) * after // before
    assert all(0 < points <= lines[line_no] for line_no, points in found.items())


def test_the_points_of_the_day_are_counted_until_midnight() -> None:
    """Three sales of 20 points on one day with a bound of 50, one on the next."""
    program = compiled(limits=Limits(points_per_day=50))
    who, gained = member(), []
    for number, at_ms in enumerate((NOON_MS, NOON_MS + 1, NOON_MS + 2, NOON_MS + DAY_MS)):
        what = replace(basket(line(1, amount=2000)), at_ms=at_ms)
        answer = quote(program, who, what)
        gained.append(answer.earn_points)
        event = EventId(UUID(int=EVENT.int + number))
        who = apply(who, settle(program, who, what, answer, event, "").entries, at_ms)
    assert gained == [20, 20, 10, 20]
    assert who.balance_points == 70
