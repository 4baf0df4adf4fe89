"""Price lists once more."""

from __future__ import annotations

from fractions import Fraction
from math import floor

from pos_app.kernel.money import Rounding
from pos_app.loyalty.basket import Basket, BasketLine
from pos_app.loyalty.member import MemberSnapshot
from pos_app.loyalty.program import Program
from pos_app.loyalty.rules import PriceRule
from tests.support.loyalty_reference_parts import fraction, half_up, matches, share
from tests.support.loyalty_reference_when import holds


def price_cuts(
    program: Program,
    member: MemberSnapshot | None,
    basket: Basket,
    lines: list[BasketLine],
    barred: list[bool],
) -> dict[int, tuple[str, int]]:
    """(Price rule, minor units less) by place: the lowest price, the first id among equal ones."""
    result: dict[int, tuple[str, int]] = {}
    for place, line in enumerate(lines):
        if line.by_hand or not line.may_discount or barred[place] or line.amount_minor <= 0:
            continue
        found: list[tuple[int, str]] = []
        for rule in program.prices:
            if not matches(rule.selector, line) or not holds(rule.when, program, member, basket):
                continue
            if together(program, rule, basket, lines, barred) < rule.minimum_milli:
                continue
            if rule.price_minor is None:
                exact = line.amount_minor * fraction(rule.percent)
                down = program.discount.rounding is Rounding.DOWN
                found.append((floor(exact) if down else half_up(exact), rule.price_id))
            elif line.quantity_milli > 0:
                price = half_up(Fraction(rule.price_minor * line.quantity_milli, 1000))
                found.append((line.amount_minor - price, rule.price_id))
        best = min(((-off, name) for off, name in found if off > 0), default=None)
        if best is not None:
            result[place] = best[1], -best[0]
    return result


def together(
    program: Program, rule: PriceRule, basket: Basket, lines: list[BasketLine], barred: list[bool]
) -> int:
    """Thousandths of the goods that a list may make cheaper, one by one, without the gifts among them."""
    gifts = {one.benefit_id: one.gift for one in program.rewards if one.gift}
    free = [
        gifts[one.reward_id]
        for one in basket.chosen
        if one.reward_id in gifts
        for _ in range(max(one.times, 1))
    ]
    quantities: dict[str, int] = {}
    for line, out in zip(lines, barred, strict=True):
        good = line.may_discount and not (line.by_hand or out) and line.amount_minor > 0
        if good and matches(rule.selector, line):
            quantities[line.product] = quantities.get(line.product, 0) + max(line.quantity_milli, 0)
    return sum(max(0, milli - 1000 * free.count(product)) for product, milli in quantities.items())


def hand_off(
    program: Program, basket: Basket, promotable: list[bool], left: list[int], full: list[int]
) -> dict[int, int]:
    """What a discount on the whole sale by hand takes off by place; `full` is what percentages may look at."""
    given = basket.off_by_hand
    places = [p for p, good in enumerate(promotable) if good and left[p] > 0]
    fits = sum(left[p] for p in places)
    if given is None or not fits:
        return {}
    money = given.amount_minor
    if given.rate.numerator:
        exact = (fits if program.discount.compound else sum(full[p] for p in places)) * fraction(given.rate)
        money = floor(exact) if program.discount.rounding is Rounding.DOWN else half_up(exact)
    parts = share(min(money, fits), [left[p] for p in places])
    return dict(zip(places, parts, strict=True))
