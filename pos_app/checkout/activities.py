"""What a member is given without a sale: rewarded activities, counted entitlements."""

from __future__ import annotations

import msgspec

from pos_app.checkout.coupons import coded
from pos_app.checkout.evaluation import Evaluated
from pos_app.checkout.shared_uses import used_by_all
from pos_app.checkout.tools import Tools
from pos_app.kernel.errors import Refused
from pos_app.kernel.ids import EventId
from pos_app.kernel.messages import Message
from pos_app.loyalty.extras import Activity
from pos_app.loyalty.ledger import EntryDraft
from pos_app.loyalty.lifecycle import entitling
from pos_app.loyalty.lifecycle.activity import SIGNUP, Rewarded, activity
from pos_app.loyalty.lifecycle.due import bring
from pos_app.loyalty.lifecycle.entitling import Entitled, entitlements
from pos_app.loyalty.lifecycle.referral import REFERRAL
from pos_app.loyalty.member import MemberSnapshot
from pos_app.loyalty.quote import PaperCoupon
from pos_app.ports.records import Posting
from pos_app.ports.staff import Cashier

BY_ITSELF = frozenset({SIGNUP, "birthday", REFERRAL})
"""Kinds that nobody presses a button for."""


class ActivityOffer(msgspec.Struct, frozen=True):
    """Something rewarded: `points` (units of the account) or a coupon by name; `why_not` when not now."""

    activity_id: str
    name: str
    points: int
    account: str
    coupon: str = ""
    why_not: Message | None = None


class Given(msgspec.Struct, frozen=True):
    """What was given: what to say, coupons to print."""

    said: Message
    coupons: tuple[PaperCoupon, ...] = ()


def entitled(tools: Tools, evaluated: Evaluated) -> tuple[Entitled, ...]:
    """Return what tier or plan bring the member on the sale; nothing without a member."""
    if evaluated.snapshot is None:
        return ()
    return entitlements(tools.program, evaluated.snapshot, tools.clock.now_ms())


def use_entitlement(tools: Tools, cashier: Cashier, evaluated: Evaluated, entitlement_id: str) -> Given:
    """Count one use. Raises Refused `member.none`, `entitlement.*`, `limit.*`."""
    now_ms = tools.clock.now_ms()
    due, member = bring(tools.program, _member(evaluated), now_ms, False)
    entries = entitling.use_entitlement(tools.program, member, entitlement_id, now_ms, used_by_all(tools))
    before = next(one for one in entitled(tools, evaluated) if one.entitlement_id == entitlement_id)
    _post(tools, cashier, member, "member.entitlement", (*due, *entries), {"entitlement": entitlement_id})
    left: dict[str, str | int] = {"name": before.name, "left": before.left - 1, "times": before.times}
    return Given(Message("entitlement.told", left))


def offered(tools: Tools, evaluated: Evaluated) -> tuple[ActivityOffer, ...]:
    """Return what can be rewarded at the counter; nothing without a member."""
    if evaluated.snapshot is None:
        return ()
    uses = used_by_all(tools)
    offers = (
        _offer(tools, evaluated.snapshot, each, uses)
        for each in tools.program.program.activities
        if each.kind not in BY_ITSELF
    )
    return tuple(offer for offer in offers if offer is not None)


def reward(tools: Tools, cashier: Cashier, evaluated: Evaluated, activity_id: str) -> Given:
    """Give what an activity gives. Raises Refused `member.none`, `activity.*`, `limit.*`."""
    member, now_ms = _member(evaluated), tools.clock.now_ms()
    rule = _activity(tools, activity_id)
    event_id = EventId(tools.new_id())
    given = activity(tools.program, member, activity_id, now_ms, event_id, used_by_all(tools))
    _post(tools, cashier, member, "member.activity", given.entries, {"activity": activity_id}, event_id)
    return Given(told(rule, given), tuple(coded(tools, each) for each in given.coupons))


def told(rule: Activity, given: Rewarded) -> Message:
    """Return what to say of an activity that was rewarded."""
    if rule.account.startswith("stamps:") and given.points:
        return Message("activity.told_stamps", {"activity": rule.name, "count": given.points})
    if given.points and given.waits_until_ms is not None:
        params: dict[str, str | int] = {
            "activity": rule.name,
            "given_points": given.points,
            "day_ms": given.waits_until_ms,
        }
        return Message("activity.told_waiting", params)
    if given.points:
        return Message("activity.told", {"activity": rule.name, "given_points": given.points})
    return Message("activity.told_coupon" if given.coupons else "activity.done", {"activity": rule.name})


def _offer(
    tools: Tools, member: MemberSnapshot, each: Activity, uses: tuple[tuple[str, int], ...]
) -> ActivityOffer | None:
    """Ask what it would bring, without writing it; what is not for this member is not offered."""
    coupons = tools.program.program.coupons
    coupon = next((one.name for one in coupons if one.coupon_id == each.coupon), "")
    why_not: Message | None = None
    try:
        activity(
            tools.program, member, each.activity_id, tools.clock.now_ms(), EventId(member.member_id), uses
        )
    except Refused as refused:
        if refused.code == "activity.not_for":
            return None
        why_not = refused.message
    return ActivityOffer(each.activity_id, each.name, each.points, each.account, coupon, why_not)


def _post(
    tools: Tools,
    cashier: Cashier,
    member: MemberSnapshot,
    kind: str,
    entries: tuple[EntryDraft, ...],
    details: dict[str, str | int],
    event_id: EventId | None = None,
) -> None:
    if tools.records is None:
        raise Refused("member.gone")
    event = event_id or EventId(tools.new_id())
    now_ms = tools.clock.now_ms()
    tools.records.post(Posting(event, kind, now_ms, member.member_id, entries, cashier.cashier_id, details))


def _activity(tools: Tools, activity_id: str) -> Activity:
    for each in tools.program.program.activities:
        if each.activity_id == activity_id:
            return each
    raise Refused("activity.unknown", activity=activity_id)


def _member(evaluated: Evaluated) -> MemberSnapshot:
    if evaluated.snapshot is None:
        raise Refused("member.none")
    return evaluated.snapshot
