"""What bringing a friend pays, after the friend's first purchase."""

from __future__ import annotations

from collections.abc import Iterator

from pos_app.kernel.ids import MemberId
from pos_app.kernel.messages import Message
from pos_app.loyalty.accounts import owed_key
from pos_app.loyalty.extras import Activity
from pos_app.loyalty.ledger import EntryDraft, EntryKind
from pos_app.loyalty.lifecycle.booking import put_shared
from pos_app.loyalty.lifecycle.crediting import gift
from pos_app.loyalty.lifecycle.sold import Sold
from pos_app.loyalty.lifecycle.standing import holds
from pos_app.loyalty.limiting import use_entries, use_entry, used_by_member, uses_left
from pos_app.loyalty.member import MemberSnapshot
from pos_app.loyalty.rules import Period, Whose

REFERRAL = "referral"
_PAID = "paid:"
"""Before an activity's id: what tells that a friend's referral is paid out."""


def referral_entries(sold: Sold) -> Iterator[EntryDraft]:
    """Yield the pay-out of referrals, for both sides, with the friend's first purchase of at least the minimum.

    The friend is the member of the sale. Limits count what the one who brought friends was paid; when they are used
    up the friend still gets what was promised. Where a limit cannot be checked because the referrer is not known here,
    it is paid with a later purchase. Coupons are owed to both, and printed at the next visit of each.
    """
    member = sold.now
    if member is None or member.referrer is None or not sold.basket.lines:
        return
    for activity in sold.compiled.program.activities:
        if activity.kind != REFERRAL or sold.spend_minor < max(1, activity.minimum_minor):
            continue
        if used_by_member(member, _PAID + activity.activity_id, Period.EVER, sold.at_ms):
            continue
        if not holds(sold.compiled, activity.when, sold.standing):
            continue
        limited = any(limit.whose is Whose.MEMBER for limit in activity.limits)
        if limited and sold.referrer is None:
            continue
        yield from _friend(sold, member, activity)
        yield from _referrer(sold, member.referrer, activity)


def _friend(sold: Sold, member: MemberSnapshot, activity: Activity) -> Iterator[EntryDraft]:
    rule, who = activity.activity_id, member.member_id
    reason = Message("activity.welcome_friend", {"activity": activity.name})
    yield use_entry(who, _PAID + rule, Period.EVER.value, 1, None)
    if activity.friend_points:
        yield gift(
            sold.compiled,
            who,
            member.debt_points,
            activity.account,
            activity.friend_points,
            rule,
            reason,
            sold.at_ms,
            sold.event_id,
            is_bonus=True,
        )
    if activity.friend_coupon:
        yield _owed(who, activity.friend_coupon, rule, reason)


def _referrer(sold: Sold, who: MemberId, activity: Activity) -> Iterator[EntryDraft]:
    rule = activity.activity_id
    left = uses_left(rule, activity.limits, sold.referrer, sold.basket, sold.compiled.zone)
    if left.times == 0:
        return
    reason = Message("activity.brought_friend", {"activity": activity.name})
    yield from use_entries(rule, activity.limits, sold.referrer, 1, sold.at_ms, sold.compiled.zone)
    if activity.points:
        debt = sold.referrer.debt_points if sold.referrer is not None else 0
        yield gift(
            sold.compiled,
            who,
            debt,
            activity.account,
            activity.points,
            rule,
            reason,
            sold.at_ms,
            sold.event_id,
            is_bonus=True,
        )
    if activity.coupon:
        yield _owed(who, activity.coupon, rule, reason)


def _owed(owner: MemberId, coupon: str, rule: str, reason: Message) -> EntryDraft:
    return put_shared(owner, owed_key(coupon), f"owed:{rule}", EntryKind.ISSUE, 1, rule, reason, None)
