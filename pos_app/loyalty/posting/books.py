"""The books that entries are posted to."""

from __future__ import annotations

import msgspec

from pos_app.loyalty.ledger import LotChange
from pos_app.loyalty.member import Lot

OVERDRAWN = "overdrawn"
"""More was taken than there was: the owner owes it, though the till that took it did not mean so."""
LESS = "less"
"""Less ended, or matured, than the entry wanted: the rest was gone already."""


class BookedLot(Lot, frozen=True, gc=False):
    """A lot with `expired_points`, what was written off when it ended; a lot with nothing open is known all the
    same.
    """

    expired_points: int = 0


class AccountBook(msgspec.Struct, frozen=True):
    """One account: its lots in `lot_order`, what is owed on it. The balance is what is open less what is owed.

    Whoever posts puts in: every open lot, every lot the entries name, every lot with something written off that a late
    spend may still claim. A lot left out counts as not known.
    """

    key: str
    lots: tuple[BookedLot, ...] = ()
    debt_points: int = 0

    @property
    def balance_points(self) -> int:
        """Open lots less debt, ended ones not yet written off included."""
        return sum(lot.open_points for lot in self.lots) - self.debt_points


class Effect(msgspec.Struct, frozen=True):
    """What an entry did: `points` is the sum of `lots` less `debt_points`, and what the balance changed by.

    `revived`: lots whose write-off shrank, by so many (positive) points; they were spent before they ended, so the
    balance had lost them already. `follow`: what is to be taken (negative) from the points account, since it has
    matured. For every kind but EXPIRE, MATURE, TIER the entry's own points are `points` - revived + follow.
    """

    points: int
    lots: tuple[LotChange, ...]
    debt_points: int
    flag: str = ""
    follow: tuple[LotChange, ...] = ()
    revived: tuple[LotChange, ...] = ()


NOTHING = Effect(0, (), 0)
