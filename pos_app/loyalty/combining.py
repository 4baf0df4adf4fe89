"""The cheapest lawful combination of promotions, searched for within a bound."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice, permutations, product

from pos_app.kernel.limits import COMBINATIONS_MAX
from pos_app.loyalty.asking import Want
from pos_app.loyalty.laid import Laid, Use, rank
from pos_app.loyalty.laying import lay, lay_on
from pos_app.loyalty.pricing import attempt
from pos_app.loyalty.rules import RewardForm
from pos_app.loyalty.settings import Combination, Exclusive
from pos_app.loyalty.situation import Situation


def combine(situation: Situation, wants: tuple[Want, ...]) -> Laid:
    """Lay promotions with the chosen `wants`, as the program's `discount.combination` says.

    With "best" every choice and order of the automatic promotions within their ranks is tried and the one kept that
    leaves least to pay, then the one that costs the fewest points; the order of the rules stays unless another is
    really cheaper. At most COMBINATIONS_MAX combinations are tried; `bound_hit` of the answer says when there were
    more. Promotions that touch no line of another are in every combination: leaving one out never makes the rest
    cheaper, as long as nothing else was chosen.
    """
    first = lay(situation, wants)
    if situation.compiled.program.discount.combination is not Combination.BEST:
        return first
    always, groups = _groups(situation, wants)
    if not groups:
        return first
    best, best_key = first, _key(first)
    for laid in _tried(situation, wants, always, groups):
        key = _key(laid)
        if key < best_key and _nothing_lost(first, laid):
            best, best_key = laid, key
    best.bound_hit = _more_than(groups, COMBINATIONS_MAX)
    return best


def _tried(
    situation: Situation, wants: tuple[Want, ...], always: list[int], groups: list[list[int]]
) -> Iterator[Laid]:
    """Yield what the combinations come to. What promotions alone leave is kept, each different outcome once: rewards
    are laid on it whenever another one is asked about.
    """
    sequences = islice(_sequences(groups), COMBINATIONS_MAX)
    if not _rewards_apart(situation, wants):
        for sequence in sequences:
            yield lay(situation, wants, (*sequence, *always))
        return
    if not situation.kept:
        different: dict[object, Laid] = {}
        for sequence in sequences:
            laid = lay(situation, (), (*sequence, *always))
            state = tuple(laid.left), frozenset(laid.units.items()), frozenset(laid.pool.items())
            different.setdefault(state, laid)
        situation.kept = list(different.values())
    for kept in situation.kept:
        if isinstance(kept, Laid):
            yield lay_on(situation, kept, wants)


def _rewards_apart(situation: Situation, wants: tuple[Want, ...]) -> bool:
    """Say whether promotions fall out the same whatever of `wants` is laid after them."""
    offers = situation.compiled.offers
    if not wants or situation.compiled.program.discount.exclusive is Exclusive.BEST_PERCENT:
        return False
    if any(offers.is_promotion(want.number) or offers.benefits[want.number].gift for want in wants):
        return False
    return all(offers.benefits[want.number].form is RewardForm.DISCOUNT for want in situation.standing)


def _key(laid: Laid) -> tuple[int, int]:
    return sum(laid.left) - laid.tendered, sum(laid.spent.values())


def _nothing_lost(first: Laid, other: Laid) -> bool:
    """Say whether no reward that fits in the written order is pushed out."""
    return {number for number, _ in other.dropped} <= {number for number, _ in first.dropped}


def _groups(situation: Situation, wants: tuple[Want, ...]) -> tuple[list[int], list[list[int]]]:
    """Return the promotions that are always in, with those to be tried by rank, in order of their ids."""
    offers = situation.compiled.offers
    empty = Laid(situation)
    able = [
        want.number
        for want in situation.standing
        if want.number in offers.automatic
        and isinstance(attempt(situation, empty, want.number, 0, want.times), Use)
    ]
    able.sort(key=lambda number: offers.benefits[number].benefit_id)
    if wants or len(situation.standing) > len(able):
        alone: list[int] = []
    else:
        alone = [number for number in able if not _meets(situation, number, able)]
    by_rank: dict[int, list[int]] = {}
    for number in able:
        if number not in alone:
            by_rank.setdefault(rank(offers.benefits[number], True), []).append(number)
    return alone, [by_rank[step] for step in sorted(by_rank)]


def _meets(situation: Situation, number: int, others: list[int]) -> bool:
    """Say whether a promotion shares a line with another one."""
    mine = situation.known[number]
    places = {*mine.takes, *mine.gets}
    return any(
        other != number
        and not places.isdisjoint((*situation.known[other].takes, *situation.known[other].gets))
        for other in others
    )


def _sequences(groups: list[list[int]]) -> Iterator[tuple[int, ...]]:
    """Yield every choice in every order within the ranks, those with most promotions first."""
    for parts in product(*(list(_arranged(group)) for group in groups)):
        yield tuple(chain.from_iterable(parts))


def _arranged(group: list[int]) -> Iterator[tuple[int, ...]]:
    for count in range(len(group), -1, -1):
        yield from islice(permutations(group, count), COMBINATIONS_MAX)


def _more_than(groups: list[list[int]], most: int) -> bool:
    """Say whether there are more combinations than `most`."""
    total = 1
    for group in groups:
        arranged, each = 1, 1
        for place in range(len(group)):
            each *= len(group) - place
            arranged += each
        total *= arranged
    return total > most
