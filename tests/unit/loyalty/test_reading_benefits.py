"""Rewards, promotions, coupons of a program file."""

from __future__ import annotations

import pytest

from pos_app.kernel.money import Currency, Rate
from pos_app.loyalty.extras import CouponRule
from pos_app.loyalty.program import Program
from pos_app.loyalty.reading import read_program
from pos_app.loyalty.rules import Benefit, Effect, Period, RewardForm, Scope, Selector, UseLimit, When, Whose

EUR = Currency("EUR")
HEAD = '[program]\nid = "p"\nname = "P"\nversion = 1\n[[earn]]\nid = "e"\nname = "E"\npoints = 1\nper_spend = 1\n'
PROMOTION = HEAD + '[[promotion]]\nid = "a"\nname = "A"\n'
REWARD = HEAD + '[[reward]]\nid = "a"\nname = "A"\n'
COUPON = HEAD + '[[coupon]]\nid = "a"\nname = "A"\n'
CARD = (
    '\n[[stamp_card]]\nid = "coffee"\nname = "Coffee"\nfull = 10\n'
    '[[earn]]\nid = "cup"\nname = "Cup"\ncard = "coffee"\nper_units = 1\n'
)
TEA = Selector(products=("tea",))


def read(text: str) -> Program:
    found = read_program(text, EUR)
    assert isinstance(found, Program), found
    return found


def codes(text: str) -> list[tuple[str, str]]:
    found = read_program(text, EUR)
    assert not isinstance(found, Program)
    return [(each.key.rpartition(".")[2], each.message.code.removeprefix("program.")) for each in found]


@pytest.mark.parametrize(
    ("text", "promotion"),
    [
        (
            "amount = '5.00'\nminimum_spend = '50.00'",
            Benefit(
                "a", "A", Effect.AMOUNT, amount_minor=500, minimum_minor=5000, per_sale=1, automatic=True
            ),
        ),
        (
            "percent = 10\nproducts = 'tea'\nscope = 'cheapest'\ncap = 3\nminimum_quantity = 1.5\n"
            "minimum_without_tax = true\nautomatic = false",
            Benefit(
                "a",
                "A",
                Effect.PERCENT,
                percent=Rate(1, 10),
                scope=Scope.CHEAPEST,
                cap_minor=300,
                selector=TEA,
                minimum_milli=1500,
                minimum_net=True,
                per_sale=1,
            ),
        ),
        (
            "set_of = 3\nprice = '20.00'\nper_member = 1\ntotal = {times = 500, per = 'year'}",
            Benefit(
                "a",
                "A",
                Effect.SET_PRICE,
                amount_minor=2000,
                buy=3,
                scope=Scope.MATCHING,
                automatic=True,
                limits=(
                    UseLimit(1, Period.EVER, Whose.MEMBER),
                    UseLimit(500, Period.YEAR, Whose.EVERYBODY),
                ),
            ),
        ),
        (
            "buy = 2\nproducts = 'tea'\nper_sale = 4",
            Benefit(
                "a",
                "A",
                Effect.BUY_GET,
                percent=Rate(1),
                buy=2,
                get=1,
                scope=Scope.MATCHING,
                selector=TEA,
                automatic=True,
                per_sale=4,
            ),
        ),
        (
            "buy = 1\nget = 2\nget_percent = 50\nget_categories = ['Food > Fruit']\nget_tags = 'cold'",
            Benefit(
                "a",
                "A",
                Effect.BUY_GET,
                percent=Rate(1, 2),
                buy=1,
                get=2,
                scope=Scope.MATCHING,
                get_selector=Selector(categories=(("Food", "Fruit"),), tags=("cold",)),
                automatic=True,
            ),
        ),
        (
            "free_item = true\nproducts = 'tea'\ncode = 'SAVE'\nfrom = 2026-01-01\nuntil = 2026-01-31",
            Benefit(
                "a",
                "A",
                Effect.FREE_ITEM,
                scope=Scope.MATCHING,
                selector=TEA,
                per_sale=1,
                automatic=True,
                when=When(valid_from="2026-01-01", valid_until="2026-01-31", code="SAVE"),
            ),
        ),
        (
            "amount = 1\nminimum_quantity = 1\nper_sale = 0",
            Benefit("a", "A", Effect.AMOUNT, amount_minor=100, minimum_milli=1000, automatic=True),
        ),
    ],
)
def test_promotions(text: str, promotion: Benefit) -> None:
    (found,) = read(PROMOTION + text).promotions
    assert _casefolded(found) == _casefolded(promotion)


