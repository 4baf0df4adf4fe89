"""Where sales, ledger, journal are kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

import msgspec

from pos_app.kernel.ids import EventId, MemberId
from pos_app.loyalty.ledger import EntryDraft
from pos_app.loyalty.quote import PointsStatement, Settlement
from pos_app.retail.completed import CompletedSale
from pos_app.retail.figures import SaleFigures
from pos_app.retail.returned import SaleReturn
from pos_app.retail.sale import Sale


class SaleToFile(msgspec.Struct, frozen=True):
    """A paid sale, complete, on its way into the books.

    `program_hash` is the content hash of the program version that was used; `print_receipt` puts a receipt job into
    the print queue within the same transaction.
    """

    event_id: EventId
    sale: Sale
    figures: SaleFigures
    settlement: Settlement | None
    cashier_name: str
    program_hash: str
    completed_at_ms: int
    print_receipt: bool = True
    reversed: tuple[EntryDraft, ...] = ()
    """What returns on this sale do to accounts, beside the settlement of what is sold."""
    claim_code: str = ""
    """Printed for a customer without a card: points that can be claimed later."""
    auth_mode: str = "local"
    """By what right points are spent where nothing is held for the sale: `local`, or `risk`, `grant` while cut off."""


class FiledSale(msgspec.Struct, frozen=True):
    """What can be read back: the sale with its number and the member's statement."""

    completed: CompletedSale
    statement: PointsStatement | None
    claim_code: str = ""


class SoldSale(msgspec.Struct, frozen=True):
    """An earlier sale with everything a return must know: its ledger entries, the version of the program it was rung up
    under, and what came back of it so far with the entries that made.
    """

    filed: FiledSale
    event_id: EventId
    program_hash: str
    tier: str
    """The member's tier when the sale was settled."""
    entries: tuple[EntryDraft, ...]
    returns: tuple[SaleReturn, ...] = ()
    return_entries: tuple[EntryDraft, ...] = ()


class RecentSale(msgspec.Struct, frozen=True):
    """One row of the list of the last sales: `items` is 0 when goods only came back, `masked_name` empty without a
    member.
    """

    receipt_number: str
    completed_at_ms: int
    total_minor: int
    items: int
    masked_name: str


class Books(Protocol):
    """Commit is the border: before it nothing outside happens, after it nothing can undo it."""

    def file_sale(self, sale: SaleToFile) -> FiledSale:
        """Write sale, ledger, lots, journal, receipt number, print job, end of the draft in one durable transaction.

        Filing the same event again returns what is already there. Raises Unavailable (`storage.full`,
        `storage.read_only`, `storage.failed`) with nothing written.
        """
        ...

    def keep_draft(self, draft: bytes) -> None:
        """Keep the open sale without a sync; a kill at any instant leaves this one or the one before."""
        ...

    def draft(self) -> bytes | None:
        """Return the open sale that was kept, if any."""
        ...

    def drop_draft(self) -> None:
        """Forget the open sale."""
        ...

    def by_receipt(self, receipt_number: str) -> FiledSale | None:
        """Return a filed sale by its receipt number."""
        ...

    def sold(self, receipt_number: str) -> SoldSale | None:
        """Return an earlier sale with what came back of it, None for an unknown number."""
        ...

    def recent(self, limit: int, member_id: MemberId | None = None) -> tuple[RecentSale, ...]:
        """Return the newest sales of this till, newest first: of one member, or of everybody."""
        ...

    def saved_since(self, member_id: MemberId, after_ms: int) -> Mapping[str, int]:
        """Return what each promotion, price list, reward took off a member's sales completed after an instant, in minor
        units by source.
        """
        ...

    def last_sale(self) -> FiledSale | None:
        """Return the sale that was filed last on this till."""
        ...

    def note(self, event_id: EventId, kind: str, at_ms: int, facts: dict[str, str | int]) -> None:
        """Append a small fact to the journal (op.login, drawer.nosale, sale.cancel), durable when it returns."""
        ...
