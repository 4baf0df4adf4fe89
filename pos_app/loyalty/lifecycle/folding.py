"""A member's snapshot after further entries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from pos_app.kernel.ids import LotId
from pos_app.loyalty.accounts import PENDING, POINTS, TIER
from pos_app.loyalty.ledger import OPENING, EntryDraft, EntryKind
from pos_app.loyalty.ledger_fold import lot_order
from pos_app.loyalty.member import AccountState, Lot, MemberSnapshot

ACTIVE = frozenset({EntryKind.EARN, EntryKind.REDEEM})
"""Kinds that, on points or pending points, renew what ends after a time without activity."""


def apply(member: MemberSnapshot, entries: Sequence[EntryDraft], at_ms: int) -> MemberSnapshot:
    """Return the member after the entries of an event at `at_ms`; those of others change nothing.

    The same as folding the ledger anew, for every account. `visits` and what was bought are no entries: whoever
    counts sales keeps them. Raises ValueError for an entry that takes more out of a lot than it holds.
    """
    own = [each for each in entries if _is_own(member, each)]
    if not own:
        return member
    states = {state.key: state for state in member.accounts}
    states[POINTS] = AccountState(POINTS, member.lots, member.debt_points)
    by_key: dict[str, list[EntryDraft]] = {}
    tier, since_ms, active_ms = member.tier, member.tier_since_ms, member.last_activity_ms
    for entry in own:
        if entry.kind is EntryKind.TIER and entry.key == TIER:
            tier, since_ms = entry.rule, entry.since_ms or at_ms
            continue
        by_key.setdefault(entry.key, []).append(entry)
        if entry.kind in ACTIVE and entry.key in (POINTS, PENDING):
            active_ms = max(active_ms, at_ms)
    for key, changed in by_key.items():
        states[key] = after(states.get(key, AccountState(key)), changed)
    points = states.pop(POINTS)
    return msgspec.structs.replace(
        member,
        tier=tier,
        tier_since_ms=since_ms,
        last_activity_ms=active_ms,
        as_of_ms=max(member.as_of_ms, at_ms),
        lots=points.lots,
        debt_points=points.debt_points,
        accounts=tuple(states[key] for key in sorted(states) if states[key].lots or states[key].debt_points),
    )


def after(state: AccountState, entries: Iterable[EntryDraft]) -> AccountState:
    """Return one account after its entries. Raises ValueError when a lot, or what is owed, would fall below zero."""
    lots: dict[LotId, Lot] = {lot.lot_id: lot for lot in state.lots}
    debt = state.debt_points
    for entry in entries:
        debt += entry.debt_points
        for change in entry.lots:
            old = lots.get(change.lot_id)
            gained = change.points if change.points > 0 and (old is None or entry.kind in OPENING) else 0
            if old is None:
                old = Lot(change.lot_id, change.earned_at_ms, change.expires_at_ms, 0, 0, change.ends_by)
            lots[change.lot_id] = Lot(
                old.lot_id,
                old.earned_at_ms,
                old.expires_at_ms,
                old.earned_points + gained,
                old.open_points + change.points,
                old.ends_by or change.ends_by,
            )
    if debt < 0 or any(lot.open_points < 0 for lot in lots.values()):
        raise ValueError(f"account {state.key} falls below zero")
    left = (lot for lot in lots.values() if lot.open_points)
    return AccountState(state.key, tuple(sorted(left, key=lot_order)), debt)


def _is_own(member: MemberSnapshot, entry: EntryDraft) -> bool:
    return entry.owner == member.member_id or (
        entry.owner is None and entry.account_id == member.points_account
    )
