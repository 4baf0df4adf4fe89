"""What sets of items take off: a price for several together, some free for others bought."""

from __future__ import annotations

from typing import NamedTuple

from pos_app.kernel.money import divide, split_by_weight
from pos_app.loyalty.laid import Laid, Use
from pos_app.loyalty.rules import Benefit, Effect
from pos_app.loyalty.situation import Situation


class Run(NamedTuple):
    """`items` of one line at one price each."""

    price_minor: int
    place: int
    items: int


def sets_off(situation: Situation, laid: Laid, number: int, times: int) -> Use | None:
    """Return what up to `times` sets of a benefit take off, None when no set saves anything.

    Items are taken by price, dearest first, and put together in that order, so that of every set the cheapest are
    given: what is best for the customer. Where other products are given, the cheapest of those are. What a set saves
    is spread over its lines in proportion to what their items cost, to the cent. Weighed goods are one item a line.
    """
    benefit = situation.compiled.offers.benefits[number]
    terms = laid.terms(situation, number)
    sets = _Sets(situation, benefit, times)
    if benefit.effect is Effect.SET_PRICE:
        sets.from_one(_runs(situation, laid, terms.places), benefit.buy, 0)
    elif number not in situation.compiled.offers.gets:
        sets.from_one(_runs(situation, laid, terms.places), benefit.buy, benefit.get)
    else:
        bought, given = _apart(situation, laid, benefit, (terms.places, terms.gets), times)
        sets.from_two(bought, given)
    return sets.use()


def missing_items(situation: Situation, laid: Laid, number: int) -> int:
    """Return how many items are missing to the first set of a benefit on one kind of items, 0 when none are."""
    benefit = situation.compiled.offers.benefits[number]
    terms = laid.terms(situation, number)
    if number in situation.compiled.offers.gets:
        return 0
    have = _count(_runs(situation, laid, terms.places))
    return max(0, benefit.buy + benefit.get - have)


def _runs(situation: Situation, laid: Laid, places: list[int]) -> list[Run]:
    """Return the untouched items that cost something, dearest first; equal ones in canonical order.

    A line whose amount does not divide evenly has items that differ by the smallest unit.
    """
    runs: list[Run] = []
    for place in places:
        units, pool = laid.item_left(situation, place)
        if units <= 0 or pool <= 0:
            continue
        price, dearer = divmod(pool, units)
        if dearer:
            runs.append(Run(price + 1, place, dearer))
        if price:
            runs.append(Run(price, place, units - dearer))
    return sorted(runs, key=lambda run: (-run.price_minor, run.place))


class _Stack:
    """Runs of items that are taken from the front."""

    def __init__(self, runs: list[Run]) -> None:
        self._runs = list(reversed(runs))

    def count(self) -> int:
        """All items."""
        return _count(self._runs)

    def same(self, each: int) -> int:
        """Return how many times `each` items of the front run can be taken."""
        return self._runs[-1].items // each if self._runs and each else 0

    def take(self, count: int) -> list[Run]:
        """Take `count` items, of which there must be enough."""
        taken: list[Run] = []
        while count:
            run = self._runs.pop()
            part = min(count, run.items)
            taken.append(Run(run.price_minor, run.place, part))
            if part < run.items:
                self._runs.append(Run(run.price_minor, run.place, run.items - part))
            count -= part
        return taken


