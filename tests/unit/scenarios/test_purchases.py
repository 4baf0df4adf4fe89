"""A member's history answers the questions of a program."""

from __future__ import annotations

from uuid import UUID

import pytest

from pos_app.kernel.clock import DAY_MS
from pos_app.kernel.ids import ProductId
from pos_app.loyalty.rules import Purchase, Selector
from pos_app.retail.product import Product
from pos_app.scenarios.purchases import Bought, answers, fits

TEA = Product(
    ProductId(UUID(int=1)),
    "tea",
    "Tea",
    "Tea",
    100,
    "a",
    category=("Food", "Tea"),
    brand="Own",
    tags=("bio",),
)
NOW = 100 * DAY_MS


@pytest.mark.parametrize(
    ("selector", "fitting"),
    [
        (Selector(), True),
        (Selector(products=("tea",)), True),
        (Selector(products=("milk",)), False),
        (Selector(categories=(("Food",),)), True),
        (Selector(categories=(("Tea",),)), False),
        (Selector(brands=("Own",), tags=("bio",)), True),
        (Selector(brands=("Own",), tags=("new",)), False),
        (Selector(categories=(("Food",),), except_products=("tea",)), False),
        (Selector(except_tags=("bio",)), False),
    ],
)
def test_fits(selector: Selector, fitting: bool) -> None:
    assert fits(selector, TEA) is fitting


@pytest.mark.parametrize(("days", "ago", "asked"), [(0, 99, True), (30, 30, True), (30, 31, False)])
def test_days_count_back_from_now(days: int, ago: int, asked: bool) -> None:
    question = Purchase(Selector(products=("tea",)), days)
    history = [Bought(TEA, NOW - ago * DAY_MS)]
    assert answers({"q": question}, history, NOW) == (("q",) if asked else ())
