"""The lots of one account while entries are posted to them."""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterable, Iterator

from pos_app.kernel.ids import LotId
from pos_app.loyalty.ledger import LotChange
from pos_app.loyalty.ledger_fold import lot_order
from pos_app.loyalty.posting.books import BookedLot


class OpenLots:
    """Lots by id, with what the entry being posted did to each; nothing of it ever falls below zero."""

    def __init__(self, lots: tuple[BookedLot, ...]) -> None:
        self._before = lots
        self._lots = list(lots)
        self._places = {lot.lot_id: place for place, lot in enumerate(lots)}
        self._touched: dict[LotId, None] = {}
        self._moved: dict[LotId, int] = {}
        self._revived: dict[LotId, int] = {}
        self._opened: set[LotId] = set()

    def begin(self) -> None:
        """Forget what earlier entries did: `moved` counts from here."""
        self._moved.clear()
        self._revived.clear()
        self._opened.clear()

    def get(self, lot_id: LotId) -> BookedLot | None:
        """Return a lot as it is now, None when it is not known."""
        place = self._places.get(lot_id)
        return None if place is None else self._lots[place]

    def give(self, change: LotChange, points: int, is_earned: bool) -> None:
        """Put `points` (>= 0) into the lot that `change` names, which opens with its dates."""
        old = self.get(change.lot_id)
        if old is None:
            old = BookedLot(change.lot_id, change.earned_at_ms, change.expires_at_ms, 0, 0, change.ends_by)
            is_earned = True
            self._opened.add(change.lot_id)
        gained = points if is_earned else 0
        self._put(
            old,
            old.earned_points + gained,
            old.open_points + points,
            old.expired_points,
            old.ends_by or change.ends_by,
        )
        self._moved[change.lot_id] = self._moved.get(change.lot_id, 0) + points

    def take(self, lot_id: LotId, points: int) -> int:
        """Take up to `points` of what is open in a lot; return how many it were."""
        lot = self.get(lot_id)
        taken = min(points, lot.open_points) if lot is not None else 0
        if lot is None or taken <= 0:
            return 0
        self._put(lot, lot.earned_points, lot.open_points - taken, lot.expired_points, lot.ends_by)
        self._moved[lot_id] = self._moved.get(lot_id, 0) - taken
        return taken

    def revive(self, lot_id: LotId, points: int) -> int:
        """Let the write-off of a lot shrink by up to `points`, which were spent; return how many it were."""
        lot = self.get(lot_id)
        found = min(points, lot.expired_points) if lot is not None else 0
        if lot is None or found <= 0:
            return 0
        self._put(lot, lot.earned_points, lot.open_points, lot.expired_points - found, lot.ends_by)
        self._revived[lot_id] = self._revived.get(lot_id, 0) + found
        return found

    def expire(self, lot_id: LotId, points: int) -> int:
        """Write off up to `points` of what is open in a lot; return how many it were."""
        taken = self.take(lot_id, points)
        lot = self.get(lot_id)
        if lot is not None and taken:
            self._put(lot, lot.earned_points, lot.open_points, lot.expired_points + taken, lot.ends_by)
        return taken

    def good(self, at_ms: int) -> Iterator[BookedLot]:
        """Yield the lots that had not ended at `at_ms`, in the order they are spent."""
        for lot in sorted(self._lots, key=lot_order):
            if lot.expires_at_ms is None or at_ms <= lot.expires_at_ms:
                yield lot

    def moved(self, named: Iterable[LotChange]) -> tuple[LotChange, ...]:
        """Return what the entry put into lots or took out of them, those that it `named` first, a lot it opened even
        when it is empty.
        """
        return self._changes(self._moved, named)

    def revived(self) -> tuple[LotChange, ...]:
        """Return by how much write-offs shrank."""
        return self._changes(self._revived, ())

    def changed(self) -> tuple[BookedLot, ...]:
        """Return the lots that are not as they were at first, as they are now."""
        places = (self._places[lot_id] for lot_id in self._touched)
        known = len(self._before)
        return tuple(
            self._lots[place]
            for place in places
            if place >= known or self._lots[place] != self._before[place]
        )

    def all(self) -> tuple[BookedLot, ...]:
        """Return all lots in `lot_order`; the tuple given at first when nothing changed."""
        if not self._touched:
            return self._before
        known = len(self._before)
        found = self._lots[:known]
        for lot in self._lots[known:]:
            insort(found, lot, key=lot_order)
        return tuple(found)

    def _put(self, old: BookedLot, earned: int, open_points: int, expired: int, ends_by: str) -> None:
        new = BookedLot(
            old.lot_id, old.earned_at_ms, old.expires_at_ms, earned, open_points, ends_by, expired
        )
        place = self._places.setdefault(old.lot_id, len(self._lots))
        if place == len(self._lots):
            self._lots.append(new)
        else:
            self._lots[place] = new
        self._touched[old.lot_id] = None

    def _changes(self, points: dict[LotId, int], named: Iterable[LotChange]) -> tuple[LotChange, ...]:
        dated = {change.lot_id: change for change in named}
        found: list[LotChange] = []
        for lot_id in (
            *(each for each in dated if each in points),
            *(each for each in points if each not in dated),
        ):
            if not points[lot_id] and lot_id not in self._opened:
                continue
            lot = dated.get(lot_id) or self._lots[self._places[lot_id]]
            found.append(LotChange(lot_id, points[lot_id], lot.earned_at_ms, lot.expires_at_ms, lot.ends_by))
        return tuple(found)
