"""Entries booked on a member's accounts in memory."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from pos_app.loyalty.accounts import POINTS
from pos_app.loyalty.ledger import OPENING, EntryDraft, EntryKind, LotChange
from pos_app.loyalty.member import AccountState, Lot, MemberSnapshot


def applied(member: MemberSnapshot, entries: Iterable[EntryDraft], at_ms: int) -> MemberSnapshot:
    """Return the member after `entries` of their accounts; an activity renews points without a date."""
    for entry in entries:
        if entry.key == POINTS:
            member = msgspec.structs.replace(
                member,
                lots=_booked(member.lots, entry),
                debt_points=member.debt_points + entry.debt_points,
            )
            if entry.kind in (EntryKind.EARN, EntryKind.REDEEM):
                member = msgspec.structs.replace(member, last_activity_ms=at_ms)
        else:
            old = member.account(entry.key)
            new = AccountState(entry.key, _booked(old.lots, entry), old.debt_points + entry.debt_points)
            others = tuple(each for each in member.accounts if each.key != entry.key)
            member = msgspec.structs.replace(member, accounts=(*others, new))
        if entry.kind is EntryKind.TIER:
            member = msgspec.structs.replace(member, tier=entry.rule, tier_since_ms=at_ms)
    return member


def _booked(lots: Sequence[Lot], entry: EntryDraft) -> tuple[Lot, ...]:
    found = {lot.lot_id: lot for lot in lots}
    for change in entry.lots:
        found[change.lot_id] = _changed(found.get(change.lot_id), change, entry.kind)
    return tuple(sorted((lot for lot in found.values() if lot.open_points), key=_order))


def _changed(lot: Lot | None, change: LotChange, kind: EntryKind) -> Lot:
    if lot is None:
        return Lot(change.lot_id, change.earned_at_ms, change.expires_at_ms, change.points, change.points)
    earned = change.points if kind in OPENING and change.points > 0 else 0
    left = lot.open_points + change.points
    if left < 0:
        raise ValueError(f"lot {lot.lot_id} ends below zero")
    return msgspec.structs.replace(lot, earned_points=lot.earned_points + earned, open_points=left)


def _order(lot: Lot) -> tuple[bool, int, int, bytes]:
    return (lot.expires_at_ms is None, lot.expires_at_ms or 0, lot.earned_at_ms, lot.lot_id.bytes)
