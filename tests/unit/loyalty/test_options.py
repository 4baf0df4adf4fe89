"""Which rewards are offered."""

from __future__ import annotations

from pos_app.kernel.money import Rate
from pos_app.loyalty.basket import Chosen
from pos_app.loyalty.asking import wants_of
from pos_app.loyalty.rules import Benefit, Effect, RewardForm
from tests.support.loyalty import basket, compiled, line, quoted, rich

FIVE = Benefit("five", "5 off", Effect.AMOUNT, 500, 500)
PAY = Benefit("pay", "Pay", Effect.PER_POINT, worth=Rate(1), form=RewardForm.TENDER)


def test_usable_rewards_say_price_and_worth() -> None:
    five, pay = quoted(rich(700), basket(line(1, amount=2000)), rewards=(FIVE, PAY)).rewards
    assert (five.usable, five.cost_points, five.worth_minor, five.by_points) == (True, 500, 500, False)
    assert (pay.usable, pay.cost_points, pay.worth_minor, pay.by_points) == (True, 700, 700, True)


def test_others_say_why_not() -> None:
    (five,) = quoted(rich(100), basket(line(1, amount=2000)), rewards=(FIVE,)).rewards
    assert not five.usable
    assert five.why_not is not None
    assert five.why_not.params == {"have_points": 100, "need_points": 500}
    assert (five.cost_points, five.worth_minor) == (500, 500)


def test_chosen_ones_are_counted() -> None:
    what = basket(line(1, amount=2000), chosen=(Chosen("five", 2),))
    five, pay = quoted(rich(1200), what, rewards=(FIVE, PAY)).rewards
    assert five.used == 2
    assert (pay.cost_points, pay.worth_minor) == (200, 200)


def test_a_reward_named_twice_is_one_want() -> None:
    wants, unknown = wants_of(
        compiled(rewards=(FIVE, PAY)),
        (Chosen("pay", 1, 50), Chosen("five"), Chosen("gone"), Chosen("five", 2), Chosen("pay", 1, 80)),
    )
    assert [(want.number, want.times, want.points) for want in wants] == [(0, 3, 0), (1, 2, 80)]
    assert unknown == ["gone"]


def test_without_a_member_nothing_is_offered() -> None:
    assert quoted(None, basket(line(1)), rewards=(FIVE,)).rewards == ()
