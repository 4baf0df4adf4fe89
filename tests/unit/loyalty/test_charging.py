"""Every value of [redemption] on the same basket: points always correspond to the discount given."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from pos_app.kernel.messages import Message
from pos_app.kernel.money import Rate
from pos_app.loyalty.basket import Chosen
from pos_app.loyalty.charging import points_left, short
from pos_app.loyalty.laid import Laid
from pos_app.loyalty.member import AccountState, MemberSnapshot
from pos_app.loyalty.rules import Benefit, Effect, RewardForm
from pos_app.loyalty.settings import Redemption
from pos_app.loyalty.situation import Situation
from tests.support.loyalty import NOON_MS, basket, compiled, line, lot, quoted, rich

FIVE = Benefit("five", "5.00 off", Effect.AMOUNT, 500, 500)
TENTH = Benefit("tenth", "10 %", Effect.PERCENT, 300, percent=Rate(1, 10), per_sale=1)
PAY = Benefit("pay", "Pay with points", Effect.PER_POINT, worth=Rate(1), form=RewardForm.TENDER)


@pytest.mark.parametrize(
    ("redemption", "reward", "expected"),
    [
        (Redemption(), "five", (500, 500)),
        (Redemption(), "tenth", (300, 123)),
        (Redemption(), "pay", (800, 800)),
        (Redemption(step=300), "pay", (600, 600)),
        (Redemption(step=300), "five", (500, 500)),
        (Redemption(floor=800), "five", (500, 500)),
        (Redemption(floor=801), "five", "reward.floor"),
        (Redemption(floor=801), "pay", "reward.floor"),
        (Redemption(cap_percent=Rate(1, 4)), "five", (307, 307)),
        (Redemption(cap_percent=Rate(1, 4)), "tenth", (300, 123)),
        (Redemption(cap_percent=Rate(1, 20)), "tenth", "reward.cap"),
        (Redemption(cap_minor=400), "five", (400, 400)),
        (Redemption(cap_minor=400), "pay", (400, 400)),
        (Redemption(cap_minor=400, cover_last_cents=False), "five", "reward.does_not_fit"),
        (Redemption(cap_minor=100), "tenth", "reward.cap"),
    ],
)
def test_every_setting_on_the_same_basket(
    redemption: Redemption, reward: str, expected: tuple[int, int] | str
) -> None:
    """12.30 to pay, 800 points."""
    what = basket(line(1, "a", 730), line(2, "b", 500), chosen=(Chosen(reward),))
    answer = quoted(rich(800), what, rewards=(FIVE, TENTH, PAY), redemption=redemption)
    if isinstance(expected, str):
        assert [reason.code for _, reason in answer.dropped] == [expected]
        assert answer.spent_points == 0
        return
    assert [(each.points, each.amount_minor) for each in answer.spent] == [expected]


@pytest.mark.parametrize(
    ("covers", "step", "due", "expected"),
    [
        (True, 100, 327, (327, 327)),
        (False, 100, 327, (300, 300)),
        (True, 100, 2000, (800, 800)),
        (True, 1, 1, (1, 1)),
    ],
)
def test_the_last_cents(covers: bool, step: int, due: int, expected: tuple[int, int]) -> None:
    what = basket(line(1, amount=due), chosen=(Chosen("pay"),))
    settings = Redemption(step=step, cover_last_cents=covers)
    answer = quoted(rich(870), what, rewards=(PAY,), redemption=settings)
    assert [(each.points, each.amount_minor) for each in answer.spent] == [expected]


def test_thirty_points_are_not_burned_for_two_tens() -> None:
    """30 points at 10.00 each on 20.00: two of them, not thirty."""
    ten = Benefit("ten", "10.00 a point", Effect.PER_POINT, worth=Rate(1000), form=RewardForm.TENDER)
    answer = quoted(rich(30), basket(line(1, amount=2000), chosen=(Chosen("ten"),)), rewards=(ten,))
    assert [(each.points, each.amount_minor) for each in answer.spent] == [(2, 2000)]


def stamped(stamps: int, debt: int = 0, ends: int | None = None) -> MemberSnapshot:
    card = AccountState("stamps:coffee", (lot(9, stamps, ends),) if stamps else (), debt)
    return replace(rich(5), accounts=(card,))


COFFEE = Benefit("coffee", "Free coffee", Effect.FREE_ITEM, 10, account="stamps:coffee")


@pytest.mark.parametrize(
    ("who", "code"),
    [
        (stamped(10), ""),
        (stamped(25), ""),
        (stamped(9), "reward.stamps_short"),
        (stamped(0), "reward.stamps_short"),
        (stamped(10, debt=1), "reward.stamps_short"),
        (stamped(10, ends=NOON_MS), ""),
        (stamped(10, ends=NOON_MS - 1), "reward.stamps_short"),
    ],
)
def test_stamps_pay_like_points(who: MemberSnapshot, code: str) -> None:
    what = basket(line(1, "coffee", 300), chosen=(Chosen("coffee"),))
    answer = quoted(who, what, rewards=(COFFEE,), redemption=Redemption(floor=1000))
    assert [reason.code for _, reason in answer.dropped] == ([code] if code else [])
    if not code:
        (spent,) = answer.spent
        assert (spent.account, spent.points, spent.amount_minor) == ("stamps:coffee", 10, 300)
        assert answer.spent_points == 0


def test_two_rewards_share_one_card() -> None:
    what = basket(line(1, "coffee", 600, 2000), chosen=(Chosen("coffee", 2),))
    answer = quoted(stamped(15), what, rewards=(COFFEE,))
    assert [(each.times, each.points) for each in answer.spent] == [(1, 10)]
    (option,) = answer.rewards
    assert (option.usable, option.account) == (False, "stamps:coffee")
    assert option.why_not == Message("reward.stamps_short", {"have_points": 5, "need_points": 10})


def test_what_is_left_is_counted_per_account() -> None:
    situation = Situation(compiled(rewards=(COFFEE,)), stamped(12), basket(line(1)))
    laid = Laid(situation)
    assert (points_left(situation, laid, "points"), points_left(situation, laid, "stamps:coffee")) == (5, 12)
    assert short(situation, "points", 1, 2).code == "reward.points_short"
