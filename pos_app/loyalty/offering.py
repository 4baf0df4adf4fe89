"""Hints how little is missing to a promotion."""

from __future__ import annotations

from pos_app.kernel.messages import Message
from pos_app.loyalty.laid import Laid
from pos_app.loyalty.refusing import SETS
from pos_app.loyalty.rules import Effect
from pos_app.loyalty.set_pricing import missing_items
from pos_app.loyalty.situation import Situation


def promotion_nudges(situation: Situation, laid: Laid) -> tuple[Message, ...]:
    """Return at most one hint of each kind for promotions that do not apply yet: one more item for a set, a little
    more spend for the discount.
    """
    found = (_one_more_item(situation, laid), _a_little_more(situation, laid))
    return tuple(message for message in found if message is not None)


def _one_more_item(situation: Situation, laid: Laid) -> Message | None:
    benefits = situation.compiled.offers.benefits
    names = [
        (benefits[want.number].benefit_id, benefits[want.number].name)
        for want in situation.standing
        if benefits[want.number].effect in SETS
        and want.number not in laid.used
        and laid.terms(situation, want.number).refusal is None
        and missing_items(situation, laid, want.number) == 1
    ]
    return Message("nudge.one_more_item", {"promotion": min(names)[1]}) if names else None


def _a_little_more(situation: Situation, laid: Laid) -> Message | None:
    benefits = situation.compiled.offers.benefits
    best: tuple[int, str, int] | None = None
    for want in situation.standing:
        refusal = laid.terms(situation, want.number).refusal
        if want.number in laid.used or refusal is None or refusal.code != "reward.spend_short":
            continue
        missing = int(refusal.params["need_minor"]) - int(refusal.params["have_minor"])
        if best is None or (missing, benefits[want.number].benefit_id) < best[:2]:
            best = missing, benefits[want.number].benefit_id, want.number
    if best is None:
        return None
    benefit = benefits[best[2]]
    if benefit.effect is Effect.AMOUNT:
        return Message(
            "nudge.more_for_amount",
            {"more_minor": best[0], "off_minor": benefit.amount_minor, "promotion": benefit.name},
        )
    return Message("nudge.more_for_promotion", {"more_minor": best[0], "promotion": benefit.name})
