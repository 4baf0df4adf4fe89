"""What one use of a reward comes to."""

from __future__ import annotations

from datetime import UTC

import pytest

from pos_app.kernel.messages import Message
from pos_app.kernel.money import Rate, Rounding
from pos_app.loyalty.basket import Basket
from pos_app.loyalty.laid import Laid, Use
from pos_app.loyalty.pricing import attempt
from pos_app.loyalty.rules import Benefit, Effect, Exclusion, RewardForm, Scope, Selector, When
from pos_app.loyalty.settings import Discounting, Redemption
from pos_app.loyalty.situation import Situation
from tests.support.loyalty import basket, compiled, line, member, rich

FIVE = Benefit("five", "5 off", Effect.AMOUNT, 500, 500)
TEN = Benefit("ten", "10 %", Effect.PERCENT, 300, percent=Rate(1, 10))
FREE = Benefit("free", "Free", Effect.FREE_ITEM, 150, scope=Scope.MATCHING)
PAY = Benefit("pay", "Pay", Effect.PER_POINT, worth=Rate(1), form=RewardForm.TENDER)


def tried(
    reward: Benefit, what: Basket, points: int = 1000, offered: int = 0, **parts: object
) -> Use | Message:
    situation = Situation(compiled(UTC, rewards=(reward,), **parts), rich(points), what)
    return attempt(situation, Laid(situation), 0, offered)


def costs(outcome: Use | Message) -> tuple[int, int] | str:
    return outcome.code if isinstance(outcome, Message) else (outcome.cost_points, outcome.amount_minor)


@pytest.mark.parametrize(
    ("due", "covers", "expected"),
    [
        (500, True, (500, 500)),
        (2000, True, (500, 500)),
        (300, True, (300, 300)),
        (1, True, (1, 1)),
        (0, True, "reward.nothing_fits"),
        (300, False, "reward.does_not_fit"),
        (500, False, (500, 500)),
    ],
)
def test_a_small_sale_never_takes_the_whole_price(
    due: int, covers: bool, expected: tuple[int, int] | str
) -> None:
    redemption = Redemption(cover_last_cents=covers)
    assert costs(tried(FIVE, basket(line(1, amount=due)), redemption=redemption)) == expected


@pytest.mark.parametrize(("cost", "due", "price"), [(333, 100, 67), (1, 1, 1), (7, 499, 7), (1000, 333, 666)])
def test_part_of_a_price_is_rounded_up_never_down(cost: int, due: int, price: int) -> None:
    reward = Benefit("five", "5 off", Effect.AMOUNT, cost, 500)
    assert costs(tried(reward, basket(line(1, amount=due)))) == (price, due)


@pytest.mark.parametrize(
    ("worth", "due", "have", "expected"),
    [
        (Rate(5), 327, 1000, (66, 327)),
        (Rate(5), 327, 65, (65, 325)),
        (Rate(5), 327, 66, (66, 327)),
        (Rate(1), 327, 1000, (327, 327)),
        (Rate(1, 10), 50, 1000, (500, 50)),
        (Rate(1, 10), 500, 105, (100, 10)),
        (Rate(1, 10), 500, 9, "reward.points_short"),
        (Rate(1, 20), 500, 1000, (1000, 50)),
        (Rate(7, 3), 100, 1000, (43, 100)),
        (Rate(7, 3), 1000, 10, (10, 23)),
    ],
)
def test_points_pay_no_more_than_they_cover(
    worth: Rate, due: int, have: int, expected: tuple[int, int] | str
) -> None:
    reward = Benefit("pay", "Pay", Effect.PER_POINT, worth=worth, form=RewardForm.TENDER)
    assert costs(tried(reward, basket(line(1, amount=due)), have)) == expected


@pytest.mark.parametrize(
    ("step", "covers", "offered", "expected"),
    [
        (100, True, 0, (327, 327)),
        (100, False, 0, (300, 300)),
        (100, True, 250, (200, 200)),
        (100, True, 99, "reward.step"),
        (1, True, 40, (40, 40)),
        (1, True, 5000, "reward.points_short"),
    ],
)
def test_steps_of_points(step: int, covers: bool, offered: int, expected: tuple[int, int] | str) -> None:
    redemption = Redemption(step=step, cover_last_cents=covers)
    outcome = tried(PAY, basket(line(1, amount=327)), offered=offered, redemption=redemption)
    assert costs(outcome) == expected


@pytest.mark.parametrize(
    ("amount", "rounding", "off"),
    [
        (1000, Rounding.HALF_UP, 100),
        (1005, Rounding.HALF_UP, 101),
        (1005, Rounding.DOWN, 100),
        (4, Rounding.HALF_UP, None),
    ],
)
def test_percentages(amount: int, rounding: Rounding, off: int | None) -> None:
    outcome = tried(TEN, basket(line(1, amount=amount)), discount=Discounting(rounding))
    assert costs(outcome) == ("reward.nothing_left" if off is None else (300, off))


