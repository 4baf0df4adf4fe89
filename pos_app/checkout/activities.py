"""What a member is given without a sale: rewarded activities, counted entitlements."""

from __future__ import annotations

import msgspec

from pos_app.checkout.evaluation import Evaluated
from pos_app.checkout.tools import Tools
from pos_app.kernel.errors import Refused
from pos_app.kernel.ids import EventId
from pos_app.kernel.messages import Message
from pos_app.loyalty.conditions import CompiledWhen
from pos_app.loyalty.extras import Activity, Entitlement
from pos_app.loyalty.lifecycle.crediting import gift
from pos_app.loyalty.lifecycle.due import bring
from pos_app.loyalty.limiting import use_entries, uses_left
from pos_app.loyalty.member import MemberSnapshot
from pos_app.loyalty.situation import Situation
from pos_app.ports.records import Posting
from pos_app.ports.staff import Cashier

BY_ITSELF = frozenset({"signup", "birthday", "referral"})
"""Kinds that nobody presses a button for."""


class EntitlementOffer(msgspec.Struct, frozen=True):
    """Something counted that a member has: `left` of `times` in the period; `why_not` when there is none left."""

    entitlement_id: str
    name: str
    left: int
    times: int
    why_not: Message | None = None


class ActivityOffer(msgspec.Struct, frozen=True):
    """Something rewarded: `points` (units of the account) or a coupon by name, `left` more times (None: any)."""

    activity_id: str
    name: str
    points: int
    coupon: str = ""
    left: int | None = None
    why_not: Message | None = None


def entitlements(tools: Tools, evaluated: Evaluated) -> tuple[EntitlementOffer, ...]:
    """Return what the tier or plan of the member on the sale brings; nothing without a member."""
    if evaluated.snapshot is None:
        return ()
    situation = Situation(tools.program, evaluated.snapshot, evaluated.basket)
    offers = []
    for each in tools.program.program.entitlements:
        if CompiledWhen(each.when, tools.program.program.plans).holds(situation):
            left = uses_left(
                each.entitlement_id, (each.limit,), evaluated.snapshot, evaluated.basket, tools.zone
            )
            offers.append(
                EntitlementOffer(
                    each.entitlement_id, each.name, left.times or 0, each.limit.times, left.why_not
                )
            )
    return tuple(offers)


def use_entitlement(tools: Tools, cashier: Cashier, evaluated: Evaluated, entitlement_id: str) -> Message:
    """Count one use and return what to say. Raises Refused `member.none`, `entitlement.unknown`, `limit.*`."""
    snapshot = _member(evaluated)
    offer = next(
        (one for one in entitlements(tools, evaluated) if one.entitlement_id == entitlement_id), None
    )
    if offer is None or tools.records is None:
        raise Refused("entitlement.unknown")
    if offer.why_not is not None:
        raise Refused(offer.why_not.code, **offer.why_not.params)
    rule = _entitlement(tools, entitlement_id)
    now_ms = tools.clock.now_ms()
    entries = use_entries(
        entitlement_id,
        (rule.limit,),
        snapshot,
        1,
        now_ms,
        tools.zone,
        Message("entitlement.used", {"name": rule.name}),
    )
    tools.records.post(
        Posting(
            EventId(tools.new_id()),
            "member.entitlement",
            now_ms,
            snapshot.member_id,
            entries,
            cashier.cashier_id,
            {"entitlement": entitlement_id},
        )
    )
    return Message("entitlement.told", {"name": rule.name, "left": offer.left - 1, "times": offer.times})


def offered(tools: Tools, evaluated: Evaluated) -> tuple[ActivityOffer, ...]:
    """Return what can be rewarded at the counter for the member on the sale; nothing without a member."""
    if evaluated.snapshot is None:
        return ()
    situation = Situation(tools.program, evaluated.snapshot, evaluated.basket)
    return tuple(
        _offer(tools, evaluated, evaluated.snapshot, each)
        for each in tools.program.program.activities
        if each.kind not in BY_ITSELF
        and CompiledWhen(each.when, tools.program.program.plans).holds(situation)
    )


def reward(tools: Tools, cashier: Cashier, evaluated: Evaluated, activity_id: str) -> Message:
    """Give what an activity gives and return what to say.

    Raises Refused `member.none`, `activity.unknown`, `limit.*`.
    """
    member = _member(evaluated)
    offer = next((one for one in offered(tools, evaluated) if one.activity_id == activity_id), None)
    if offer is None or tools.records is None:
        raise Refused("activity.unknown")
    if offer.why_not is not None:
        raise Refused(offer.why_not.code, **offer.why_not.params)
    rule = next(one for one in tools.program.program.activities if one.activity_id == activity_id)
    now_ms, event_id = tools.clock.now_ms(), EventId(tools.new_id())
    due, current = bring(tools.program, member, now_ms, True)
    reason = Message("activity.given", {"activity": rule.name})
    entries = [*due, *use_entries(activity_id, rule.limits, current, 1, now_ms, tools.zone)]
    if rule.points:
        owner, debt = member.member_id, current.debt_points
        entries.append(
            gift(tools.program, owner, debt, rule.account, rule.points, activity_id, reason, now_ms, event_id)
        )
    tools.records.post(
        Posting(
            event_id,
            "member.activity",
            now_ms,
            member.member_id,
            tuple(entries),
            cashier.cashier_id,
            {"activity": activity_id},
        )
    )
    return Message("activity.told", {"activity": rule.name, "given_points": rule.points})


def _offer(tools: Tools, evaluated: Evaluated, member: MemberSnapshot, each: Activity) -> ActivityOffer:
    left = uses_left(each.activity_id, each.limits, member, evaluated.basket, tools.zone)
    coupons = tools.program.program.coupons
    coupon = next((one.name for one in coupons if one.coupon_id == each.coupon), "")
    return ActivityOffer(each.activity_id, each.name, each.points, coupon, left.times, left.why_not)


def _entitlement(tools: Tools, entitlement_id: str) -> Entitlement:
    return next(one for one in tools.program.program.entitlements if one.entitlement_id == entitlement_id)


def _member(evaluated: Evaluated) -> MemberSnapshot:
    if evaluated.snapshot is None:
        raise Refused("member.none")
    return evaluated.snapshot
