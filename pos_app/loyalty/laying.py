"""Promotions with chosen rewards laid on the basket, in one order whatever order they were chosen in."""

from __future__ import annotations

from collections.abc import Sequence

from pos_app.kernel.messages import Message
from pos_app.kernel.money import divide, split_by_weight
from pos_app.loyalty.asking import Want
from pos_app.loyalty.basket import HandDiscount
from pos_app.loyalty.laid import FIRST_TENDER, GIFTS, SALE_PROMOTIONS, Laid, Use, rank
from pos_app.loyalty.pricing import attempt, shared, weighed
from pos_app.loyalty.rules import Effect, Scope
from pos_app.loyalty.settings import Exclusive, Order
from pos_app.loyalty.situation import Situation

_REWARDS = SALE_PROMOTIONS + 1


def lay(situation: Situation, wants: tuple[Want, ...], sequence: Sequence[int] | None = None) -> Laid:
    """Lay the promotions that apply by themselves, the coupons, all `wants`; what does not fit is dropped with its
    reason.

    Rank by rank, gifts first; within a rank the higher saving first, ties by id. Of automatic promotions only those
    of `sequence` are laid, in its order, when it is given. With order = "as_chosen" the `wants` follow one by one
    after all promotions that nobody chose, gifts before, tenders last.
    """
    return _lay(situation, Laid(situation), (*situation.standing, *wants), wants, sequence)


def lay_on(situation: Situation, laid: Laid, wants: tuple[Want, ...]) -> Laid:
    """Lay rewards on a copy of what promotions left: the same as `lay` does, when none of `wants` is a promotion."""
    return _lay(situation, laid.copy(), wants, wants, None)


def _lay(
    situation: Situation,
    laid: Laid,
    asked: tuple[Want, ...],
    wants: tuple[Want, ...],
    sequence: Sequence[int] | None,
) -> Laid:
    offers = situation.compiled.offers
    as_chosen = situation.compiled.program.discount.order is Order.AS_CHOSEN
    by_rank: dict[int, list[Want]] = {}
    chosen: list[Want] = []
    for want in asked:
        number = want.number
        if sequence is not None and number in offers.automatic and number not in sequence:
            continue
        step = rank(offers.benefits[number], offers.is_promotion(number))
        if as_chosen and GIFTS < step < FIRST_TENDER and want in wants:
            chosen.append(want)
        else:
            by_rank.setdefault(step, []).append(want)
    if situation.compiled.program.discount.exclusive is Exclusive.BEST_PERCENT:
        by_rank.setdefault(SALE_PROMOTIONS, [])
    if chosen or situation.basket.off_by_hand is not None:
        by_rank.setdefault(_REWARDS, [])
    shut: set[int] = set()
    for step in sorted(by_rank):
        if step == SALE_PROMOTIONS:
            shut = _shut_out(situation, laid, [*by_rank[step], *by_rank.get(5, ()), *chosen])
        if step == _REWARDS and laid.hand is None and situation.basket.off_by_hand is not None:
            laid.take_by_hand(_by_hand(situation, laid, situation.basket.off_by_hand))
        if step == _REWARDS and chosen:
            for want in chosen:
                _lay_rank(situation, laid, [want], shut, None)
        _lay_rank(situation, laid, by_rank[step], shut, sequence)
    return laid


def _by_hand(situation: Situation, laid: Laid, off: HandDiscount) -> dict[int, int]:
    """Return what a discount on the whole sale takes off each line that promotions may make cheaper, by what is left
    of it: never more than that, nothing off gifts.
    """
    discount = situation.compiled.program.discount
    places = [place for place in situation.promotable if laid.left[place] > 0]
    left = [laid.left[place] for place in places]
    wanted = off.amount_minor
    if off.rate.numerator:
        base = sum(left)
        if not discount.compound:
            base = sum(situation.amounts[place] - laid.gifted.get(place, (0, 0))[1] for place in places)
        wanted = divide(base * off.rate.numerator, off.rate.denominator, discount.rounding)
    wanted = min(wanted, sum(left))
    if wanted <= 0:
        return {}
    return {place: part for place, part in zip(places, split_by_weight(wanted, left), strict=True) if part}


