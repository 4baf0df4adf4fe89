"""A reward's button is pressed."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given

from pos_app.kernel.errors import Refused
from pos_app.kernel.money import Rate
from pos_app.loyalty.basket import Chosen
from pos_app.loyalty.compiled import compile_program
from pos_app.loyalty.quoting import quote
from pos_app.loyalty.redeeming import redeem
from pos_app.loyalty.rules import Benefit, Effect, RewardForm
from tests.support.loyalty import basket, compiled, line, rich
from tests.support.loyalty_random import SEEDS, case

FIVE = Benefit("five", "5 off", Effect.AMOUNT, 500, 500)
ONCE = Benefit("ten", "10 %", Effect.PERCENT, 300, percent=Rate(1, 10), per_sale=1)
PAY = Benefit("pay", "Pay", Effect.PER_POINT, worth=Rate(1), form=RewardForm.TENDER)
REWARDS = (FIVE, ONCE, PAY)


def test_the_plan_says_what_the_press_costs_and_takes_off() -> None:
    plan = redeem(compiled(rewards=REWARDS), rich(), basket(line(1, amount=300)), "five")
    assert (plan.cost_points, plan.worth_minor) == (300, 300)
    assert plan.chosen == Chosen("five")
    assert plan.quote.spent_points == 300


def test_pressing_again_adds_one_more() -> None:
    what = basket(line(1, amount=2000), chosen=(Chosen("five"),))
    plan = redeem(compiled(rewards=REWARDS), rich(1000), what, "five")
    assert plan.all_chosen == (Chosen("five", 2),)
    assert (plan.cost_points, plan.worth_minor) == (500, 500)


def test_several_at_once() -> None:
    plan = redeem(compiled(rewards=REWARDS), rich(1000), basket(line(1, amount=2000)), "five", times=2)
    assert plan.chosen.times == 2
    assert plan.worth_minor == 1000


def test_paying_some_points() -> None:
    what = basket(line(1, amount=900), chosen=(Chosen("five"),))
    plan = redeem(compiled(rewards=REWARDS), rich(1000), what, "pay", points=150)
    assert plan.chosen == Chosen("pay", 1, 150)
    assert (plan.cost_points, plan.worth_minor) == (150, 150)
    assert plan.all_chosen == (Chosen("five"), Chosen("pay", 1, 150))


@pytest.mark.parametrize(
    ("reward_id", "chosen", "code"),
    [
        ("gone", (), "reward.unknown"),
        ("five", (Chosen("five"), Chosen("ten")), "reward.points_short"),
        ("ten", (Chosen("ten"),), "reward.limit"),
        ("pay", (Chosen("pay"),), "reward.all_points_used"),
        ("five", (Chosen("five", 50),), "reward.too_many"),
    ],
)
def test_refusals(reward_id: str, chosen: tuple[Chosen, ...], code: str) -> None:
    what = basket(line(1, amount=2000), chosen=chosen)
    with pytest.raises(Refused) as refused:
        redeem(compiled(rewards=REWARDS), rich(1000), what, reward_id)
    assert refused.value.code == code


def test_a_press_that_would_push_out_another_reward_is_refused() -> None:
    what = basket(line(1, amount=500), chosen=(Chosen("five"),))
    every = Benefit("all", "All", Effect.PERCENT, 100, percent=Rate(1))
    with pytest.raises(Refused, match=r"reward\.nothing_left"):
        redeem(compiled(rewards=(FIVE, every)), rich(1000), what, "all")


def test_without_a_member_nothing_is_redeemed() -> None:
    with pytest.raises(Refused, match=r"reward\.no_member"):
        redeem(compiled(rewards=REWARDS), None, basket(line(1)), "five")


@pytest.mark.parametrize(("times", "points"), [(0, 0), (-1, 0), (1, -5)])
def test_odd_counts(times: int, points: int) -> None:
    with pytest.raises(Refused, match=r"reward\.odd_count"):
        redeem(compiled(rewards=REWARDS), rich(), basket(line(1)), "five", times, points)


@given(SEEDS)
def test_a_button_does_what_it_promised(seed: int) -> None:
    """Usable means that redeem agrees, at the price and the worth that the option showed.

    The product of a gift is put on the sale before it is redeemed: tests of the checkout hold that.
    """
    for number in range(10):
        program, member, what = case(seed + number)
        ready = compile_program(program)
        for option in quote(ready, member, what).rewards:
            if option.gift:
                continue
            if not option.usable:
                with pytest.raises(Refused) as refused:
                    redeem(ready, member, what, option.reward_id)
                assert option.why_not == refused.value.message
                continue
            plan = redeem(ready, member, what, option.reward_id)
            assert (plan.cost_points, plan.worth_minor) == (option.cost_points, option.worth_minor)
            again = quote(ready, member, msgspec.structs.replace(what, chosen=plan.all_chosen))
            assert again == plan.quote