class _Sets:
    """Adds up the sets of one benefit."""

    def __init__(self, situation: Situation, benefit: Benefit, times: int) -> None:
        self._benefit = benefit
        self._rounding = situation.compiled.program.discount.rounding
        self._left = times
        self._times = 0
        self._shares: dict[int, int] = {}
        self._taken: dict[int, list[int]] = {}

    def from_one(self, runs: list[Run], buy: int, get: int) -> None:
        """Put sets together out of one kind of items; the last `get` of each are given."""
        stack, size = _Stack(runs), buy + get
        items = stack.count()
        while self._left and items >= size:
            alike = min(stack.same(size), self._left)
            if alike:
                run = stack.take(size * alike)[0]
                bought = [Run(run.price_minor, run.place, buy)]
                given = [Run(run.price_minor, run.place, get)]
            else:
                bought, given = stack.take(buy), stack.take(get)
                alike = 1
            if not self._add(bought, given, alike):
                return
            items -= size * alike

    def from_two(self, bought: list[Run], given: list[Run]) -> None:
        """Put sets together out of what is bought and what is given."""
        buys, gets = _Stack(bought), _Stack(given)
        buy, get = self._benefit.buy, self._benefit.get
        items = buys.count()
        while self._left and items >= buy:
            alike = min(buys.same(buy), gets.same(get), self._left)
            if alike:
                one, other = buys.take(buy * alike)[0], gets.take(get * alike)[0]
                self._add(
                    [Run(one.price_minor, one.place, buy)], [Run(other.price_minor, other.place, get)], alike
                )
            else:
                alike = 1
                self._add(buys.take(buy), gets.take(get), 1)
            items -= buy * alike

    def use(self) -> Use | None:
        """Return all sets as one use."""
        if not self._times:
            return None
        shares = tuple(sorted((place, minor) for place, minor in self._shares.items() if minor))
        taken = tuple(sorted((place, items, cost) for place, (items, cost) in self._taken.items()))
        cost = self._benefit.cost_points * self._times
        return Use(cost, sum(minor for _, minor in shares), shares, taken, self._times)

    def _add(self, bought: list[Run], given: list[Run], alike: int) -> bool:
        """Add `alike` equal sets; say whether a set saves anything."""
        runs = [*bought, *given]
        off = self._saving(runs, given)
        if off <= 0:
            return False
        costs: dict[int, int] = {}
        for run in runs:
            costs[run.place] = costs.get(run.place, 0) + run.price_minor * run.items
            taken = self._taken.setdefault(run.place, [0, 0])
            taken[0] += run.items * alike
            taken[1] += run.price_minor * run.items * alike
        places = sorted(costs)
        for place, part in zip(places, split_by_weight(off, [costs[place] for place in places]), strict=True):
            self._shares[place] = self._shares.get(place, 0) + part * alike
        self._left -= alike
        self._times += alike
        return True

    def _saving(self, runs: list[Run], given: list[Run]) -> int:
        benefit = self._benefit
        if benefit.effect is Effect.SET_PRICE:
            off = sum(run.price_minor * run.items for run in runs) - benefit.amount_minor
        else:
            cost = sum(run.price_minor * run.items for run in given)
            off = divide(cost * benefit.percent.numerator, benefit.percent.denominator, self._rounding)
        return off if benefit.cap_minor is None else min(off, benefit.cap_minor)


def _apart(
    situation: Situation, laid: Laid, benefit: Benefit, places: tuple[list[int], list[int]], times: int
) -> tuple[list[Run], list[Run]]:
    """Return the items bought, dearest first, with those given, cheapest first, for as many sets as there can be.

    An item that could be either is bought only when the others do not suffice.
    """
    buyable, givable = set(places[0]), set(places[1])
    runs = _runs(situation, laid, sorted(buyable | givable))
    only = [run for run in runs if run.place not in givable]
    both = [run for run in runs if run.place in givable and run.place in buyable]
    gifts = [run for run in runs if run.place in givable]
    sets = min(
        times,
        (_count(only) + _count(both)) // benefit.buy,
        _count(gifts) // benefit.get,
        (_count(only) + _count(gifts)) // (benefit.buy + benefit.get),
    )
    quota = _count(both) - max(0, sets * benefit.buy - _count(only))
    given: list[Run] = []
    wanted = sets * benefit.get
    gone: dict[tuple[int, int], int] = {}
    for run in sorted(gifts, key=lambda run: (run.price_minor, run.place)):
        part = min(run.items, wanted)
        if run.place in buyable:
            part = min(part, quota)
            quota -= part
            gone[run.place, run.price_minor] = part
        if part:
            given.append(Run(run.price_minor, run.place, part))
            wanted -= part
    rest = [
        Run(run.price_minor, run.place, run.items - gone.get((run.place, run.price_minor), 0)) for run in both
    ]
    bought = _Stack([*only, *(run for run in rest if run.items)]).take(sets * benefit.buy)
    return bought, given


def _count(runs: list[Run]) -> int:
    return sum(run.items for run in runs)
