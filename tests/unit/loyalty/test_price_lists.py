"""Member prices, price lists."""

from __future__ import annotations

import pytest

from pos_app.kernel.money import Rate
from pos_app.loyalty.basket import BasketLine, Chosen
from pos_app.loyalty.member import MemberSnapshot
from pos_app.loyalty.price_lists import cuts
from pos_app.loyalty.rules import Benefit, Effect, Exclusion, PriceRule, Scope, Selector, When
from pos_app.loyalty.situation import Situation
from tests.support.loyalty import basket, compiled, line, quoted, rich

MILK = Selector(products=("milk",))
MEMBERS = PriceRule("club", "Club price", MILK, When(members=True), price_minor=150)
TENTH = PriceRule("tenth", "10 % less", MILK, When(), percent=Rate(1, 10))


def priced(who: MemberSnapshot | None, what: BasketLine, *rules: PriceRule, **parts: object) -> object:
    """(Rule, what it takes off) of the only line, None when no list fits."""
    answer = quoted(who, basket(what), prices=rules, **parts)
    return next(((each.price_id, -each.amount_minor) for each in answer.prices), None)


@pytest.mark.parametrize(
    ("who", "what", "expected"),
    [
        (rich(), line(1, "milk", 200), ("club", 50)),
        (None, line(1, "milk", 200), ("tenth", 20)),
        (rich(), line(1, "milk", 400, 2000), ("club", 100)),
        (rich(), line(1, "milk", 250, 1500), ("club", 25)),
        (rich(), line(1, "milk", 225, 1500), ("tenth", 23)),
        (rich(), line(1, "milk", 160), ("tenth", 16)),
        (rich(), line(1, "bread", 200), None),
        (rich(), line(1, "milk", 200, by_hand=True), None),
        (rich(), line(1, "milk", 200, may_discount=False), None),
        (rich(), line(1, "milk", 0), None),
        (rich(), line(1, "milk", -200, -1000), None),
    ],
)
def test_the_lowest_price_counts(who: MemberSnapshot | None, what: BasketLine, expected: object) -> None:
    assert priced(who, what, MEMBERS, TENTH) == expected


def test_a_list_never_makes_anything_dearer() -> None:
    assert priced(rich(), line(1, "milk", 100), MEMBERS) is None


def test_equal_prices_go_by_id() -> None:
    other = PriceRule("a", "A", MILK, When(), price_minor=150)
    assert priced(rich(), line(1, "milk", 200), MEMBERS, other) == ("a", 50)


def test_what_the_program_excludes_keeps_its_price() -> None:
    deposit = Exclusion("deposit", "deposit", MILK)
    assert priced(rich(), line(1, "milk", 200), MEMBERS, exclusions=(deposit,)) is None


def test_promotions_and_points_count_from_the_list_price() -> None:
    tenth = Benefit(
        "off", "10 %", Effect.PERCENT, percent=Rate(1, 10), automatic=True, per_sale=1, minimum_minor=150
    )
    answer = quoted(rich(), basket(line(1, "milk", 200)), prices=(MEMBERS,), promotions=(tenth,))
    assert [(each.reward_id, each.amount_minor) for each in answer.changes] == [("off", -15)]
    assert answer.earn_points == 1
    short = quoted(rich(), basket(line(1, "milk", 149)), prices=(MEMBERS,), promotions=(tenth,))
    assert short.changes == ()


def test_cuts_are_found_by_place() -> None:
    program = compiled(prices=(MEMBERS, TENTH))
    situation = Situation(program, rich(), basket(line(1, "milk", 200), line(2, "bread", 100)))
    assert situation.cuts == {1: (0, 50)}
    assert situation.amounts == [100, 150]
    assert cuts(program, situation, situation.lines, situation.hits, frozenset({1})) == {}


SIX = PriceRule("six", "Milk", MILK, When(), price_minor=99, minimum_milli=6000)
DOZEN = PriceRule("dozen", "Milk", MILK, When(), price_minor=90, minimum_milli=12_000)


@pytest.mark.parametrize(
    ("pieces", "expected"),
    [
        ((5,), {}),
        ((6,), {1: 126}),
        ((3, 3), {1: 63, 2: 63}),
        ((5, 1), {1: 105, 2: 21}),
        ((11,), {1: 231}),
        ((12,), {1: 360}),
        ((6, 6), {1: 180, 2: 180}),
    ],
)
def test_from_so_many_pieces_all_of_them_cost_less(pieces: tuple[int, ...], expected: dict[int, int]) -> None:
    """1.20 each, from 6 pieces 0.99, from 12 pieces 0.90, counted over all lines together."""
    goods = [line(no, "milk", 120 * count, 1000 * count) for no, count in enumerate(pieces, 1)]
    answer = quoted(None, basket(*goods, line(9, "bread", 500)), prices=(SIX, DOZEN))
    assert {each.line_no: -each.amount_minor for each in answer.prices} == expected
    for each in answer.prices:
        assert each.reason.code == "promotion.price_from"
        assert each.reason.params["least_milli"] == (12_000 if sum(pieces) >= 12 else 6000)


@pytest.mark.parametrize(
    "other",
    [
        line(2, "milk", 120, by_hand=True),
        line(2, "milk", 120, may_discount=False),
        line(2, "milk", 0),
        line(2, "milk", -120, -1000),
        line(2, "bread", 120),
    ],
)
def test_what_the_list_may_not_touch_reaches_no_break(other: BasketLine) -> None:
    answer = quoted(None, basket(line(1, "milk", 600, 5000), other), prices=(SIX,))
    assert answer.prices == ()


def test_a_gift_reaches_no_break() -> None:
    gift = Benefit("gift", "Milk", Effect.FREE_ITEM, 100, scope=Scope.MATCHING, selector=MILK, gift="milk")
    goods = (line(1, "milk", 600, 5000), line(2, "milk", 120))
    chosen = (Chosen("gift"),)
    assert quoted(rich(), basket(*goods, chosen=chosen), prices=(SIX,), rewards=(gift,)).prices == ()
    seven = (*goods, line(3, "milk", 120))
    answer = quoted(rich(), basket(*seven, chosen=chosen), prices=(SIX,), rewards=(gift,))
    assert sum(-each.amount_minor for each in answer.prices) == 7 * 21
    assert [-each.amount_minor for each in answer.changes] == [99]


def test_weighed_goods_reach_a_break_by_their_weight() -> None:
    two_kilos = PriceRule("two", "Milk", MILK, When(), percent=Rate(1, 10), minimum_milli=2000)
    assert priced(None, line(1, "milk", 600, 1999), two_kilos) is None
    assert priced(None, line(1, "milk", 600, 2000), two_kilos) == ("two", 60)
