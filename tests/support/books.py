"""Books that entries are posted to, with short ways to write entries down."""

from __future__ import annotations

from uuid import UUID

from pos_app.kernel.ids import LotId
from pos_app.kernel.messages import Message
from pos_app.loyalty.accounts import POINTS, account_id
from pos_app.loyalty.ledger import EntryDraft, EntryKind, LotChange
from pos_app.loyalty.posting.books import AccountBook, BookedLot
from tests.support.loyalty import MEMBER

WHY = Message("earn.sale")
ENDS = {1: 1_000, 2: 2_000, 3: None, 4: 500, 5: None}
"""When lots end (ms), by number."""


def lot_id(number: int) -> LotId:
    """The id of a lot."""
    return LotId(UUID(int=number))


def booked(number: int, open_points: int, expired: int = 0, earned: int = 100) -> BookedLot:
    """A lot of 100 points, ending as `ENDS` says."""
    return BookedLot(lot_id(number), number, ENDS[number], earned, open_points, "", expired)


def book(*lots: BookedLot, debt: int = 0, key: str = POINTS) -> AccountBook:
    """An account with lots."""
    return AccountBook(key, lots, debt)


def entry(
    kind: EntryKind, *changes: tuple[int, int], debt: int = 0, key: str = POINTS, leg: str = "leg"
) -> EntryDraft:
    """An entry: (lot, points) each."""
    lots = tuple(LotChange(lot_id(number), points, number, ENDS[number]) for number, points in changes)
    total = sum(points for _, points in changes) - debt
    return EntryDraft(account_id(MEMBER, key), leg, kind, total, "r", WHY, lots, 0, key, MEMBER, debt)


def standing(now: AccountBook) -> tuple[dict[int, int], int]:
    """What is open by lot number, what is owed."""
    return {lot.lot_id.int: lot.open_points for lot in now.lots if lot.open_points}, now.debt_points


def written_off(now: AccountBook) -> int:
    """Everything that has ended on an account."""
    return sum(lot.expired_points for lot in now.lots)
