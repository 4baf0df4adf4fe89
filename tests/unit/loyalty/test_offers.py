"""Numbers of everything that changes prices."""

from __future__ import annotations

from pos_app.kernel.money import Rate
from pos_app.loyalty.extras import CouponRule
from pos_app.loyalty.offers import Offers
from pos_app.loyalty.rules import AccessRule, Benefit, Effect, PriceRule, Selector, When
from tests.support.loyalty import program

FIVE = Benefit("five", "5 off", Effect.AMOUNT, 500, 500)
AUTO = Benefit("auto", "Auto", Effect.PERCENT, percent=Rate(1, 10), automatic=True)
HAND = Benefit("hand", "Hand", Effect.PERCENT, percent=Rate(1, 10))
GET = Benefit(
    "get", "Get", Effect.BUY_GET, buy=1, get=1, get_selector=Selector(products=("b",)), automatic=True
)
COUPON = CouponRule("paper", "Paper", Benefit("paper", "Paper", Effect.AMOUNT, amount_minor=100))
PRICE = PriceRule("price", "Price", Selector(products=("a",)), When(), price_minor=5)
ACCESS = AccessRule("club", "Club", Selector(products=("c",)), When())


def test_rewards_then_promotions_then_coupons() -> None:
    offers = Offers(
        program(
            rewards=(FIVE,),
            promotions=(AUTO, HAND, GET),
            coupons=(COUPON,),
            prices=(PRICE,),
            access=(ACCESS,),
        ),
        10,
    )
    assert [each.benefit_id for each in offers.benefits] == ["five", "auto", "hand", "get", "paper"]
    assert (offers.first_promotion, offers.first_coupon, offers.first) == (1, 4, 10)
    assert offers.automatic == {1, 3}
    assert offers.gets == {3: 15}
    assert (offers.first_price, offers.first_access) == (16, 17)
    assert len(offers.selectors) == 8
    assert offers.coupon_numbers == {"paper": 4}
    assert [offers.is_promotion(number) for number in range(5)] == [False, True, True, True, True]


def test_what_can_be_chosen_by_its_id() -> None:
    offers = Offers(program(rewards=(FIVE,), promotions=(AUTO, HAND), coupons=(COUPON,)), 0)
    numbers = [offers.number(each) for each in ("five", "hand", "auto", "paper", "gone")]
    assert numbers == [0, 2, None, None, None]
