"""One account on the server: what each entry does to it, in one transaction of its bucket."""

from __future__ import annotations

from typing import Final

from tests.model.facts import (
    EARN,
    EXPIRE,
    GRANT,
    HOLD,
    MATURE,
    MERGE,
    MOVE,
    NO_AUTH,
    PENDING,
    REDEEM,
    REFUND,
    Entry,
    Key,
    matured_lot,
    opened_lot,
)
from tests.model.lots import Lot
from tests.model.reservations import ACTIVE, Reservation

SWEPT: Final = -1
MOVED: Final = -2
Mark = tuple[int, int]
"""An account as facts named it, a stream: up to where is the stream posted for it?"""


class Account:
    """State of one account: balance, lots, reservations, what was posted, up to where each stream is."""

    __slots__ = (
        "alias",
        "debt",
        "delivered",
        "feed",
        "flags",
        "inherited",
        "ledger",
        "lots",
        "lowest",
        "marks",
        "number",
        "parcel",
        "posted",
        "promised",
        "reservations",
        "sent",
        "version",
    )

    def __init__(self, number: int) -> None:
        self.number = number
        self.posted = self.debt = self.promised = self.version = self.feed = self.flags = self.lowest = 0
        self.ledger: dict[Key, int] = {}
        self.sent: dict[Key, Entry] = {}
        self.lots: dict[int, Lot] = {}
        self.reservations: dict[int, Reservation] = {}
        self.marks: dict[Mark, int] = {}
        self.inherited: list[tuple[dict[Key, int], int]] = []
        self.alias = -1
        self.parcel: Account | None = None
        self.delivered = True

    def copy(self) -> Account:
        """Return the account as a backup keeps it."""
        other = Account(self.number)
        other.posted, other.debt, other.promised = self.posted, self.debt, self.promised
        other.version, other.feed, other.flags = self.version, self.feed, self.flags
        other.lowest = self.lowest
        other.ledger, other.sent, other.marks = self.ledger.copy(), self.sent.copy(), self.marks.copy()
        other.lots = {number: lot.copy() for number, lot in self.lots.items()}
        other.reservations = {number: each.copy() for number, each in self.reservations.items()}
        other.inherited = self.inherited.copy()
        other.alias, other.delivered = self.alias, self.delivered
        other.parcel = self.parcel.copy() if self.parcel and not self.delivered else None
        return other

    @property
    def available(self) -> int:
        """What may be promised to somebody."""
        return self.posted - self.promised

    def knows(self, key: Key) -> bool:
        """Say whether an entry is posted here."""
        return key in self.ledger

    def post(self, entry: Entry, key: Key) -> Entry | None:
        """Post an entry once; return what has to go on to another account because of it, as often as asked."""
        if self.knows(key):
            return self.sent.get(key)
        before = self.posted
        onward = self._redirected(entry) if self.alias >= 0 else self._changed(entry, key)
        self._book(key, before)
        if onward is not None:
            self.sent[key] = onward
        return onward

    def _book(self, key: Key, before: int) -> None:
        """Write the ledger row, with it what could be written off."""
        self.ledger[key] = self.posted - before
        self.sweep()
        self.lowest = min(self.lowest, self.posted)

    def _redirected(self, entry: Entry) -> Entry:
        """What is said of a merged account goes to the one that stands for it."""
        return entry._replace(account=self.alias, hops=entry.hops + 1)

    def _changed(self, entry: Entry, key: Key) -> Entry | None:
        kind, onward = entry.kind, None
        if kind == EARN:
            onward = self._earn(entry, key)
        elif kind == REDEEM:
            self._redeem(entry)
        elif kind == REFUND:
            onward = self._refund(entry, key)
        elif kind == EXPIRE:
            self.lot(entry.lot).ended = True
        elif kind == MATURE:
            onward = self._mature(entry, key)
        elif kind == MERGE:
            onward = self._merge(entry)
        return onward

    def lot(self, number: int) -> Lot:
        """Return a lot, known by name only if nothing was put in yet."""
        found = self.lots.get(number)
        if found is None:
            found = self.lots[number] = Lot()
        return found

    def _earn(self, entry: Entry, key: Key) -> Entry | None:
        number, amount = entry.lot or opened_lot(key[0], self.number), entry.amount
        lot = self.lot(number)
        lot.earned += amount
        lot.known = True
        self.posted += amount
        repaid = min(self.debt, amount)
        self.debt -= repaid
        lot.open += amount - repaid
        self._give_back(lot)
        return self._flow(entry, key, number) if lot.matured and lot.open else None

    def _redeem(self, entry: Entry) -> None:
        self.posted -= entry.amount
        self._take(entry.amount)
        held = self.reservations.get(entry.reservation)
        if held is None or (entry.auth == HOLD and held.state != ACTIVE):
            self.flags += entry.auth != NO_AUTH
        elif entry.auth == HOLD:
            self.promised -= held.capture()
        elif entry.auth == GRANT:
            self.promised -= held.spend(entry.amount)

    def _take(self, amount: int) -> None:
        """Take from the lots in the order in which they end; what is missing is owed."""
        for number in sorted(self.lots):
            if not amount:
                return
            lot = self.lots[number]
            taken = min(lot.open, amount)
            lot.open -= taken
            amount -= taken
        self.debt += amount

    def _refund(self, entry: Entry, key: Key) -> Entry | None:
        """Sale, refunds come in any order: what goes back is the smaller of what was earned, what was asked."""
        lot = self.lot(entry.lot)
        lot.asked += entry.amount
        chased = self._give_back(lot)
        if not chased:
            return None
        return entry._replace(account=key[2] - PENDING, amount=chased, lot=matured_lot(entry.lot))

    def _give_back(self, lot: Lot) -> int:
        """Settle what is asked back; return what has to be asked of the lot that this one has become."""
        own, rest = lot.due_back()
        if own + rest == 0:
            return 0
        lot.open -= own
        lot.gone += own
        self.posted -= own
        if lot.moved:
            lot.chased += rest
            return rest
        lot.gone += rest
        self.posted -= rest
        self._take(rest)
        return 0

    def _mature(self, entry: Entry, key: Key) -> Entry:
        """Mark a pending lot as matured: what is in it, now or later, goes to the member's points."""
        self.lot(entry.lot).matured = True
        return self._flow(entry, key, entry.lot)

    def _flow(self, entry: Entry, key: Key, number: int) -> Entry:
        """Send what is open on to the points of the member whom the fact names; even nothing tells how far its
        stream is posted.
        """
        lot = self.lots[number]
        amount, lot.open = lot.open, 0
        lot.moved += amount
        self.posted -= amount
        return entry._replace(account=key[2] - PENDING, kind=EARN, amount=amount, lot=matured_lot(number))

    def sweep(self) -> None:
        """Write off what has ended, never more than is open, never what is promised."""
        for number, lot in self.lots.items():
            if lot.ended and lot.open:
                cut = min(lot.open, self.most_to_write_off())
                if cut > 0:
                    lot.open -= cut
                    lot.gone += cut
                    self.posted -= cut
                    self.ledger[SWEPT, number, lot.gone] = -cut

    def most_to_write_off(self) -> int:
        """What nobody was promised."""
        return self.available

    def _merge(self, entry: Entry) -> Entry | None:
        """Of two accounts the older stands; the younger one packs what it has."""
        other = entry.lot
        if other == self.number:
            return None
        if other > self.number:
            return entry._replace(account=other, lot=self.number, hops=entry.hops + 1)
        parcel = self.copy()
        parcel.inherited.append((self.ledger, len(self.ledger)))
        self.parcel, self.alias, self.delivered = parcel, other, False
        self.posted = self.debt = self.promised = 0
        self.lots, self.reservations = {}, {}
        return parcel_entry(self)

    def unpack(self, entry: Entry, key: Key, parcel: Account) -> Entry | None:
        """Take over what a merged account had, once: balance, lots, promises, how far each stream was posted."""
        if self.knows(key):
            return self.sent.get(key)
        before = self.posted
        if self.alias >= 0:
            self.ledger[key] = 0
            self.sent[key] = self._redirected(entry)
            return self.sent[key]
        self.posted += parcel.posted
        self.promised += parcel.promised
        self.flags += parcel.flags
        for number, each in parcel.reservations.items():
            self.reservations.setdefault(number, each)
        for mark, seq in parcel.marks.items():
            self.marks[mark] = max(seq, self.marks.get(mark, 0))
        self.inherited += parcel.inherited
        for number, lot in parcel.lots.items():
            self.lot(number).join(lot)
        owed, self.debt = self.debt + parcel.debt, 0
        self._take(owed)
        for lot in self.lots.values():
            self._give_back(lot)
        self._book(key, before)
        return None


def parcel_entry(merged: Account) -> Entry:
    """Return the entry that brings what a merged account had to the one that stands for it."""
    return Entry(merged.alias, 0, MOVE, 0, merged.number)
