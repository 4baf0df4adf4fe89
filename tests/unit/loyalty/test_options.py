"""Which rewards are offered."""

from __future__ import annotations

from pos_app.kernel.messages import Message
from pos_app.kernel.money import Rate
from pos_app.loyalty.asking import wants_of
from pos_app.loyalty.basket import Chosen
from pos_app.loyalty.rules import Benefit, Effect, Period, RewardForm, Scope, Selector, UseLimit, Whose
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


CUP = Benefit(
    "cup",
    "A cup",
    Effect.FREE_ITEM,
    200,
    scope=Scope.MATCHING,
    selector=Selector(products=("cup",)),
    gift="cup",
    limits=(UseLimit(20, Period.EVER, Whose.EVERYBODY),),
)


def test_a_gift_can_be_chosen_before_it_lies_on_the_counter() -> None:
    (cup,) = quoted(rich(200), basket(line(1, "tea")), rewards=(CUP,)).rewards
    assert (cup.usable, cup.cost_points, cup.worth_minor, cup.gift, cup.left) == (True, 200, 0, "cup", 20)
    (cup,) = quoted(rich(199), basket(line(1, "tea")), rewards=(CUP,)).rewards
    assert cup.why_not == Message("reward.points_short", {"have_points": 199, "need_points": 200})


def test_what_is_given_away_is_not_offered() -> None:
    used = (("uses:cup:ever", 20),)
    (cup,) = quoted(rich(500), basket(line(1, "cup", 900), used_by_all=used), rewards=(CUP,)).rewards
    assert (cup.usable, cup.left) == (False, 0)
    what = basket(line(1, "cup", 900), chosen=(Chosen("cup"),), used_by_all=(("uses:cup:ever", 19),))
    (cup,) = quoted(rich(500), what, rewards=(CUP,)).rewards
    assert (cup.used, cup.left, cup.usable) == (1, 0, False)


def test_a_cashier_chooses_promotions_without_a_member() -> None:
    damaged = Benefit("damaged", "Damaged", Effect.PERCENT, percent=Rate(1, 2), per_sale=1)
    (offer,) = quoted(None, basket(line(1, amount=900)), promotions=(damaged,), rewards=(FIVE,)).rewards
    assert (offer.reward_id, offer.usable, offer.cost_points, offer.worth_minor) == ("damaged", True, 0, 450)
    answer = quoted(None, basket(line(1, amount=900), chosen=(Chosen("damaged"),)), promotions=(damaged,))
    assert [(each.reward_id, each.amount_minor, each.promotion) for each in answer.changes] == [
        ("damaged", -450, True)
    ]


def test_a_reward_says_what_it_is_worth_after_promotions() -> None:
    tenth = Benefit("tenth", "10 %", Effect.PERCENT, percent=Rate(1, 10), automatic=True, per_sale=1)
    half = Benefit("half", "Half", Effect.PERCENT, 100, percent=Rate(1, 2), per_sale=1)
    (offer,) = quoted(rich(), basket(line(1, amount=1000)), promotions=(tenth,), rewards=(half,)).rewards
    assert offer.worth_minor == 450
