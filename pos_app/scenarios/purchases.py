"""What a member bought, asked by the questions of a program."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from pos_app.kernel.clock import DAY_MS
from pos_app.loyalty.rules import Purchase, Selector
from pos_app.retail.product import Product


class Bought(msgspec.Struct, frozen=True):
    """One product of a member's history."""

    product: Product
    at_ms: int


def answers(questions: Mapping[str, Purchase], bought: Iterable[Bought], now_ms: int) -> tuple[str, ...]:
    """Return the keys of the questions whose answer is yes at `now_ms`."""
    history = tuple(bought)
    return tuple(
        key
        for key, question in questions.items()
        if any(
            _is_within(question, each, now_ms) and fits(question.selector, each.product) for each in history
        )
    )


def _is_within(question: Purchase, bought: Bought, now_ms: int) -> bool:
    return not question.days or bought.at_ms >= now_ms - question.days * DAY_MS


def fits(selector: Selector, product: Product) -> bool:
    """Say whether a product is one of those a rule looks at."""
    wanted = (
        (selector.products, product.number in selector.products),
        (selector.categories, _is_below(product.category, selector.categories)),
        (selector.brands, product.brand in selector.brands),
        (selector.tags, any(tag in selector.tags for tag in product.tags)),
    )
    if not all(holds for given, holds in wanted if given):
        return False
    return not (
        product.number in selector.except_products
        or _is_below(product.category, selector.except_categories)
        or product.brand in selector.except_brands
        or any(tag in selector.except_tags for tag in product.tags)
    )


def _is_below(path: tuple[str, ...], wanted: tuple[tuple[str, ...], ...]) -> bool:
    return any(path[: len(each)] == each for each in wanted)
