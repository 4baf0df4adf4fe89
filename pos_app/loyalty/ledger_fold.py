"""Open lots as they follow from ledger entries."""

from __future__ import annotations

from collections.abc import Iterable

from pos_app.kernel.ids import AccountId, EventId, LotId
from pos_app.loyalty.ledger import EntryDraft, LotChange
from pos_app.loyalty.member import Lot


def fold(entries: Iterable[tuple[EventId, EntryDraft]]) -> dict[AccountId, tuple[Lot, ...]]:
    """Return the open lots of every account, earliest expiry first, then oldest.

    An entry counts once per (account, event, leg): repeating entries changes nothing, and their order
    changes no balance. Raises ValueError for an entry whose points are not the sum of its lots, and for a
    lot that ends below zero.
    """
    seen: set[tuple[AccountId, EventId, str]] = set()
    changes: dict[AccountId, dict[LotId, list[LotChange]]] = {}
    for event_id, entry in entries:
        key = (entry.account_id, event_id, entry.leg)
        if key in seen:
            continue
        seen.add(key)
        if entry.points != sum(change.points for change in entry.lots):
            raise ValueError(f"entry {entry.leg}: points are not the sum of its lots")
        lots = changes.setdefault(entry.account_id, {})
        for change in entry.lots:
            lots.setdefault(change.lot_id, []).append(change)
    return {account: _open_lots(lots) for account, lots in changes.items()}


def balance(lots: Iterable[Lot]) -> int:
    """Return the points that lots hold together, in point units."""
    return sum(lot.open_points for lot in lots)


def _open_lots(lots: dict[LotId, list[LotChange]]) -> tuple[Lot, ...]:
    found: list[Lot] = []
    for lot_id, changes in lots.items():
        open_points = sum(change.points for change in changes)
        if open_points < 0:
            raise ValueError(f"lot {lot_id} ends below zero")
        if open_points:
            earned = sum(change.points for change in changes if change.points > 0)
            first = changes[0]
            found.append(Lot(lot_id, first.earned_at_ms, first.expires_at_ms, earned, open_points))
    return tuple(sorted(found, key=_order))


def _order(lot: Lot) -> tuple[bool, int, int, bytes]:
    return (lot.expires_at_ms is None, lot.expires_at_ms or 0, lot.earned_at_ms, lot.lot_id.bytes)
