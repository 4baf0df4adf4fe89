"""Sets of items once more: every item by itself, sets put together one by one."""

from __future__ import annotations

from fractions import Fraction
from math import floor

from pos_app.kernel.money import Rounding
from pos_app.loyalty.rules import Benefit, Effect
from tests.support.loyalty_reference_parts import fraction, half_up, share

Item = tuple[int, int]
"""(Price, place of its line)."""


def items_of(place: int, count: int, cost: int) -> list[Item]:
    """The items of a line, which together cost `cost`: the dearer ones by the smallest unit first."""
    return [(price, place) for price in share(cost, [1] * count) if price > 0] if count and cost > 0 else []


def dearest_first(items: list[Item]) -> list[Item]:
    """By price, then in the order of the lines."""
    return sorted(items, key=lambda item: (-item[0], item[1]))


def formed(
    benefit: Benefit, wanted: list[Item], given: list[Item] | None, times: int
) -> list[tuple[list[Item], list[Item]]]:
    """The sets that there can be: what is bought, what is given. `given` is None when both are of one kind."""
    buy, get = benefit.buy, benefit.get
    if given is None:
        items, size = dearest_first(wanted), buy + get
        whole = [items[start : start + size] for start in range(0, len(items) - size + 1, size)][:times]
        return [(each[:buy], each[buy:]) for each in whole]
    for count in range(min(times, len(wanted) // buy, len(given) // get), 0, -1):
        gifts: list[Item] = []
        left = list(wanted)
        for item in sorted(given):
            without = list(left)
            if item in without:
                without.remove(item)
            if len(gifts) < count * get and len(without) >= count * buy:
                gifts.append(item)
                left = without
        if len(gifts) == count * get:
            places = {place for _, place in given}
            bought = dearest_first([item for item in left if item[1] not in places])
            bought += dearest_first([item for item in left if item[1] in places])
            return [(bought[n * buy : (n + 1) * buy], gifts[n * get : (n + 1) * get]) for n in range(count)]
    return []


def saving(benefit: Benefit, bought: list[Item], given: list[Item], rounding: Rounding) -> int:
    """What one set takes off."""
    if benefit.effect is Effect.SET_PRICE:
        off = sum(price for price, _ in bought) - benefit.amount_minor
    else:
        exact = Fraction(sum(price for price, _ in given)) * fraction(benefit.percent)
        off = floor(exact) if rounding is Rounding.DOWN else half_up(exact)
    return off if benefit.cap_minor is None else min(off, benefit.cap_minor)


class Outcome:
    """Sets that save something: off and touched items by place."""

    def __init__(self) -> None:
        self.times = 0
        self.off: dict[int, int] = {}
        self.items: dict[int, int] = {}
        self.cost: dict[int, int] = {}

    def add(self, items: list[Item], off: int) -> None:
        """One set: its lines share the saving by what their items cost."""
        self.times += 1
        places = sorted({place for _, place in items})
        costs = [sum(price for price, at in items if at == place) for place in places]
        for place, cost, part in zip(places, costs, share(off, costs), strict=True):
            self.off[place] = self.off.get(place, 0) + part
            self.items[place] = self.items.get(place, 0) + sum(at == place for _, at in items)
            self.cost[place] = self.cost.get(place, 0) + cost


def sets(
    benefit: Benefit, wanted: list[Item], given: list[Item] | None, times: int, rounding: Rounding
) -> Outcome:
    """All sets of a benefit."""
    result = Outcome()
    for bought, gifts in formed(benefit, wanted, given, times):
        off = saving(benefit, bought, gifts, rounding)
        if off > 0:
            result.add(bought + gifts, off)
    return result
