"""What is rewarded without a sale."""

from __future__ import annotations

import msgspec

from pos_app.kernel.errors import Refused
from pos_app.kernel.ids import EventId
from pos_app.kernel.messages import Message
from pos_app.loyalty.accounts import POINTS, uses_key
from pos_app.loyalty.compiled import CompiledProgram
from pos_app.loyalty.extras import Activity
from pos_app.loyalty.ledger import EntryDraft
from pos_app.loyalty.lifecycle.birthdays import BIRTHDAY, birthday_entries, birthday_near
from pos_app.loyalty.lifecycle.counting import day_entries, points_left_today
from pos_app.loyalty.lifecycle.coupons import issue
from pos_app.loyalty.lifecycle.crediting import gift, waits_until
from pos_app.loyalty.lifecycle.due import bring
from pos_app.loyalty.lifecycle.folding import apply
from pos_app.loyalty.lifecycle.referral import REFERRAL
from pos_app.loyalty.lifecycle.standing import Standing, holds, outside_sale
from pos_app.loyalty.limiting import use_entries, use_entry, used_by_member, uses_left
from pos_app.loyalty.lots import lots_of
from pos_app.loyalty.member import MemberSnapshot
from pos_app.loyalty.quote import PaperCoupon
from pos_app.loyalty.rules import Period
from pos_app.loyalty.spans import day_of

SIGNUP = "signup"
_GIVEN = "once:"
"""Before the id of a sign-up activity: what tells that its gift was given."""


class Rewarded(msgspec.Struct, frozen=True):
    """What an activity brings: entries to write, `points` (units of the activity's account) that can be spent at once
    or wait until `waits_until_ms`, coupons to print.
    """

    entries: tuple[EntryDraft, ...]
    points: int
    waits_until_ms: int | None = None
    coupons: tuple[PaperCoupon, ...] = ()


def activity(
    compiled: CompiledProgram,
    member: MemberSnapshot,
    activity_id: str,
    at_ms: int,
    event_id: EventId,
    used_by_all: tuple[tuple[str, int], ...] = (),
) -> Rewarded:
    """Return what an activity brings a member at `at_ms`, what was due before it included.

    Raises Refused `activity.unknown`, `activity.by_itself` (a referral is paid by the friend's purchase),
    `activity.not_for`, `activity.not_birthday`, `activity.once`, or what `limiting.why_not` says of the cap that is
    reached (`limit.member`, `limit.everybody` and their like).
    """
    found = next((one for one in compiled.program.activities if one.activity_id == activity_id), None)
    if found is None:
        raise Refused("activity.unknown", activity=activity_id)
    if found.kind == REFERRAL:
        raise Refused("activity.by_itself", activity=found.name)
    due, member = bring(compiled, member, at_ms, at_counter=False)
    standing = outside_sale(compiled, member, at_ms, used_by_all)
    if not holds(compiled, found.when, standing):
        raise Refused("activity.not_for", activity=found.name)
    _check(compiled, member, found, standing)
    if found.kind == BIRTHDAY:
        birthday = tuple(
            entry for entry in birthday_entries(compiled, member, at_ms) if entry.rule == found.activity_id
        )
        return Rewarded((*due, *birthday), found.points, waits_until(compiled, at_ms, is_bonus=False))
    return _given(compiled, member, found, at_ms, event_id, due)


def sign_up(compiled: CompiledProgram, member: MemberSnapshot, at_ms: int, event_id: EventId) -> Rewarded:
    """Return what every sign-up activity brings a new member, for the moment of enrolment; nothing a second time."""
    entries: tuple[EntryDraft, ...] = ()
    coupons: tuple[PaperCoupon, ...] = ()
    points, waits = 0, None
    for each in compiled.program.activities:
        if each.kind != SIGNUP or used_by_member(member, _GIVEN + each.activity_id, Period.EVER, at_ms):
            continue
        if not holds(compiled, each.when, outside_sale(compiled, member, at_ms)):
            continue
        given = _given(compiled, member, each, at_ms, event_id, ())
        entries, coupons = (*entries, *given.entries), (*coupons, *given.coupons)
        points += given.points if each.account == POINTS else 0
        waits = given.waits_until_ms
        member = apply(member, given.entries, at_ms)
    return Rewarded(entries, points, waits, coupons)


def _check(compiled: CompiledProgram, member: MemberSnapshot, found: Activity, standing: Standing) -> None:
    at_ms = standing.basket.at_ms
    if found.kind == SIGNUP and used_by_member(member, _GIVEN + found.activity_id, Period.EVER, at_ms):
        raise Refused("activity.once", activity=found.name)
    if found.kind == BIRTHDAY:
        day = day_of(at_ms, compiled.zone)
        if not member.birthday or birthday_near(member.birthday, day, found.days) is None:
            raise Refused("activity.not_birthday", activity=found.name)
        if lots_of(member.account(uses_key(found.activity_id, Period.YEAR.value)), at_ms):
            raise Refused("activity.once", activity=found.name)
        return
    left = uses_left(found.activity_id, found.limits, member, standing.basket, compiled.zone)
    if left.times == 0 and left.why_not is not None:
        raise Refused(left.why_not.code, **left.why_not.params)


def _given(
    compiled: CompiledProgram,
    member: MemberSnapshot,
    found: Activity,
    at_ms: int,
    event_id: EventId,
    due: tuple[EntryDraft, ...],
) -> Rewarded:
    rule, who = found.activity_id, member.member_id
    entries = [*due, *use_entries(rule, found.limits, member, 1, at_ms, compiled.zone)]
    if found.kind == SIGNUP:
        entries.append(use_entry(who, _GIVEN + rule, Period.EVER.value, 1, None))
    reason = Message("activity.done", {"activity": found.name})
    is_bonus = found.kind == SIGNUP
    points = found.points
    left = points_left_today(compiled, member, at_ms) if found.account == POINTS else None
    if left is not None and points:
        points = min(points, left)
        entries += day_entries(compiled, member, points, at_ms)
    if points:
        entry = gift(
            compiled, who, member.debt_points, found.account, points, rule, reason, at_ms, event_id, is_bonus
        )
        entries.append(entry)
    papers: tuple[PaperCoupon, ...] = ()
    coupon = next((one for one in compiled.program.coupons if one.coupon_id == found.coupon), None)
    if coupon is not None:
        issued, paper = issue(compiled, coupon, rule, reason, at_ms, event_id)
        entries.append(issued)
        papers = (paper,)
    waits = waits_until(compiled, at_ms, is_bonus) if found.account == POINTS else None
    return Rewarded(tuple(entries), points, waits, papers)
