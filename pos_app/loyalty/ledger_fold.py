"""Accounts as they follow from ledger entries."""

from __future__ import annotations

from collections.abc import Iterable

from pos_app.kernel.ids import AccountId, EventId, LotId
from pos_app.loyalty.ledger import OPENING, EntryDraft, EntryKind, LotChange
from pos_app.loyalty.member import AccountState, Lot

_Changes = list[tuple[EntryKind, LotChange]]


def fold(entries: Iterable[tuple[EventId, EntryDraft]]) -> dict[AccountId, tuple[Lot, ...]]:
    """Return the open lots of every account, earliest expiry first, then oldest. Raises as `fold_accounts`."""
    return {account: state.lots for account, state in fold_accounts(entries).items()}


def fold_accounts(entries: Iterable[tuple[EventId, EntryDraft]]) -> dict[AccountId, AccountState]:
    """Return every account with its open lots and what is owed on it.

    An entry counts once per (account, event, leg): repeating entries changes nothing, and their order
    changes no balance. Raises ValueError for an entry whose points are not the sum of its lots less its debt, for a
    lot that ends below zero, for a debt that does.
    """
    seen: set[tuple[AccountId, EventId, str]] = set()
    keys: dict[AccountId, str] = {}
    debts: dict[AccountId, int] = {}
    changes: dict[AccountId, dict[LotId, _Changes]] = {}
    for event_id, entry in entries:
        key = (entry.account_id, event_id, entry.leg)
        if key in seen:
            continue
        seen.add(key)
        if entry.points != sum(change.points for change in entry.lots) - entry.debt_points:
            raise ValueError(f"entry {entry.leg}: points are not the sum of its lots less its debt")
        keys.setdefault(entry.account_id, entry.key)
        debts[entry.account_id] = debts.get(entry.account_id, 0) + entry.debt_points
        lots = changes.setdefault(entry.account_id, {})
        for change in entry.lots:
            lots.setdefault(change.lot_id, []).append((entry.kind, change))
    if any(debt < 0 for debt in debts.values()):
        raise ValueError("a debt ends below zero")
    return {
        account: AccountState(keys[account], _open_lots(lots), debts[account])
        for account, lots in changes.items()
    }


def balance(lots: Iterable[Lot]) -> int:
    """Return the points that lots hold together, in point units."""
    return sum(lot.open_points for lot in lots)


def lot_order(lot: Lot) -> tuple[bool, int, int, bytes]:
    """Sort key of lots: earliest expiry first, then oldest, then by id."""
    return (lot.expires_at_ms is None, lot.expires_at_ms or 0, lot.earned_at_ms, lot.lot_id.bytes)


def _open_lots(lots: dict[LotId, _Changes]) -> tuple[Lot, ...]:
    found: list[Lot] = []
    for lot_id, changes in lots.items():
        open_points = sum(change.points for _, change in changes)
        if open_points < 0:
            raise ValueError(f"lot {lot_id} ends below zero")
        if open_points:
            first = changes[0][1]
            ends_by = max(change.ends_by for _, change in changes)
            found.append(
                Lot(lot_id, first.earned_at_ms, first.expires_at_ms, _earned(changes), open_points, ends_by)
            )
    return tuple(sorted(found, key=lot_order))


def _earned(changes: _Changes) -> int:
    """What was given back counts as earned only where nothing else opened the lot."""
    earned = sum(change.points for kind, change in changes if kind in OPENING and change.points > 0)
    return earned or sum(change.points for _, change in changes if change.points > 0)
