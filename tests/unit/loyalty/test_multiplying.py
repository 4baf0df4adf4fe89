"""Several multipliers on one line."""

from __future__ import annotations

import pytest

from pos_app.kernel.money import Rate
from pos_app.loyalty.program import Tier
from pos_app.loyalty.rules import EarnKind, EarnRule, Selector
from pos_app.loyalty.settings import Earning, Multiplying, Stacking
from tests.support.loyalty import BASE, basket, earned, line, member, quoted

TIERS = (Tier("gold", "Gold", "G", 2, Rate(3, 2)),)
FRUIT = EarnRule(
    "fruit", "Fruit", EarnKind.MULTIPLIER, factor=Rate(2), selector=Selector(categories=(("Fruit",),))
)
TRIPLE = EarnRule("triple", "Triple", EarnKind.MULTIPLIER, factor=Rate(3))
LINES = (line(1, amount=1000), line(2, "apple", 1000, category=("Fruit",)))


@pytest.mark.parametrize(
    ("earning", "expected"),
    [
        (Earning(), {"base": 20, "tier:gold": 5, "fruit": 10}),
        (Earning(stacking=Stacking.ALL), {"base": 20, "tier:gold": 10, "fruit": 10}),
        (
            Earning(stacking=Stacking.ALL, multipliers=Multiplying.COMPOUND),
            {"base": 20, "tier:gold": 10, "fruit": 15},
        ),
    ],
)
def test_tier_and_rule(earning: Earning, expected: dict[str, int]) -> None:
    """20.00, half of it fruit: x 1.5 for gold, x 2 for fruit."""
    answer = quoted(member(tier="gold"), basket(*LINES), earn=(BASE, FRUIT), tiers=TIERS, earning=earning)
    assert earned(answer) == expected


@pytest.mark.parametrize(
    ("earning", "points"),
    [
        (Earning(), 10 * 3),
        (Earning(stacking=Stacking.ALL), 10 * 4),
        (Earning(stacking=Stacking.ALL, multipliers=Multiplying.COMPOUND), 10 * 6),
    ],
)
def test_twice_and_three_times(earning: Earning, points: int) -> None:
    answer = quoted(member(), basket(LINES[1]), earn=(BASE, FRUIT, TRIPLE), earning=earning)
    assert answer.earn_points == points


def test_of_equal_multipliers_the_earlier_counts() -> None:
    other = EarnRule("other", "Other", EarnKind.MULTIPLIER, factor=Rate(2))
    assert earned(quoted(member(), basket(LINES[1]), earn=(BASE, FRUIT, other))) == {"base": 10, "fruit": 10}


def test_a_rule_that_is_not_multiplied() -> None:
    plain = EarnRule("base", "Points", EarnKind.SPEND, Rate(1), 100, multiplied=False)
    answer = quoted(member(tier="gold"), basket(*LINES), earn=(plain, TRIPLE), tiers=TIERS)
    assert earned(answer) == {"base": 20}


def test_a_tier_that_multiplies_by_one_says_nothing() -> None:
    tiers = (Tier("gold", "Gold", "G", 2),)
    assert earned(quoted(member(tier="gold"), basket(*LINES), tiers=tiers)) == {"base": 20}


def test_a_tier_the_program_does_not_know_multiplies_nothing() -> None:
    assert earned(quoted(member(tier="ruby"), basket(*LINES), tiers=TIERS)) == {"base": 20}


@pytest.mark.parametrize(
    ("stacking", "expected"),
    [
        (Stacking.BEST, {"base": 20, "tier:gold": 5, "fruit": 10}),
        (Stacking.NEWEST, {"base": 20, "tier:gold": 5, "fruit": 10}),
    ],
)
def test_where_one_rule_counts_one_multiplier_counts(stacking: Stacking, expected: dict[str, int]) -> None:
    answer = quoted(
        member(tier="gold"),
        basket(*LINES),
        earn=(BASE, FRUIT),
        tiers=TIERS,
        earning=Earning(stacking=stacking),
    )
    assert earned(answer) == expected


def test_the_newest_multiplier_counts_even_if_it_is_smaller() -> None:
    small = EarnRule("small", "Small", EarnKind.MULTIPLIER, factor=Rate(5, 4))
    earning = Earning(stacking=Stacking.NEWEST)
    answer = quoted(
        member(tier="gold"), basket(*LINES), earn=(BASE, TRIPLE, small), tiers=TIERS, earning=earning
    )
    assert earned(answer) == {"base": 20, "small": 5}
