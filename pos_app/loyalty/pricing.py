"""What one more use of a benefit would come to."""

from __future__ import annotations

from pos_app.kernel.messages import Message
from pos_app.kernel.money import Rounding, divide, split_by_weight
from pos_app.loyalty.accounts import POINTS
from pos_app.loyalty.charging import amount_off, by_points, share_off, short
from pos_app.loyalty.laid import Laid, Use, on_one_item
from pos_app.loyalty.refusing import GIVES_NO_MONEY, SETS
from pos_app.loyalty.rules import Benefit, Effect, RewardForm, Scope
from pos_app.loyalty.set_pricing import sets_off
from pos_app.loyalty.situation import Situation, Terms


def attempt(situation: Situation, laid: Laid, number: int, points: int = 0, times: int = 1) -> Use | Message:
    """Return what one more use of a benefit would be, or why it cannot be; see `weighed`."""
    outcome = weighed(situation, laid, number, points, times)
    return outcome if isinstance(outcome, Message) else shared(outcome)


def shared(use: Use) -> Use:
    """Return a use with its amount split over its lines by what is left of each, to the cent."""
    if not use.over:
        return use
    parts = split_by_weight(use.amount_minor, [minor for _, minor in use.over])
    shares = tuple([(place, part) for (place, _), part in zip(use.over, parts, strict=True) if part])
    return use._replace(shares=shares, over=())


def weighed(situation: Situation, laid: Laid, number: int, points: int = 0, times: int = 1) -> Use | Message:
    """Return what one more use would be, not yet split over its lines: most are weighed against others and never laid.

    A promotion with a fixed amount or on sets takes up to `times` uses at once; `points` are those offered for a
    reward paid by the point (0 = as many as fit).
    """
    benefit = situation.compiled.offers.benefits[number]
    terms = laid.terms(situation, number)
    refusal = terms.refusal or unpaid(situation, laid, number)
    if refusal is not None:
        return refusal
    most = _times(situation, laid, number, terms, times)
    if isinstance(most, Message):
        return most
    if benefit.effect in GIVES_NO_MONEY:
        return Use(benefit.cost_points, 0)
    if benefit.effect in SETS:
        use = sets_off(situation, laid, number, most)
        if use is None:
            return Message("reward.nothing_left")
        room_minor = None if situation.compiled.offers.is_promotion(number) else _room(situation, laid)
        if room_minor is not None and use.amount_minor > room_minor:
            return Message("reward.cap", {"left_minor": max(room_minor, 0)})
        return use
    return _money_off(situation, laid, number, (points, most))


def _money_off(situation: Situation, laid: Laid, number: int, asked: tuple[int, int]) -> Use | Message:
    promotion = situation.compiled.offers.is_promotion(number)
    benefit = situation.compiled.offers.benefits[number]
    open_lines = _open_lines(situation, laid, number)
    fits_minor = sum([minor for _, minor in open_lines])
    if benefit.form is RewardForm.TENDER:
        fits_minor -= _paid_already(situation, laid, number)
        fits_minor = min(fits_minor, sum([laid.left[place] for place in situation.payable]) - laid.tendered)
    if fits_minor <= 0:
        return Message("reward.nothing_left")
    room_minor = None if promotion else _room(situation, laid)
    times = 1
    outcome: tuple[int, int] | Message
    if benefit.effect is Effect.PER_POINT:
        outcome = by_points(situation, laid, benefit, asked[0], (fits_minor, room_minor))
    elif benefit.effect is Effect.AMOUNT and promotion:
        times = min(asked[1], divide(fits_minor, benefit.amount_minor, Rounding.UP))
        outcome = 0, min(benefit.amount_minor * times, fits_minor)
    elif benefit.effect is Effect.AMOUNT:
        outcome = amount_off(situation, laid, benefit, fits_minor, room_minor)
    else:
        outcome = share_off(situation, laid, benefit, open_lines, room_minor)
    if isinstance(outcome, Message):
        return outcome
    cost_points, amount_minor = outcome
    if benefit.form is RewardForm.TENDER:
        return Use(cost_points, amount_minor, times=times)
    taken = ((open_lines[0][0], 1, open_lines[0][1]),) if on_one_item(benefit) else ()
    if len(open_lines) == 1:
        return Use(cost_points, amount_minor, ((open_lines[0][0], amount_minor),), taken, times)
    return Use(cost_points, amount_minor, (), taken, times, tuple(open_lines))


