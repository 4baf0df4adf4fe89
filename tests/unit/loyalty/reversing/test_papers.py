"""Coupons that a sale used or issued."""

from __future__ import annotations

from uuid import UUID

import pytest
from msgspec.structs import replace

from pos_app.kernel.ids import EventId
from pos_app.kernel.money import Rate
from pos_app.loyalty.accounts import claim_key
from pos_app.loyalty.basket import Chosen, ShownCoupon
from pos_app.loyalty.extras import CouponRule
from pos_app.loyalty.ledger_fold import fold_accounts
from pos_app.loyalty.member import MemberSnapshot
from pos_app.loyalty.quote import Quote
from pos_app.loyalty.reversing.reversal import reverse
from pos_app.loyalty.reversing.sold import ReturnedGoods, Reversal, SoldBasket
from pos_app.loyalty.rules import Benefit, Effect
from tests.support.loyalty import EVENT, NOON_MS, basket, compiled, line, rich
from tests.support.sold_baskets import DAY_MS, Story, everything, give_back, sell, sold_basket

TEN = Benefit("ten_off", "10 %", Effect.PERCENT, percent=Rate(1, 10))
NEXT = CouponRule("next", "Next time", TEN, automatic=True, minimum_minor=2000)
BOUGHT = CouponRule("bought", "Bought", replace(TEN, benefit_id="bought_off"))
BUY = Benefit("buy", "A coupon", Effect.COUPON, cost_points=40, gives="bought")
GOODS = (line(1, amount=1500), line(2, "pen", amount=1000))


def sold(who: MemberSnapshot, **more: object) -> Story:
    program = compiled(earn=(), coupons=(NEXT, BOUGHT), rewards=(BUY,))
    return sell(program, who, basket(*GOODS, **more))  # type: ignore[arg-type]  # fields of the basket


def issued(story: Story) -> list[str]:
    return [entry.key for entry in story.sold.entries if entry.key.startswith("coupon:")]


@pytest.mark.parametrize(
    ("returned", "known", "left", "said"),
    [
        ([(2, 1000)], None, 0, ["return.coupon_annulled"]),
        ([(2, 1000)], 1, 0, ["return.coupon_annulled"]),
        ([(2, 1000)], 0, 1, ["return.coupon_gone"]),
    ],
)
def test_a_coupon_for_spending_enough_is_annulled(
    returned: list[tuple[int, int]], known: int | None, left: int, said: list[str]
) -> None:
    """15.00 is less than the 20.00 it was given for; one that was used elsewhere is gone."""
    story = sold(rich(0))
    (key,) = issued(story)
    found, after = give_back(story, *returned, bearers={} if known is None else {key: known})
    assert [each.code for each in found.preview] == said
    state = next(each for each in fold_accounts(after.log).values() if each.key == key)
    assert state.balance_points == left
    again, _ = give_back(after, (1, 1000), number=2)
    assert [entry for entry in again.entries if entry.key == key] == []


def test_enough_is_kept() -> None:
    program = compiled(earn=(), coupons=(replace(NEXT, minimum_minor=1500),))
    story = sell(program, rich(0), basket(*GOODS))
    found, _ = give_back(story, (2, 1000))
    assert found.entries == ()
    assert [each.code for each in found.preview] == ["return.no_points"]


def test_a_used_coupon_is_good_again_when_all_of_it_is_back() -> None:
    shown = ShownCoupon("0f" * 16, "next", NOON_MS + 10 * DAY_MS)
    story = sold(rich(0), coupons=(shown,))
    key = f"coupon:{'-'.join(('0f' * 4, '0f' * 2, '0f' * 2, '0f' * 2, '0f' * 6))}"
    assert key in issued(story)
    part, story = give_back(story, (1, 1000))
    assert "return.coupon_good" not in [each.code for each in part.preview]
    rest, story = give_back(story, (2, 1000), number=2)
    assert "return.coupon_good" in [each.code for each in rest.preview]
    assert sum(entry.points for _, entry in story.log if entry.key == key) == 0


@pytest.mark.parametrize(("void", "given"), [(True, 40), (False, 0)])
def test_points_that_bought_a_coupon_come_back_with_a_void(void: bool, given: int) -> None:
    story = sold(rich(100), chosen=(Chosen("buy"),))
    found, after = give_back(story, *everything(story), void=void)
    assert found.given_points == given
    codes = [each.code for each in found.preview]
    assert codes.count("return.coupon_annulled") == (2 if void else 1)
    assert after.member.balance_points == 60 + given


def test_a_claim_is_used_up_with_the_first_goods() -> None:
    """The code on the receipt promises the points of the whole sale."""
    bought = basket(*GOODS)
    sold = replace(sold_basket(bought, Quote(), (), EVENT, ""), is_claimable=True)

    def back(line_no: int, before: SoldBasket) -> Reversal:
        goods = ReturnedGoods(((line_no, 1000),), 1500)
        return reverse(compiled(), None, before, goods, EventId(UUID(int=5)), NOON_MS)

    first = back(1, sold)
    (entry,) = first.entries
    assert (entry.key, entry.owner, entry.points, entry.debt_points) == (claim_key(EVENT), None, -1, 1)
    assert [each.code for each in first.preview] == ["return.claim_gone"]
    assert back(2, replace(sold, returned=((1, 1000),))).entries == ()
    assert back(1, replace(sold, is_claimable=False)).entries == ()
