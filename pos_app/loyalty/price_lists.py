"""Prices of a price list: the lowest one that fits a line counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pos_app.kernel.money import divide
from pos_app.kernel.quantity import MILLI
from pos_app.loyalty.basket import BasketLine
from pos_app.loyalty.compiled import CompiledProgram
from pos_app.loyalty.conditions import Asked
from pos_app.loyalty.rules import PriceRule


def cuts(
    compiled: CompiledProgram,
    asked: Asked,
    lines: Sequence[BasketLine],
    hits: Mapping[int, Sequence[int]],
    barred: frozenset[int],
) -> dict[int, tuple[int, int]]:
    """Return (number of the price rule, minor units it takes off) by place of the line.

    A quantity break counts the lines that its list may touch together. Left alone are lines priced by hand, those
    whose price law fixes, those that the program excludes (`barred`), and those that a list would only make dearer.
    """
    offers = compiled.offers
    found: dict[int, tuple[int, int]] = {}
    for number, rule in enumerate(compiled.program.prices):
        places = hits.get(offers.first_price + number, ())
        if not places or not offers.price_whens[number].holds(asked):
            continue
        touched = [place for place in places if _is_open(lines[place]) and place not in barred]
        if rule.minimum_milli and _together(compiled, asked, lines, touched) < rule.minimum_milli:
            continue
        for place in touched:
            off = _off(compiled, rule, lines[place])
            best = found.get(place)
            if off > 0 and (best is None or (-off, rule.price_id) < _key(compiled, best)):
                found[place] = number, off
    return found


def _is_open(line: BasketLine) -> bool:
    return not line.by_hand and line.may_discount and line.amount_minor > 0


def _together(
    compiled: CompiledProgram, asked: Asked, lines: Sequence[BasketLine], places: Sequence[int]
) -> int:
    """Return the thousandths on these lines, without the gifts that were chosen: a gift never reaches a break."""
    milli: dict[str, int] = {}
    for place in places:
        line = lines[place]
        milli[line.product] = milli.get(line.product, 0) + max(line.quantity_milli, 0)
    for each in asked.basket.chosen:
        number = compiled.reward_number(each.reward_id)
        gift = compiled.offers.benefits[number].gift if number is not None else ""
        if gift in milli:
            milli[gift] = max(0, milli[gift] - max(each.times, 1) * MILLI)
    return sum(milli.values())


def _key(compiled: CompiledProgram, best: tuple[int, int]) -> tuple[int, str]:
    return -best[1], compiled.program.prices[best[0]].price_id


def _off(compiled: CompiledProgram, rule: PriceRule, line: BasketLine) -> int:
    if rule.price_minor is None:
        rate = rule.percent
        wanted = divide(
            line.amount_minor * rate.numerator, rate.denominator, compiled.program.discount.rounding
        )
        return min(wanted, line.amount_minor)
    if line.quantity_milli <= 0:
        return 0
    return line.amount_minor - divide(rule.price_minor * line.quantity_milli, MILLI)
