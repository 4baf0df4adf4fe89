"""The answer to one basket: points, rewards, hints."""

from __future__ import annotations

from msgspec.structs import replace

from pos_app.kernel.messages import Message
from pos_app.loyalty.access import barred_lines
from pos_app.loyalty.amounts import earning_amounts
from pos_app.loyalty.asking import Want, bad_coupons, wants_of
from pos_app.loyalty.basket import Basket
from pos_app.loyalty.compiled import CompiledProgram
from pos_app.loyalty.earning import earn
from pos_app.loyalty.laid import Laid
from pos_app.loyalty.lifecycle.due import up_to_date
from pos_app.loyalty.lifecycle.tiers import can_raise, tier_in_sale
from pos_app.loyalty.member import MemberSnapshot
from pos_app.loyalty.nudging import nudges
from pos_app.loyalty.offering import promotion_nudges
from pos_app.loyalty.options import reward_options
from pos_app.loyalty.quote import LeftOut, Quote
from pos_app.loyalty.reasons import left_out_reason
from pos_app.loyalty.same_sale import prepared
from pos_app.loyalty.situation import Situation
from pos_app.loyalty.telling import changes, hand_offs, prices, promotions_minor, spent, tenders, uses


def quote(
    compiled: CompiledProgram, member: MemberSnapshot | None, basket: Basket, offers: bool = True
) -> Quote:
    """Return everything a screen or a settlement needs to know about `basket`, judged at its instant.

    Pure: the same program, member and basket give the same answer everywhere, whatever the order of the
    basket's lines. Without a member nothing is earned or spent; one hint says what a card would have
    earned. With `offers` false the rewards that could be used and the hints are left out: nobody looks at
    them in a replay or on a server.
    """
    wants, unknown = wants_of(compiled, basket.chosen)
    before = up_to_date(compiled, member, basket.at_ms) if member is not None else None
    member = _raised(compiled, before, basket, wants) if before is not None else None
    situation, laid = prepared(compiled, member, basket, wants)
    found = answer(situation, wants, laid, unknown, offers)
    return found if member is None or member is before else replace(found, tier=member.tier)


def present(
    compiled: CompiledProgram, member: MemberSnapshot, basket: Basket, wants: tuple[Want, ...]
) -> MemberSnapshot:
    """Return the member as this sale sees him: brought up to date, with the tier that the sale raises him to."""
    return _raised(compiled, up_to_date(compiled, member, basket.at_ms), basket, wants)


def _raised(
    compiled: CompiledProgram, member: MemberSnapshot, basket: Basket, wants: tuple[Want, ...]
) -> MemberSnapshot:
    if not can_raise(compiled.program):
        return member
    situation, laid = prepared(compiled, member, basket, wants)
    tier = tier_in_sale(compiled, member, basket, answer(situation, wants, laid, [], offers=False))
    return member if tier == member.tier else replace(member, tier=tier)


def answer(
    situation: Situation, wants: tuple[Want, ...], laid: Laid, unknown: list[str], offers: bool = True
) -> Quote:
    """Return the quote of rewards that are already laid; `unknown` are ids of rewards the program does not
    have.
    """
    benefits = situation.compiled.offers.benefits
    amounts = earning_amounts(situation, laid)
    earned = earn(situation, amounts)
    dropped = [(benefits[number].benefit_id, reason) for number, reason in laid.dropped]
    dropped += [(reward_id, Message("reward.unknown")) for reward_id in unknown]
    dropped += bad_coupons(situation.compiled, situation.basket) if situation.basket.coupons else []
    options = reward_options(situation, wants, laid) if offers else ()
    more = promotion_nudges(situation, laid) if offers and situation.standing else ()
    shown = Quote(
        changes=changes(situation, laid) if laid.items else (),
        tenders=tenders(situation, laid) if laid.paid else (),
        rewards=options,
        dropped=tuple(dropped),
        prices=prices(situation) if situation.cuts else (),
        barred=barred_lines(situation),
        used=uses(situation, laid) if laid.used else (),
        promotions_minor=promotions_minor(situation, laid),
        by_hand=hand_offs(situation, laid) if laid.hand else (),
        bound_hit=laid.bound_hit,
        left_out=_left_out(situation),
    )
    if situation.member is None:
        hint = (Message("nudge.join", {"gain_points": earned.points}),) if earned.points else ()
        return replace(shown, nudges=(*hint, *more))
    return replace(
        shown,
        earned=earned.items,
        earn_points=earned.points,
        line_points=earned.line_points,
        nudges=(*more, *nudges(situation, amounts, options, laid.spent, earned.stamps)) if offers else (),
        spent_points=laid.spent_points,
        spendable_points=situation.spendable_points - laid.spent_points,
        withheld_points=situation.withheld_points,
        spent=spent(situation, laid) if laid.used else (),
        stamps=earned.stamps,
        used=(*shown.used, *earned.used),
        remainders=earned.remainders,
    )


def _left_out(situation: Situation) -> tuple[LeftOut, ...]:
    exclusions, bars = situation.compiled.exclusions, situation.earning_bars
    found: list[LeftOut] = []
    for place, line in enumerate(situation.lines):
        if not line.may_earn:
            found.append(LeftOut(line.line_no, left_out_reason("")))
        elif place in bars:
            found.append(LeftOut(line.line_no, left_out_reason(exclusions[bars[place]].name)))
    return tuple(found)
