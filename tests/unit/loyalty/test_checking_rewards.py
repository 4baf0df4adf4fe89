"""Rewards that nobody could use."""

from __future__ import annotations

import pytest

from pos_app.kernel.money import Rate
from pos_app.loyalty.checking_rewards import rewards
from pos_app.loyalty.rules import Benefit, Effect, Selector
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