def _casefolded(benefit: Benefit) -> object:
    values = {name: getattr(benefit, name) for name in benefit.__struct_fields__}
    when = {name: getattr(benefit.when, name) for name in benefit.when.__struct_fields__}
    when["code"] = benefit.when.code.casefold()
    return {**values, "when": when}


@pytest.mark.parametrize(
    ("text", "reward"),
    [
        (
            "card = 'coffee'\nstamps = 10\nfree_item = true\nproducts = 'tea'" + CARD,
            Benefit(
                "a",
                "A",
                Effect.FREE_ITEM,
                10,
                scope=Scope.MATCHING,
                selector=TEA,
                account="stamps:coffee",
            ),
        ),
        (
            "points = 200\ngift = '4711'\nstock = 20",
            Benefit(
                "a",
                "A",
                Effect.FREE_ITEM,
                200,
                scope=Scope.MATCHING,
                selector=Selector(products=("4711",)),
                gift="4711",
                limits=(UseLimit(20, Period.EVER, Whose.EVERYBODY),),
            ),
        ),
        (
            "points = 50\ncoupon = 'next'\n[[coupon]]\nid = 'next'\nname = 'N'\namount = 5",
            Benefit("a", "A", Effect.COUPON, 50, scope=Scope.MATCHING, gives="next"),
        ),
        (
            "points = 100\namount = 1\ncharity = 'help'\n[[charity]]\nid = 'help'\nname = 'Help'",
            Benefit("a", "A", Effect.DONATION, 100, 100, scope=Scope.MATCHING, gives="help"),
        ),
        (
            "points = 100\nbuy = 1\nget = 1",
            Benefit("a", "A", Effect.BUY_GET, 100, percent=Rate(1), buy=1, get=1, scope=Scope.MATCHING),
        ),
        (
            "points = 100\namount = 5\nas = 'tender'",
            Benefit("a", "A", Effect.AMOUNT, 100, 500, form=RewardForm.TENDER),
        ),
    ],
)
def test_rewards(text: str, reward: Benefit) -> None:
    assert read(REWARD + text).rewards == (reward,)


def test_coupons() -> None:
    text = (
        "amount = '5.00'\nminimum_spend = '20.00'\nautomatic = true\nstarts_days = 1\nvalid_days = 14\n"
        "[coupon.issued]\nminimum_spend = '50.00'\nmembers = true\nper_member = 1"
    )
    (found,) = read(COUPON + text).coupons
    assert found == CouponRule(
        "a",
        "A",
        Benefit("a", "A", Effect.AMOUNT, amount_minor=500, minimum_minor=2000),
        automatic=True,
        issued_when=When(members=True),
        minimum_minor=5000,
        starts_days=1,
        valid_days=14,
        limits=(UseLimit(1, Period.EVER, Whose.MEMBER),),
    )


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (PROMOTION, ("promotion[1]", "no_effect")),
        (PROMOTION + "amount = 1\npercent = 5", ("percent", "one_effect")),
        (PROMOTION + "set_of = 3", ("price", "missing")),
        (PROMOTION + "set_of = 1\nprice = 1", ("set_of", "out_of_range")),
        (PROMOTION + "percent = 5\nper_sale = 0", ("per_sale", "repeats_for_ever")),
        (PROMOTION + "amount = 5\nper_sale = 0", ("per_sale", "repeats_for_ever")),
        (PROMOTION + "amount = 5\npoints = 5", ("points", "unknown_key")),
        (PROMOTION + "per_point = 5", ("promotion[1]", "no_effect")),
        (PROMOTION + "amount = 5\nas = 'tender'", ("as", "unknown_key")),
        (PROMOTION + "amount = 5\nget = 1", ("get", "unknown_key")),
        (REWARD + "points = 5\ncard = 'c'\nstamps = 5\namount = 1", ("points", "points_or_stamps")),
        (REWARD + "card = 'c'\namount = 1", ("stamps", "missing")),
        (REWARD + "points = 5\namount = 1\nstock = 5", ("stock", "stock_of_gifts")),
        (REWARD + "points = 5\ngift = '1'\nstock = 5\ntotal = 5", ("stock", "not_both")),
        (REWARD + "points = 5\ngift = '1'\nproducts = '2'", ("gift", "gift_is_the_product")),
        (REWARD + "points = 5\ncharity = 'help'", ("amount", "missing")),
        (COUPON + "amount = 5\ncode = 'x'", ("code", "coupon_is_its_code")),
        (COUPON + "amount = 5\n[coupon.issued]\nmembers = true", ("issued", "issued_by_itself")),
    ],
)
def test_what_is_wrong_is_named(text: str, problem: tuple[str, str]) -> None:
    assert any(key.startswith(problem[0]) and code.startswith(problem[1]) for key, code in codes(text)), (
        codes(text)
    )