def unpaid(situation: Situation, laid: Laid, number: int) -> Message | None:
    """Return what is missing to pay the price: the floor is one of points, stamps have none."""
    if situation.compiled.offers.is_promotion(number):
        return None
    benefit = situation.compiled.offers.benefits[number]
    account = benefit.account
    balance = situation.balance(account)
    floor = situation.compiled.program.redemption.floor
    if account == POINTS and balance < floor:
        if balance + situation.withheld_points >= floor:
            return situation.why_withheld()
        return Message("reward.floor", {"have_points": balance, "need_points": floor})
    have = balance - laid.spent.get(account, 0)
    if have < benefit.cost_points and not _may_cost_less(situation, benefit):
        return short(situation, account, have, benefit.cost_points)
    return None


def _may_cost_less(situation: Situation, benefit: Benefit) -> bool:
    return benefit.effect is Effect.AMOUNT and situation.compiled.program.redemption.cover_last_cents


def _times(situation: Situation, laid: Laid, number: int, terms: Terms, times: int) -> int | Message:
    """Return how many uses are left, at most `times`; each use of a promotion asks for its minimum again."""
    benefit = situation.compiled.offers.benefits[number]
    used = laid.used.get(number, (0,))[0]
    if benefit.per_sale:
        if used >= benefit.per_sale:
            return Message("reward.limit", {"times": benefit.per_sale})
        times = min(times, benefit.per_sale - used)
    if terms.times is not None:
        if used >= terms.times:
            return Message("reward.limit", {"times": terms.times})
        times = min(times, terms.times - used)
    if not situation.compiled.offers.is_promotion(number):
        return times
    if benefit.minimum_minor:
        most = terms.spend_minor // benefit.minimum_minor
        if used >= most:
            need = benefit.minimum_minor * (used + 1)
            return Message("reward.spend_short", {"have_minor": terms.spend_minor, "need_minor": need})
        times = min(times, most - used)
    if benefit.minimum_milli:
        most = terms.quantity_milli // benefit.minimum_milli
        if used >= most:
            need = benefit.minimum_milli * (used + 1)
            return Message("reward.quantity_short", {"have_milli": terms.quantity_milli, "need_milli": need})
        times = min(times, most - used)
    return times


def _open_lines(situation: Situation, laid: Laid, number: int) -> list[tuple[int, int]]:
    """Return (place, minor units that can be taken off) for the lines the benefit takes its money off."""
    benefit = situation.compiled.offers.benefits[number]
    places = laid.terms(situation, number).takes
    if not on_one_item(benefit):
        left = laid.left
        return [(place, left[place]) for place in places if left[place] > 0]
    return _one_item(situation, laid, places, benefit.scope is Scope.CHEAPEST)


def _paid_already(situation: Situation, laid: Laid, number: int) -> int:
    """Return what tenders bound to certain lines paid so far, as far as those may be lines of this one: a line
    is never paid twice.
    """
    offers = situation.compiled.offers
    first, benefits = offers.first, offers.benefits
    if not laid.paid or benefits[number].scope is Scope.SALE:
        return 0
    mine = set(situation.hits.get(first + number, ()))
    return sum(
        minor
        for other, minor in laid.paid.items()
        if benefits[other].scope is not Scope.SALE
        and mine.intersection(situation.hits.get(first + other, ()))
    )


def _one_item(situation: Situation, laid: Laid, places: list[int], cheapest: bool) -> list[tuple[int, int]]:
    prices: list[tuple[int, int]] = []
    for place in places:
        units, pool = laid.item_left(situation, place)
        if units > 0 and (price := divide(pool, units)) > 0:
            prices.append((price if cheapest else -price, place))
    if not prices:
        return []
    price, place = min(prices)
    return [(place, abs(price))]


def _room(situation: Situation, laid: Laid) -> int | None:
    """Return what the program's caps leave for rewards in this sale; None without a cap."""
    redemption = situation.compiled.program.redemption
    caps: list[int] = []
    if redemption.cap_minor is not None:
        caps.append(redemption.cap_minor)
    if redemption.cap_percent is not None:
        goods = sum(minor for minor in situation.amounts if minor > 0)
        caps.append(goods * redemption.cap_percent.numerator // redemption.cap_percent.denominator)
    return min(caps) - laid.rewarded if caps else None
