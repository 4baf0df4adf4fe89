"""Exact points per rule before they are rounded."""

from __future__ import annotations

import pytest

from pos_app.kernel.money import Rate
from pos_app.loyalty.carrying import Carried
from pos_app.loyalty.multiplying import Portion
from pos_app.loyalty.rules import EarnKind, EarnRule
from pos_app.loyalty.settings import Earning, PointsRounding, RoundPer
from pos_app.loyalty.situation import Situation
from pos_app.loyalty.tallying import Fit, Tally, steps_of
from tests.support.loyalty import basket, compiled, line, member

RULE = EarnRule("ten", "Tens", EarnKind.SPEND, Rate(3), 1000)
LINES = (line(1, "a", 1700), line(2, "b", 1600))


def tallied(
    earning: Earning, rule: EarnRule, room: int | None, *found: Portion
) -> tuple[dict[tuple[str, int], float], int]:
    situation = Situation(compiled(earning=earning), member(), basket(*LINES))
    tally = Tally(situation, list(found), Carried(situation))
    tally.count(Fit(rule, [0, 1], situation.amounts, room))
    exact = {(each.rule_id, each.line_no): each.numerator / each.denominator for each in tally.shares()}
    return exact, tally.steps.get("ten", -1)


@pytest.mark.parametrize(
    ("earning", "room", "expected", "steps"),
    [
        (Earning(), None, {("ten", 0): 9}, -1),
        (Earning(), 2, {("ten", 0): 6}, 2),
        (Earning(), 5, {("ten", 0): 9}, 3),
        (Earning(rounding=PointsRounding.KEEP), None, {("ten", 0): 9.9}, -1),
        (Earning(rounding=PointsRounding.KEEP), 3, {("ten", 0): 9}, 3),
        (Earning(rounding=PointsRounding.CEIL), 3, {("ten", 0): 9}, 3),
        (Earning(round_per=RoundPer.LINE), None, {("ten", 1): 3, ("ten", 2): 3}, -1),
        (Earning(round_per=RoundPer.LINE), 1, {("ten", 1): 3}, 1),
        (
            Earning(round_per=RoundPer.LINE, rounding=PointsRounding.HALF_UP),
            3,
            {("ten", 1): 6, ("ten", 2): 3},
            3,
        ),
    ],
)
def test_steps_with_their_limit(
    earning: Earning, room: int | None, expected: dict[tuple[str, int], float], steps: int
) -> None:
    """17.00 with 16.00 at three points per 10.00; a limit holds over all lines together."""
    assert tallied(earning, RULE, room) == (expected, steps)


def test_a_multiplier_cannot_give_more_steps_than_the_limit_left() -> None:
    double = Portion("x2", "Double", Rate(2), Rate(1), range(2), False)
    assert tallied(Earning(), RULE, 1, double)[0] == {("ten", 0): 3, ("x2", 0): 3}
    assert tallied(Earning(), RULE, None, double)[0] == {("ten", 0): 9, ("x2", 0): 9}


@pytest.mark.parametrize(
    ("rounding", "measured", "room", "steps"),
    [
        (PointsRounding.FLOOR, 1999, None, 1),
        (PointsRounding.CEIL, 1001, None, 2),
        (PointsRounding.HALF_UP, 1500, None, 2),
        (PointsRounding.KEEP, 1, None, 1),
        (PointsRounding.FLOOR, 9000, 4, 4),
    ],
)
def test_steps_of(rounding: PointsRounding, measured: int, room: int | None, steps: int) -> None:
    assert steps_of(RULE, measured, rounding, room) == steps


def test_cash_back_is_one_use_however_much_it_gives() -> None:
    back = EarnRule("back", "Back", EarnKind.PERCENT, Rate(1, 10))
    assert steps_of(back, 5000, PointsRounding.FLOOR, 3) == 1
    assert steps_of(back, 0, PointsRounding.FLOOR, 3) == 0
