"""Whether a benefit may be used at all: for whom, when, on which lines, how often."""

from __future__ import annotations

from collections.abc import Mapping

from pos_app.kernel.messages import Message
from pos_app.kernel.money import divide
from pos_app.loyalty.conditions import CompiledWhen
from pos_app.loyalty.limiting import uses_left
from pos_app.loyalty.rules import Benefit, Effect, RewardForm, Scope
from pos_app.loyalty.situation import Situation, Terms

GIVES_NO_MONEY = frozenset({Effect.COUPON, Effect.DONATION})
SETS = frozenset({Effect.SET_PRICE, Effect.BUY_GET})
_NO_GIFTS: Mapping[int, tuple[int, int]] = {}


def terms_of(situation: Situation, number: int) -> Terms:
    """Return what holds for a benefit in this basket, whatever else is laid on it; worked out once."""
    found = situation.known.get(number)
    if found is None:
        found = situation.known[number] = _terms(situation, number)
    return found


def terms_beside(situation: Situation, number: int, gifted: Mapping[int, tuple[int, int]]) -> Terms:
    """Return what holds for a benefit beside gifts: (thousandths, minor units) by place, which count for nothing."""
    return _terms(situation, number, gifted)


def _terms(situation: Situation, number: int, gifted: Mapping[int, tuple[int, int]] = _NO_GIFTS) -> Terms:
    offers = situation.compiled.offers
    benefit, when = offers.benefits[number], offers.whens[number]
    promotion = offers.is_promotion(number)
    refusal = _not_for(situation, benefit, when, promotion)
    if refusal is not None:
        return Terms(refusal, [], [], [], 0, 0, 0)
    left = uses_left(
        benefit.benefit_id, benefit.limits, situation.member, situation.basket, situation.compiled.zone
    )
    lawful = _lawful(situation, benefit, promotion)
    hits = situation.hits.get(offers.first + number, ())
    places, takes, gets = _lines(situation, number, benefit, lawful, hits)
    amounts = situation.amounts
    if gifted:
        amounts = [amount - gifted.get(place, (0, 0))[1] for place, amount in enumerate(amounts)]
    if benefit.minimum_net:
        spend = sum([_net(situation, place, amounts[place]) for place in places])
    else:
        spend = sum([amounts[place] for place in places])
    quantity = sum([max(situation.lines[place].quantity_milli, 0) for place in places])
    if gifted:
        quantity -= sum([gifted[place][0] for place in places if place in gifted])
    if left.times == 0:
        refusal = left.why_not or Message("reward.limit", {"times": 0})
    elif not places:
        refusal = Message("reward.nothing_fits")
    elif spend < benefit.minimum_minor:
        refusal = Message("reward.spend_short", {"have_minor": spend, "need_minor": benefit.minimum_minor})
    elif quantity < benefit.minimum_milli:
        refusal = Message(
            "reward.quantity_short", {"have_milli": quantity, "need_milli": benefit.minimum_milli}
        )
    return Terms(refusal, places, takes, gets, spend, quantity, left.times)


def _not_for(situation: Situation, benefit: Benefit, when: CompiledWhen, promotion: bool) -> Message | None:
    if situation.member is None and not promotion:
        return Message("reward.no_member")
    if when.always or when.holds(situation):
        return None
    if not when.holds_for(situation.tier):
        tiers = [tier.name for tier in situation.compiled.program.tiers if tier.tier_id in benefit.when.tiers]
        return Message("reward.other_tier", {"tiers": ", ".join(tiers)})
    if not when.holds_now(situation.basket):
        return Message("reward.not_now")
    if when.code and when.code not in situation.basket.codes:
        return Message("reward.needs_code")
    return Message("reward.not_met")


def _lawful(situation: Situation, benefit: Benefit, promotion: bool) -> list[int]:
    """Return the places it may touch: a price by hand keeps promotions on items away, not those on the sale."""
    if benefit.form is RewardForm.TENDER:
        return situation.payable
    if not promotion:
        return situation.discountable
    if benefit.scope is Scope.SALE and benefit.effect not in SETS:
        return situation.promotable
    lines = situation.lines
    return [place for place in situation.promotable if not lines[place].by_hand]


def _lines(
    situation: Situation,
    number: int,
    benefit: Benefit,
    lawful: list[int],
    hits: list[int] | tuple[()],
) -> tuple[list[int], list[int], list[int]]:
    """Return the places that match, those money is taken off, those that BUY_GET gives."""
    if benefit.effect in GIVES_NO_MONEY:
        return [place for place in hits if situation.amounts[place] > 0], [], []
    allowed = set(lawful)
    places = [place for place in hits if place in allowed]
    sale_wide = (
        benefit.scope is Scope.SALE and benefit.effect not in SETS and benefit.effect is not Effect.FREE_ITEM
    )
    get_number = situation.compiled.offers.gets.get(number)
    if get_number is None:
        return places, lawful if sale_wide else places, []
    return places, places, [place for place in situation.hits.get(get_number, ()) if place in allowed]


def _net(situation: Situation, place: int, amount_minor: int) -> int:
    """An amount of a line without tax, in the proportion of its price."""
    line = situation.lines[place]
    return divide(amount_minor * line.net_minor, line.amount_minor) if line.amount_minor > 0 else 0
