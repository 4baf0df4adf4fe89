"""Every setting of returns on the same sale: 6.00 + 9.00 + 10.00 at 1 point per 10.00, with or without a reward."""

from __future__ import annotations

import pytest

from pos_app.kernel.money import Rate
from pos_app.loyalty.basket import Chosen
from pos_app.loyalty.rules import Benefit, EarnKind, EarnRule, Effect, RewardForm
from pos_app.loyalty.settings import Earning, Expiry, ExpiryKind, OldExpiry, Returns, Shortfall, TakeBack
from pos_app.loyalty.spans import days_end
from tests.support.loyalty import NOON_MS, basket, compiled, line, lot, member
from tests.support.sold_baskets import DAY_MS, Story, everything, give_back, sell

PER_TEN = EarnRule("ten", "Each 10.00", EarnKind.SPEND, Rate(1), 1000)
OFF = Benefit("off", "5.00 off", Effect.AMOUNT, cost_points=50, amount_minor=500)
PAYS = Benefit("pays", "Pays", Effect.PER_POINT, worth=Rate(10), form=RewardForm.TENDER)
GOODS = (line(1, amount=600), line(2, amount=900), line(3, amount=1000))
FAR_MS = NOON_MS + 400 * DAY_MS


def bought(
    returns: Returns, chosen: str = "", ends_ms: int | None = None, carry: bool = False, have: int = 100
) -> Story:
    """The sale for a member with 100 points; without a reward 2 points come of it."""
    program = compiled(
        earn=(PER_TEN,),
        rewards=(OFF, PAYS),
        returns=returns,
        earning=Earning(carry_remainder=carry),
        expiry=Expiry(ExpiryKind.NEVER, 0),
    )
    rewards = (Chosen(chosen, points=100 if chosen == "pays" else 0),) if chosen else ()
    who = member(lot(1, have, ends_ms)) if have else member()
    return sell(program, who, basket(*GOODS, chosen=rewards))


def spent(story: Story) -> Story:
    """The member has nothing left: it went elsewhere."""
    return story._replace(member=member())


@pytest.mark.parametrize("carry", [False, True])
@pytest.mark.parametrize(
    ("take_back", "order", "taken"),
    [
        (TakeBack.CUMULATIVE, (1, 2, 3), [1, 0, 1]),
        (TakeBack.PRO_RATA, (1, 2, 3), [0, 1, 1]),
        (TakeBack.PER_STEP_FLOOR, (1, 2, 3), [0, 1, 1]),
        (TakeBack.CUMULATIVE, (3, 2, 1), [1, 1, 0]),
        (TakeBack.PRO_RATA, (3, 2, 1), [1, 1, 0]),
        (TakeBack.PER_STEP_FLOOR, (3, 2, 1), [1, 0, 1]),
    ],
)
def test_take_back(take_back: TakeBack, order: tuple[int, ...], taken: list[int], carry: bool) -> None:
    story = bought(Returns(take_back), carry=carry)
    found = []
    for number in order:
        one, story = give_back(story, (number, 1000), number=number)
        found.append(one.taken_points)
    assert found == taken
    assert story.member.balance_points == 100


@pytest.mark.parametrize(
    ("give_back_spent", "given", "points"), [(True, [12, 18, 20], 100), (False, [0, 0, 0], 50)]
)
def test_give_back_spent(give_back_spent: bool, given: list[int], points: int) -> None:
    """5.00 off for 50 points, over 25.00 of goods: 12, 18, 20 points of it."""
    story = bought(Returns(give_back_spent=give_back_spent), "off")
    found = []
    for number in (1, 2, 3):
        one, story = give_back(story, (number, 1000), number=number)
        found.append(one.given_points)
    assert found == given
    assert story.member.balance_points == points


def test_goods_paid_with_points_bring_points_in_proportion() -> None:
    """100 points paid 10.00 of 25.00: 6.00 brings 24 of them, 9.00 36, 10.00 40."""
    story = bought(Returns(), "pays")
    assert story.sold.by_points_minor == 1000
    found = []
    for number in (1, 2, 3):
        one, story = give_back(story, (number, 1000), number=number)
        found.append(one.given_points)
    assert found == [24, 36, 40]


@pytest.mark.parametrize(
    ("shortfall", "faulty", "debt", "lost", "deducted", "said"),
    [
        (Shortfall.DEBT, False, 2, 0, 0, ["return.points_taken", "return.debt"]),
        (Shortfall.DEBT, True, 2, 0, 0, ["return.points_taken", "return.debt"]),
        (Shortfall.CLAMP, False, 0, 2, 0, ["return.lost"]),
        (Shortfall.DEDUCT_FROM_REFUND, False, 0, 0, 20, ["return.points_taken", "return.deducted_points"]),
        (Shortfall.DEDUCT_FROM_REFUND, True, 2, 0, 0, ["return.points_taken", "return.debt"]),
    ],
)
def test_shortfall(
    shortfall: Shortfall, faulty: bool, debt: int, lost: int, deducted: int, said: list[str]
) -> None:
    """The two points are spent: at 0.10 each where money is kept for them."""
    story = spent(bought(Returns(shortfall=shortfall)))
    found, after = give_back(story, *everything(story), faulty=faulty)
    assert (found.debt_points, found.lost_points, found.deducted_minor) == (debt, lost, deducted)
    assert (after.member.debt_points, after.member.lots) == (debt, ())
    assert [each.code for each in found.preview] == said


def test_no_more_is_kept_than_goes_back() -> None:
    story = spent(bought(Returns(shortfall=Shortfall.DEDUCT_FROM_REFUND)))
    found, after = give_back(story, *everything(story), refund_minor=10)
    assert (found.deducted_minor, found.debt_points, after.member.debt_points) == (10, 1, 1)


@pytest.mark.parametrize(
    ("old_expiry", "ends_ms", "comes_back_until_ms"),
    [
        (OldExpiry.LATER, FAR_MS, FAR_MS),
        (OldExpiry.LATER, NOON_MS + 5 * DAY_MS, days_end(NOON_MS + DAY_MS, 30, compiled().zone)),
        (OldExpiry.OLD_DATE, FAR_MS, FAR_MS),
        (OldExpiry.OLD_DATE, NOON_MS + 5 * DAY_MS, NOON_MS + 5 * DAY_MS),
    ],
)
def test_old_expiry(old_expiry: OldExpiry, ends_ms: int, comes_back_until_ms: int) -> None:
    story = bought(Returns(old_expiry=old_expiry), "off", ends_ms)
    _, after = give_back(story, *everything(story))
    points = {each.expires_at_ms: each.open_points for each in after.member.lots}
    if comes_back_until_ms == ends_ms:
        assert points == {ends_ms: 100}
        assert len(after.member.lots) == 1
    else:
        assert points == {ends_ms: 50, comes_back_until_ms: 50}


def test_points_without_a_date_come_back_without_one() -> None:
    story = bought(Returns(), "off")
    _, after = give_back(story, *everything(story))
    assert [(each.expires_at_ms, each.open_points) for each in after.member.lots] == [(None, 100)]