def _shut_out(situation: Situation, laid: Laid, wants: list[Want]) -> set[int]:
    """Return the percentages off the whole sale that give way to the best one, when only one may be given."""
    if situation.compiled.program.discount.exclusive is not Exclusive.BEST_PERCENT:
        return set()
    offers = situation.compiled.offers
    rivals: list[tuple[int, bool, str, int]] = []
    for want in wants:
        benefit = offers.benefits[want.number]
        if benefit.effect is Effect.PERCENT and benefit.scope is Scope.SALE:
            outcome = attempt(situation, laid, want.number)
            saving = outcome.amount_minor if isinstance(outcome, Use) else 0
            rivals.append((-saving, not offers.is_promotion(want.number), benefit.benefit_id, want.number))
    return {number for _, _, _, number in sorted(rivals)[1:]}


def _lay_rank(
    situation: Situation, laid: Laid, wants: list[Want], shut: set[int], sequence: Sequence[int] | None
) -> None:
    """Lay the wants of one rank; outcomes that nothing laid since could have changed are not worked out again."""
    offers = situation.compiled.offers
    open_wants = {want.number: want for want in wants}
    for number in list(open_wants):
        if number in shut:
            _drop(situation, laid, number, Message("reward.exclusive"))
            del open_wants[number]
    if sequence is not None:
        for number in sequence:
            while number in open_wants:
                outcome = _tried(situation, laid, open_wants[number])
                if not isinstance(outcome, Use):
                    del open_wants[number]
                    break
                _commit(situation, laid, open_wants, number, shared(outcome))
    offered: dict[int, Use] = {}
    while open_wants:
        for number, want in list(open_wants.items()):
            if number in offered:
                continue
            outcome = _tried(situation, laid, want)
            if isinstance(outcome, Use):
                offered[number] = outcome
            else:
                _drop(situation, laid, number, outcome)
                del open_wants[number]
        if not offered:
            return
        number = min(
            offered, key=lambda each: (-offered[each].amount_minor, offers.benefits[each].benefit_id)
        )
        use = shared(offered.pop(number))
        _commit(situation, laid, open_wants, number, use)
        _forget(situation, laid, offered, use, number)


def _tried(situation: Situation, laid: Laid, want: Want) -> Use | Message:
    bulk = want.number in situation.compiled.offers.automatic
    return weighed(situation, laid, want.number, want.points, want.times if bulk else 1)


def _commit(situation: Situation, laid: Laid, open_wants: dict[int, Want], number: int, use: Use) -> None:
    laid.commit(situation, number, use)
    want, effect = open_wants[number], situation.compiled.offers.benefits[number].effect
    if want.times > use.times and effect is not Effect.PER_POINT:
        open_wants[number] = Want(number, want.times - use.times, 0)
    else:
        del open_wants[number]


def _forget(situation: Situation, laid: Laid, offered: dict[int, Use], use: Use, number: int) -> None:
    """Forget the outcomes that a use may have changed: those of rewards, those on the lines it touched."""
    if not situation.compiled.offers.is_promotion(number):
        offered.clear()
        return
    touched = {place for place, _ in use.shares} | {place for place, _, _ in use.taken}
    for other in list(offered):
        known = laid.terms(situation, other)
        if touched.intersection(known.takes) or touched.intersection(known.gets):
            del offered[other]


def _drop(situation: Situation, laid: Laid, number: int, reason: Message) -> None:
    """Keep why something does not fit, unless nobody asked for it."""
    offers = situation.compiled.offers
    if number not in offers.automatic or (offers.whens[number].code and number not in laid.used):
        laid.dropped.append((number, reason))
