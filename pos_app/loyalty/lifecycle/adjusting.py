"""Changes by hand: always with a reason, beyond a bound by a manager."""

from __future__ import annotations

from pos_app.kernel.errors import Refused
from pos_app.kernel.ids import EventId, LotId, derived_id
from pos_app.kernel.limits import POINTS_MAX
from pos_app.kernel.messages import Message
from pos_app.loyalty.accounts import POINTS
from pos_app.loyalty.compiled import CompiledProgram
from pos_app.loyalty.ledger import EntryDraft, EntryKind, LotChange
from pos_app.loyalty.lifecycle.booking import owe, put, put_shared, take
from pos_app.loyalty.lifecycle.crediting import stamps_end
from pos_app.loyalty.lifecycle.due import bring
from pos_app.loyalty.lots import good_lots, lot_expiry, lots_of, rule_text
from pos_app.loyalty.member import MemberSnapshot

_RULE = "adjust"


def needs_approval(compiled: CompiledProgram, points: int) -> bool:
    """Say whether an adjustment of so many point units goes beyond what a cashier may do alone."""
    return abs(points) > compiled.program.limits.adjustment


def adjust(
    compiled: CompiledProgram,
    member: MemberSnapshot,
    points: int,
    said: str,
    at_ms: int,
    event_id: EventId,
    *,
    is_approved: bool,
    key: str = POINTS,
) -> tuple[EntryDraft, ...]:
    """Return the entries that give (positive) or take (negative) units of an account by hand, what was due before
    them included. What is taken and not there any more is owed.

    `said` is the reason, as typed; `is_approved` when a manager agreed. Raises Refused `adjust.no_points`,
    `adjust.too_many`, `adjust.no_reason`, `adjust.needs_manager`.
    """
    if not points:
        raise Refused("adjust.no_points")
    if abs(points) > POINTS_MAX:
        raise Refused("adjust.too_many")
    if not said.strip():
        raise Refused("adjust.no_reason")
    if needs_approval(compiled, points) and not is_approved:
        raise Refused("adjust.needs_manager", most_points=compiled.program.limits.adjustment)
    due, member = bring(compiled, member, at_ms, at_counter=False)
    reason = Message("adjust.by_hand", {"reason": said.strip()})
    if points > 0:
        return (*due, _given(compiled, member, key, points, reason, at_ms, event_id))
    return (*due, *_taken(compiled, member, key, -points, reason, at_ms))


def _given(
    compiled: CompiledProgram,
    member: MemberSnapshot,
    key: str,
    points: int,
    reason: Message,
    at_ms: int,
    event_id: EventId,
) -> EntryDraft:
    owner = member.member_id
    if key != POINTS:
        ends = stamps_end(compiled, key, at_ms)
        return put_shared(owner, key, _RULE, EntryKind.ADJUST, points, _RULE, reason, ends)
    expiry = compiled.program.expiry
    ends = lot_expiry(expiry, at_ms, compiled.zone)
    lot = LotChange(LotId(derived_id(event_id, "lot:points")), 0, at_ms, ends, rule_text(expiry))
    debt = member.debt_points
    return put(owner, key, _RULE, EntryKind.ADJUST, points, _RULE, reason, lot, debt_points=debt)


def _taken(
    compiled: CompiledProgram, member: MemberSnapshot, key: str, points: int, reason: Message, at_ms: int
) -> tuple[EntryDraft, ...]:
    owner = member.member_id
    lots = good_lots(compiled, member, at_ms) if key == POINTS else lots_of(member.account(key), at_ms)
    there = min(points, sum(dated.lot.open_points for dated in lots))
    entries: list[EntryDraft] = []
    if there:
        entries.append(take(owner, _RULE, EntryKind.ADJUST, there, _RULE, reason, lots, key=key))
    if points > there:
        rest = points - there
        entries.append(owe(owner, key, f"{_RULE}:debt", EntryKind.ADJUST, rest, _RULE, reason))
    return tuple(entries)
