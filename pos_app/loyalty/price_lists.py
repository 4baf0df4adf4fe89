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

    Left alone are lines priced by hand, those whose price law fixes, those that the program excludes (`barred`),
    and those that a list would only make dearer.
    """
    offers = compiled.offers
    found: dict[int, tuple[int, int]] = {}
    for number, rule in enumerate(compiled.program.prices):
        places = hits.get(offers.first_price + number, ())
        if not places or not offers.price_whens[number].holds(asked):
            continue
        for place in places:
            line = lines[place]
            if line.by_hand or not line.may_discount or place in barred or line.amount_minor <= 0:
                continue
            off = _off(compiled, rule, line)
            best = found.get(place)
            if off > 0 and (best is None or (-off, rule.price_id) < _key(compiled, best)):
                found[place] = number, off
    return found


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
