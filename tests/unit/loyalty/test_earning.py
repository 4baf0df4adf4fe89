"""Points for a basket: steps, units, bonuses, roundings."""

from __future__ import annotations

import pytest

from pos_app.kernel.money import Rate
from pos_app.loyalty.program import Tier
from pos_app.loyalty.rules import EarnKind, EarnRule, Exclusion, Selector, When
from pos_app.loyalty.settings import Earning, PointsRounding, RoundPer
from tests.support.loyalty import BASE, basket, earned, line, member, quoted

GOLD = Tier("gold", "Gold", "G", 2, Rate(3, 2))


def per_spend(step: int, points: Rate = Rate(1)) -> EarnRule:  # noqa: B008  # a frozen value
    return EarnRule("base", "Points", EarnKind.SPEND, points, step)


@pytest.mark.parametrize(
    ("spend", "step", "points"),
    [
        (0, 1000, 0),
        (999, 1000, 0),
        (1000, 1000, 1),
        (1001, 1000, 1),
        (1999, 1000, 1),
        (2000, 1000, 2),
        (2400, 100, 24),
        (2499, 100, 24),
        (1, 1, 1),
    ],
)
def test_points_per_full_step(spend: int, step: int, points: int) -> None:
    answer = quoted(member(), basket(line(1, amount=spend)), earn=(per_spend(step),))
    assert answer.earn_points == points


def test_steps_are_counted_over_the_whole_sale() -> None:
    assert quoted(member(), basket(line(1, amount=60), line(2, amount=60))).earn_points == 1


@pytest.mark.parametrize(
    ("rounding", "points"),
    [
        (PointsRounding.FLOOR, 2),
        (PointsRounding.HALF_UP, 3),
        (PointsRounding.CEIL, 3),
        (PointsRounding.KEEP, 250),
    ],
)
def test_what_a_part_of_a_step_counts(rounding: PointsRounding, points: int) -> None:
    decimals = 2 if rounding is PointsRounding.KEEP else 0
    answer = quoted(
        member(),
        basket(line(1, amount=2500)),
        earn=(per_spend(1000),),
        decimals=decimals,
        earning=Earning(rounding=rounding),
    )
    assert answer.earn_points == points


@pytest.mark.parametrize(
    ("per", "points"),
    [(RoundPer.SALE, 3), (RoundPer.RULE, 2), (RoundPer.LINE, 2)],
)
def test_where_parts_of_points_are_rounded(per: RoundPer, points: int) -> None:
    """Two rules of half a point per 1.00 on 3.00: 1.5 + 1.5 is 3 over the sale, 1 + 1 rule by rule."""
    half = Rate(1, 2)
    rules = (
        EarnRule("a", "A", EarnKind.SPEND, half, 100),
        EarnRule("b", "B", EarnKind.SPEND, half, 100),
    )
    answer = quoted(member(), basket(line(1, amount=300)), earn=rules, earning=Earning(round_per=per))
    assert answer.earn_points == points
    assert sum(item.points for item in answer.earned) == points


def test_line_by_line_the_steps_are_those_of_each_line() -> None:
    answer = quoted(
        member(),
        basket(line(1, amount=160), line(2, amount=160)),
        earning=Earning(round_per=RoundPer.LINE),
    )
    assert [(item.line_no, item.points) for item in answer.earned] == [(1, 1), (2, 1)]
    assert answer.line_points == {1: 1, 2: 1}


@pytest.mark.parametrize(("quantity", "points"), [(1000, 10), (3000, 30), (1245, 10), (999, 0), (0, 0)])
def test_points_per_unit(quantity: int, points: int) -> None:
    rule = EarnRule("coffee", "Coffee", EarnKind.UNIT, Rate(10), 1000)
    assert quoted(member(), basket(line(1, quantity=quantity)), earn=(rule,)).earn_points == points


def test_points_with_decimals() -> None:
    rule = per_spend(100, Rate(1, 20))
    keep = Earning(rounding=PointsRounding.KEEP)
    answer = quoted(member(), basket(line(1, amount=1050)), earn=(rule,), decimals=2, earning=keep)
    assert answer.earn_points == 52


@pytest.mark.parametrize(("spend", "bonus"), [(1999, 0), (2000, 5), (2001, 5)])
def test_a_fixed_bonus_from_a_minimum_on(spend: int, bonus: int) -> None:
    rule = EarnRule("bonus", "Bonus", EarnKind.SALE, Rate(5), minimum_minor=2000)
    answer = quoted(member(), basket(line(1, amount=spend)), earn=(rule,))
    assert answer.earn_points == bonus
    assert answer.line_points == {}


def test_the_minimum_counts_the_matching_lines_only() -> None:
    fruit = Selector(categories=(("Fruit",),))
    rule = EarnRule("bonus", "Bonus", EarnKind.SALE, Rate(5), minimum_minor=500, selector=fruit)
    lines = (line(1, amount=499, category=("Fruit",)), line(2, amount=900))
    assert quoted(member(), basket(*lines), earn=(rule,)).earn_points == 0


def test_a_tier_gives_its_own_item() -> None:
    answer = quoted(member(tier="gold"), basket(line(1, amount=1700)), tiers=(GOLD,))
    assert earned(answer) == {"base": 17, "tier:gold": 8}
    assert answer.line_points == {1: 25}


def test_only_its_tiers_earn_by_a_rule() -> None:
    rule = EarnRule("vip", "VIP", EarnKind.SALE, Rate(5), when=When(tiers=("gold",)))
    assert quoted(member(tier="gold"), basket(line(1)), earn=(rule,), tiers=(GOLD,)).earn_points == 5
    assert quoted(member(), basket(line(1)), earn=(rule,), tiers=(GOLD,)).earn_points == 0


def test_what_is_left_out_is_named() -> None:
    gift = Exclusion("gift", "gift card", Selector(tags=("gift",)))
    lines = (line(1, amount=500), line(2, "card", 5000, tags=("gift",)), line(3, "book", 900, may_earn=False))
    answer = quoted(member(), basket(*lines), exclusions=(gift,))
    assert answer.earn_points == 5
    assert {(each.line_no, each.reason.code) for each in answer.left_out} == {
        (2, "earn.left_out"),
        (3, "earn.forbidden"),
    }


def test_the_reason_says_what_was_counted() -> None:
    answer = quoted(member(), basket(line(1, amount=2450)))
    assert answer.earned[0].reason.params == {
        "rule": "Points",
        "spend_minor": 2450,
        "each": "1",
        "step_minor": 100,
    }


def test_without_a_member_a_hint_says_what_a_card_would_earn() -> None:
    answer = quoted(None, basket(line(1, amount=2450)), earn=(BASE,))
    assert answer.earn_points == 0
    assert answer.earned == ()
    assert [(each.code, each.params) for each in answer.nudges] == [("nudge.join", {"gain_points": 24})]
