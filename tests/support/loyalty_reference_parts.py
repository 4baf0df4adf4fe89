"""Small written rules of the slow evaluator: fractions, conditions, which line fits."""

from __future__ import annotations

from fractions import Fraction
from math import floor

from pos_app.kernel.money import Rate
from pos_app.loyalty.basket import BasketLine
from pos_app.loyalty.rules import Selector


def fraction(rate: Rate) -> Fraction:
    """A rate as a fraction."""
    return Fraction(rate.numerator, rate.denominator)


def half_up(value: Fraction) -> int:
    """Rounded to a whole number, halves away from zero (nothing here is negative)."""
    return floor(value + Fraction(1, 2))


def matches(selector: Selector, line: BasketLine) -> bool:
    """Every list that is given has something of the line, no except-list has."""
    if selector.products and line.product not in selector.products:
        return False
    if selector.categories and not under(line, selector.categories):
        return False
    if selector.brands and line.brand not in selector.brands:
        return False
    if selector.tags and not set(selector.tags) & set(line.tags):
        return False
    return not (
        line.product in selector.except_products
        or under(line, selector.except_categories)
        or line.brand in selector.except_brands
        or set(selector.except_tags) & set(line.tags)
    )


def under(line: BasketLine, paths: tuple[tuple[str, ...], ...]) -> bool:
    """The line's category lies below one of the paths."""
    return any(line.category[: len(path)] == path for path in paths)


def share(total: int, weights: list[int]) -> list[int]:
    """Largest remainder, ties to the earlier part."""
    whole = sum(weights)
    exact = [Fraction(total * weight, whole) for weight in weights]
    parts = [floor(each) for each in exact]
    order = sorted(range(len(weights)), key=lambda place: (parts[place] - exact[place], place))
    for place in order[: total - sum(parts)]:
        parts[place] += 1
    return parts


def pieces(line: BasketLine) -> int:
    """Single items of a line; anything but whole pieces is one."""
    whole = line.quantity_milli >= 1000 and line.quantity_milli % 1000 == 0
    return line.quantity_milli // 1000 if whole else 1
