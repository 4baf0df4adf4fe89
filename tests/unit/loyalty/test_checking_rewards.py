"""Rewards that nobody could use."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from pos_app.kernel.money import Rate
from pos_app.loyalty.checking_rewards import rewards
from pos_app.loyalty.rules import Benefit, EarnKind, EarnRule, Effect, Exclusion, Selector
from pos_app.loyalty.settings import Redemption
from tests.support.loyalty import program

FIVE = Benefit("five", "5 off", Effect.AMOUNT, 500, 500)
PAY = Benefit("pay", "Pay", Effect.PER_POINT, worth=Rate(1))


@pytest.mark.parametrize(
    ("reward", "redemption", "found"),
    [
        (FIVE, Redemption(cap_minor=400, cover_last_cents=False), [("amount", "above_cap")]),
        (FIVE, Redemption(cap_minor=500, cover_last_cents=False), []),
        (FIVE, Redemption(cap_minor=400), []),
        (PAY, Redemption(step=500, cap_minor=400, cover_last_cents=False), [("per_point", "step_above_cap")]),
        (PAY, Redemption(step=400, cap_minor=400, cover_last_cents=False), []),
        (PAY, Redemption(step=500), []),
    ],
)
def test_more_than_one_sale_allows(
    reward: Benefit, redemption: Redemption, found: list[tuple[str, str]]
) -> None:
    problems = list(rewards(program(rewards=(reward,), redemption=redemption)))
    assert [(each.path[-1], each.message.code) for each in problems] == [
        (key, f"program.{code}") for key, code in found
    ]


def test_a_promotion_for_nothing_at_all() -> None:
    nothing = Benefit("p", "P", Effect.PERCENT, selector=Selector(products=("a",), except_products=("a",)))
    (problem,) = rewards(program(promotions=(nothing,)))
    assert (problem.path[0], problem.message.code) == ("promotion", "program.fits_nothing")


def test_a_reward_for_goods_that_are_left_out() -> None:
    out = Exclusion("x", "gift card", Selector(tags=("gift",)))
    reward = replace(FIVE, selector=Selector(tags=("gift",)))
    (problem,) = rewards(program(rewards=(reward,), exclusions=(out,)))
    assert (problem.path, problem.message.code) == (("reward", 0), "program.excluded_rule")
    assert list(rewards(program(rewards=(reward,), exclusions=(replace(out, bars_rewards=False),)))) == []
    assert list(rewards(program(rewards=(FIVE,), exclusions=(out,)))) == []


def test_stamps_that_nothing_gives() -> None:
    cup = replace(FIVE, account="stamps:coffee")
    (problem,) = rewards(program(rewards=(cup,)))
    assert (problem.path[-1], problem.message.code) == ("card", "program.never_stamped")
    stamp = EarnRule("cup", "Cup", EarnKind.UNIT, Rate(1), 1000, multiplied=False, account="stamps:coffee")
    assert list(rewards(program(rewards=(cup,), earn=(stamp,)))) == []