def test_one_hundred_percent_ends_at_exactly_zero() -> None:
    reward = Benefit("all", "All", Effect.PERCENT, 300, percent=Rate(1))
    lines = tuple(line(number, f"p{number}", amount) for number, amount in enumerate((1, 333, 999, 7), 1))
    outcome = tried(reward, basket(*lines))
    assert isinstance(outcome, Use)
    assert sorted(minor for _, minor in outcome.shares) == [1, 7, 333, 999]


@pytest.mark.parametrize(("scope", "expected"), [(Scope.MATCHING, 400), (Scope.CHEAPEST, 150)])
def test_a_free_item_is_one_item(scope: Scope, expected: int) -> None:
    """The dearest that fits, or the cheapest: 3 at 4.00 and 2 at 1.50 each."""
    reward = Benefit("free", "Free", Effect.FREE_ITEM, 150, scope=scope)
    lines = (line(1, "cake", 1200, 3000), line(2, "bun", 300, 2000))
    assert costs(tried(reward, basket(*lines))) == (150, expected)


def test_a_free_item_up_to_its_cap() -> None:
    reward = Benefit("free", "Free", Effect.FREE_ITEM, 150, scope=Scope.MATCHING, cap_minor=300)
    assert costs(tried(reward, basket(line(1, amount=400)))) == (150, 300)


def test_weighed_goods_are_one_item() -> None:
    assert costs(tried(FREE, basket(line(1, amount=747, quantity=1245)))) == (150, 747)


@pytest.mark.parametrize(
    ("reward", "who", "code"),
    [
        (FIVE, None, "reward.no_member"),
        (Benefit("v", "V", Effect.AMOUNT, 1, 1, when=When(tiers=("gold",))), rich(), "reward.other_tier"),
        (
            Benefit("v", "V", Effect.AMOUNT, 1, 1, when=When(valid_until="2026-03-09")),
            rich(),
            "reward.not_now",
        ),
        (
            Benefit("v", "V", Effect.AMOUNT, 1, 1, selector=Selector(products=("tea",))),
            rich(),
            "reward.nothing_fits",
        ),
        (Benefit("v", "V", Effect.AMOUNT, 1, 1, minimum_minor=1001), rich(), "reward.spend_short"),
        (FIVE, member(), "reward.points_short"),
        (FIVE, rich(499), "reward.points_short"),
        (TEN, rich(299), "reward.points_short"),
    ],
)
def test_refusals(reward: Benefit, who: object, code: str) -> None:
    situation = Situation(compiled(rewards=(reward,)), who, basket(line(1, amount=1000)))  # type: ignore[arg-type]  # None or a member
    outcome = attempt(situation, Laid(situation), 0)
    assert isinstance(outcome, Message)
    assert outcome.code == code


def test_what_is_missing_is_said_in_figures() -> None:
    outcome = tried(FIVE, basket(line(1, amount=1000)), 20)
    assert outcome == Message("reward.points_short", {"have_points": 20, "need_points": 500})


def test_a_member_in_debt_redeems_nothing() -> None:
    situation = Situation(
        compiled(rewards=(FIVE,)), member(*rich(900).lots, debt=1), basket(line(1, amount=900))
    )
    assert costs(attempt(situation, Laid(situation), 0)) == "reward.points_short"


@pytest.mark.parametrize(("have", "expected"), [(999, "reward.floor"), (1000, (500, 500))])
def test_the_floor_is_what_a_member_must_have(have: int, expected: tuple[int, int] | str) -> None:
    outcome = tried(FIVE, basket(line(1, amount=2000)), have, redemption=Redemption(floor=1000))
    assert costs(outcome) == expected


@pytest.mark.parametrize(
    ("redemption", "reward", "expected"),
    [
        (Redemption(cap_minor=200), FIVE, (200, 200)),
        (Redemption(cap_minor=200, cover_last_cents=False), FIVE, "reward.does_not_fit"),
        (Redemption(cap_percent=Rate(1, 4)), FIVE, (250, 250)),
        (Redemption(cap_minor=99), TEN, "reward.cap"),
        (Redemption(cap_minor=100), TEN, (300, 100)),
        (Redemption(cap_percent=Rate(1, 3), step=100), PAY, (300, 333 // 100 * 100)),
    ],
)
def test_caps_bound_what_rewards_take(
    redemption: Redemption, reward: Benefit, expected: tuple[int, int] | str
) -> None:
    assert costs(tried(reward, basket(line(1, amount=1000)), redemption=redemption)) == expected


def test_lines_that_law_or_the_program_protect_are_left_alone() -> None:
    gift = Exclusion("gift", "gift card", Selector(tags=("gift",)), bars_earning=False)
    lines = (
        line(1, "tea", 1000),
        line(2, "card", 5000, tags=("gift",)),
        line(3, "book", 2000, may_discount=False),
        line(4, "milk", 900, may_redeem=False),
    )
    outcome = tried(TEN, basket(*lines), exclusions=(gift,))
    assert isinstance(outcome, Use)
    assert outcome.amount_minor == 100
    paid = tried(PAY, basket(*lines), 9000, exclusions=(gift,))
    assert costs(paid) == (3000, 3000)
