"""Sets: three for a price, one free for one bought."""

from __future__ import annotations

import pytest

from pos_app.kernel.money import Rate, Rounding
from pos_app.loyalty.basket import BasketLine
from pos_app.loyalty.laid import Laid
from pos_app.loyalty.rules import Benefit, Effect, Scope, Selector
from pos_app.loyalty.set_pricing import Run, missing_items, sets_off
from pos_app.loyalty.settings import Discounting
from pos_app.loyalty.situation import Situation
from tests.support.loyalty import basket, compiled, line, quoted

THREE = Benefit(
    "three", "3 for 20", Effect.SET_PRICE, amount_minor=2000, buy=3, scope=Scope.MATCHING, automatic=True
)
ONE_FREE = Benefit(
    "free",
    "1 + 1",
    Effect.BUY_GET,
    percent=Rate(1),
    buy=1,
    get=1,
    scope=Scope.MATCHING,
    automatic=True,
)


def off(promotion: Benefit, *lines: BasketLine, **parts: object) -> dict[int, int]:
    """What each line loses."""
    answer = quoted(None, basket(*lines), promotions=(promotion,), **parts)
    return {change.line_no: -change.amount_minor for change in answer.changes}


def changed(promotion: Benefit, **fields: object) -> Benefit:
    values = {name: getattr(promotion, name) for name in promotion.__struct_fields__}
    return Benefit(**{**values, **fields})


def test_what_one_free_saves_is_spread_over_the_set() -> None:
    """30 + 20 with 20 off: whoever brings one back gets 18 or 12."""
    assert off(ONE_FREE, line(1, "shoes", 3000), line(2, "boots", 2000)) == {1: 1200, 2: 800}


@pytest.mark.parametrize(
    ("prices", "saved"),
    [
        ((1000,), 0),
        ((1000, 1000), 0),
        ((1000, 900, 400), 300),
        ((500, 500, 500), 0),
        ((1000, 1000, 1000, 1000), 1000),
        ((1000, 1000, 1000, 900, 900, 900), 1000 + 700),
        ((1000, 1000, 1000, 100, 100, 100), 1000),
        ((700, 700, 600), 0),
        ((700, 700, 601), 1),
    ],
)
def test_any_three_for_a_price(prices: tuple[int, ...], saved: int) -> None:
    """The dearest go together; a set that would not save is not made."""
    lines = [line(number, f"p{number}", price) for number, price in enumerate(prices, 1)]
    assert sum(off(THREE, *lines).values()) == saved


@pytest.mark.parametrize(
    ("buy", "get", "percent", "prices", "saved"),
    [
        (1, 1, Rate(1), (30, 20, 10, 5), 25),
        (2, 1, Rate(1), (30, 20, 10, 5), 10),
        (2, 1, Rate(1), (30, 20), 0),
        (3, 1, Rate(1), (30, 20, 10, 5), 5),
        (1, 2, Rate(1), (30, 20, 10), 30),
        (1, 1, Rate(1, 2), (30, 25), 13),
        (1, 1, Rate(1), (30, 0), 0),
    ],
)
def test_the_cheapest_of_a_set_are_free(
    buy: int, get: int, percent: Rate, prices: tuple[int, ...], saved: int
) -> None:
    lines = [line(number, f"p{number}", price) for number, price in enumerate(prices, 1)]
    promotion = changed(ONE_FREE, buy=buy, get=get, percent=percent)
    assert sum(off(promotion, *lines).values()) == saved


def test_half_a_cent_goes_as_the_program_rounds() -> None:
    lines = (line(1, "a", 30), line(2, "b", 25))
    half = changed(ONE_FREE, percent=Rate(1, 2))
    assert sum(off(half, *lines, discount=Discounting(Rounding.DOWN)).values()) == 12


@pytest.mark.parametrize(("pieces", "saved"), [(1, 0), (2, 333), (3, 333), (4, 666), (9999, 1666333)])
def test_many_of_one_line(pieces: int, saved: int) -> None:
    """3.33 1/3 a piece: the set holds the dearer cents first."""
    amount = pieces * 1000 // 3
    assert sum(off(ONE_FREE, line(1, "a", amount, pieces * 1000)).values()) == saved


def test_others_are_given_for_what_is_bought() -> None:
    """Two pizzas, three drinks: the two cheapest drinks are free."""
    drink = changed(
        ONE_FREE,
        selector=Selector(products=("pizza",)),
        get_selector=Selector(products=("cola", "water", "wine")),
    )
    lines = (
        line(1, "pizza", 1800, 2000),
        line(2, "cola", 300),
        line(3, "water", 200),
        line(4, "wine", 900),
    )
    found = off(drink, *lines)
    assert sum(found.values()) == 500
    assert 4 not in found
    assert off(drink, line(1, "pizza", 1800, 2000)) == {}
    assert off(drink, line(2, "cola", 300)) == {}


def test_one_item_is_never_bought_and_given() -> None:
    """Buy food, get an apple: three apples are one set, one of them is left."""
    apple = changed(
        ONE_FREE, selector=Selector(categories=(("Food",),)), get_selector=Selector(products=("apple",))
    )
    assert sum(off(apple, line(1, "apple", 300, 3000)).values()) == 100
    assert sum(off(apple, line(1, "apple", 300, 3000), line(2, "pear", 200)).values()) == 200


def test_weighed_goods_are_one_item_a_line() -> None:
    lines = (line(1, "cheese", 747, 1245), line(2, "ham", 500, 310))
    assert sum(off(ONE_FREE, *lines).values()) == 500
    assert off(ONE_FREE, lines[0]) == {}


def test_a_cap_bounds_every_set() -> None:
    capped = changed(ONE_FREE, cap_minor=150)
    lines = [line(number, f"p{number}", 500) for number in range(1, 5)]
    assert sum(off(capped, *lines).values()) == 300


@pytest.mark.parametrize(("per_sale", "saved"), [(0, 1500), (1, 500), (2, 1000)])
def test_so_many_sets_a_sale(per_sale: int, saved: int) -> None:
    assert sum(off(changed(ONE_FREE, per_sale=per_sale), line(1, "a", 3000, 6000)).values()) == saved


def test_items_of_one_set_go_into_no_other() -> None:
    other = changed(THREE, benefit_id="other", amount_minor=1900)
    lines = [line(number, f"p{number}", 1000) for number in range(1, 6)]
    answer = quoted(None, basket(*lines), promotions=(THREE, other))
    assert {change.reward_id for change in answer.changes} == {"other"}
    assert answer.promotions_minor == 1100


def test_what_law_or_hand_protects_is_in_no_set() -> None:
    lines = (
        line(1, "a", 1000),
        line(2, "book", 1000, may_discount=False),
        line(3, "c", 1000, by_hand=True),
        line(4, "d", 0),
    )
    assert off(ONE_FREE, *lines) == {}


def test_how_many_are_missing() -> None:
    situation = Situation(compiled(promotions=(THREE,)), None, basket(line(1, "a", 2000, 2000)))
    assert missing_items(situation, Laid(situation), 0) == 1
    assert sets_off(situation, Laid(situation), 0, 5) is None


def test_runs_are_plain_values() -> None:
    assert Run(100, 0, 3).items == 3
