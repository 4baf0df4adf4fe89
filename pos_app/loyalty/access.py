"""Products that not everybody may buy."""

from __future__ import annotations

from pos_app.kernel.messages import Message
from pos_app.loyalty.quote import Barred
from pos_app.loyalty.rules import AccessRule
from pos_app.loyalty.situation import Situation


def barred_lines(situation: Situation) -> tuple[Barred, ...]:
    """Return the lines that this customer may not buy, in canonical order.

    Of several rules for one product one that fits is enough: early access for one tier from the 1st, for another
    from the 3rd. A rule whose `public_from` has come bars nobody. A paid membership needs a member.
    """
    compiled = situation.compiled
    nobodys = _nobodys_plans(situation) if situation.member is None and compiled.program.plans else ()
    if not compiled.program.access:
        return nobodys
    open_to: dict[int, bool] = {}
    asking: dict[int, AccessRule] = {}
    for number, rule in enumerate(compiled.program.access):
        places = situation.hits.get(compiled.offers.first_access + number, ())
        if not places or (rule.public_from and situation.basket.date >= rule.public_from):
            continue
        fits = compiled.offers.access_whens[number].holds(situation)
        for place in places:
            open_to[place] = open_to.get(place, False) or fits
            asking.setdefault(place, rule)
    found = tuple(
        Barred(situation.lines[place].line_no, _reason(situation, asking[place]))
        for place in sorted(open_to)
        if not open_to[place]
    )
    return (
        found
        if not nobodys
        else (*found, *(each for each in nobodys if each.line_no not in {one.line_no for one in found}))
    )


def _nobodys_plans(situation: Situation) -> tuple[Barred, ...]:
    """A paid membership that nobody would get: the member has to be known first."""
    names = {plan.product: plan.name for plan in situation.compiled.program.plans}
    return tuple(
        Barred(line.line_no, Message("access.plan_of_nobody", {"plan": names[line.product]}))
        for line in situation.lines
        if line.product in names
    )


def _reason(situation: Situation, rule: AccessRule) -> Message:
    if rule.public_from:
        return Message("access.before", {"rule": rule.name, "day": rule.public_from})
    code = "access.not_yours" if situation.member is not None else "access.members_only"
    return Message(code, {"rule": rule.name})
