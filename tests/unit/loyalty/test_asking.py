"""What is asked of a basket."""

from __future__ import annotations

import pytest

from pos_app.kernel.money import Rate
from pos_app.loyalty.asking import MANY, Want, bad_coupons, good_coupons, in_order, standing, wants_of
from pos_app.loyalty.basket import Basket, Chosen, ShownCoupon
from pos_app.loyalty.extras import CouponRule
from pos_app.loyalty.rules import Benefit, Effect, Scope, Selector, When
from pos_app.loyalty.settings import Discounting, Order
from pos_app.loyalty.situation import Situation
from tests.support.loyalty import NOON_MS, basket, compiled, line, quoted, rich

FIVE = Benefit("five", "5 off", Effect.AMOUNT, 500, 500)
TWO = Benefit("two", "2 off", Effect.AMOUNT, 200, 200)
AUTO = Benefit(
    "auto", "Auto", Effect.PERCENT, percent=Rate(1, 10), automatic=True, per_sale=1, scope=Scope.SALE
)
CODE = Benefit(
    "code", "Code", Effect.AMOUNT, amount_minor=300, when=When(code="SAVE"), automatic=True, per_sale=1
)
TEA = Benefit(
    "tea", "Tea", Effect.BUY_GET, buy=1, get=1, selector=Selector(products=("tea",)), automatic=True
)
PAPER = CouponRule("paper", "Paper", Benefit("paper", "Paper", Effect.AMOUNT, amount_minor=100))
GOOD, OTHER = ShownCoupon("aa", "paper", NOON_MS), ShownCoupon("bb", "paper", NOON_MS + 1)
ENDED, FOREIGN = ShownCoupon("cc", "paper", NOON_MS - 1), ShownCoupon("dd", "gone", NOON_MS)


def asked(what: Basket) -> tuple[Want, ...]:
    program = compiled(promotions=(AUTO, CODE, TEA), coupons=(PAPER,))
    return standing(program, Situation(program, None, what).hits, what)


@pytest.mark.parametrize(
    ("what", "expected"),
    [
        (basket(line(1)), (Want(0, 1, 0),)),
        (basket(line(1), codes=("save",)), (Want(0, 1, 0), Want(1, 1, 0))),
        (basket(line(1), codes=("other",)), (Want(0, 1, 0),)),
        (basket(line(1, "tea")), (Want(0, 1, 0), Want(2, MANY, 0))),
        (basket(line(1), coupons=(GOOD, OTHER, GOOD, ENDED)), (Want(0, 1, 0), Want(3, 2, 0))),
        (basket(), ()),
    ],
)
def test_what_nobody_has_to_choose(what: Basket, expected: tuple[Want, ...]) -> None:
    assert asked(what) == expected


def test_the_order_of_choosing_is_kept_only_when_the_program_says_so() -> None:
    chosen = (Chosen("two"), Chosen("five"), Chosen("two"))
    by_rank = compiled(rewards=(FIVE, TWO))
    as_chosen = compiled(rewards=(FIVE, TWO), discount=Discounting(order=Order.AS_CHOSEN))
    assert [want.number for want in wants_of(by_rank, chosen)[0]] == [0, 1]
    assert wants_of(as_chosen, chosen)[0] == (Want(1, 2, 0), Want(0, 1, 0))
    assert in_order(as_chosen, (Want(1, 1, 0), Want(0, 1, 0)))[0].number == 1


def test_an_automatic_promotion_cannot_be_chosen() -> None:
    assert wants_of(compiled(promotions=(AUTO,)), (Chosen("auto"),)) == ((), ["auto"])


def test_coupons_that_are_good() -> None:
    what = basket(line(1), coupons=(OTHER, GOOD, ENDED, GOOD))
    assert good_coupons(what) == [("aa", "paper"), ("bb", "paper")]


def test_coupons_that_are_not() -> None:
    program = compiled(coupons=(PAPER,))
    found = bad_coupons(program, basket(line(1), coupons=(FOREIGN, ENDED, GOOD)))
    assert [(rule, reason.code) for rule, reason in found] == [
        ("gone", "coupon.unknown_rule"),
        ("paper", "coupon.ended"),
    ]


def test_every_coupon_is_used_once() -> None:
    answer = quoted(None, basket(line(1, amount=150), coupons=(OTHER, GOOD)), coupons=(PAPER,))
    assert answer.promotions_minor == 150
    assert [(use.coupon_id, use.times, use.amount_minor) for use in answer.used] == [
        ("aa", 1, 100),
        ("bb", 1, 50),
    ]


def test_a_coupon_that_finds_nothing_to_take_off_is_kept() -> None:
    answer = quoted(None, basket(line(1, amount=100), coupons=(OTHER, GOOD)), coupons=(PAPER,))
    assert [use.coupon_id for use in answer.used] == ["aa"]
    assert [(rule, reason.code) for rule, reason in answer.dropped] == [("paper", "reward.nothing_left")]


def test_a_code_that_does_not_fit_says_why() -> None:
    dear = Benefit(
        "code",
        "Code",
        Effect.AMOUNT,
        amount_minor=300,
        when=When(code="save"),
        automatic=True,
        per_sale=1,
        minimum_minor=500,
    )
    answer = quoted(rich(), basket(line(1, amount=100), codes=("save",)), promotions=(dear,))
    assert [(rule, reason.code) for rule, reason in answer.dropped] == [("code", "reward.spend_short")]
    assert quoted(rich(), basket(line(1, amount=100)), promotions=(dear,)).dropped == ()
