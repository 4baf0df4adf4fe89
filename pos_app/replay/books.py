"""The books of a replay: it goes on after its last filed basket, so no open one is kept."""

from __future__ import annotations

from collections.abc import Mapping

from pos_app.kernel.ids import EventId, MemberId
from pos_app.ports.books import Books, FiledSale, RecentSale, SaleToFile, SoldSale


class HistoryBooks:
    """Implements `ports.books.Books` over the till's own; the open sale of history is never kept."""

    def __init__(self, books: Books) -> None:
        self._books = books

    def file_sale(self, sale: SaleToFile) -> FiledSale:
        """Write the sale as the till does."""
        return self._books.file_sale(sale)

    def keep_draft(self, draft: bytes) -> None:
        """Keep nothing."""

    def draft(self) -> bytes | None:
        """Return nothing: there is no open sale to take up."""
        return None

    def drop_draft(self) -> None:
        """Nothing was kept."""

    def by_receipt(self, receipt_number: str) -> FiledSale | None:
        """Return a filed sale by its receipt number."""
        return self._books.by_receipt(receipt_number)

    def sold(self, receipt_number: str) -> SoldSale | None:
        """Return an earlier sale with what came back of it."""
        return self._books.sold(receipt_number)

    def recent(self, limit: int, member_id: MemberId | None = None) -> tuple[RecentSale, ...]:
        """Return the newest sales."""
        return self._books.recent(limit, member_id)

    def saved_since(self, member_id: MemberId, after_ms: int) -> Mapping[str, int]:
        """Return what offers took off a member's sales since."""
        return self._books.saved_since(member_id, after_ms)

    def last_sale(self) -> FiledSale | None:
        """Return the sale that was filed last."""
        return self._books.last_sale()

    def note(self, event_id: EventId, kind: str, at_ms: int, facts: dict[str, str | int]) -> None:
        """Append a small fact to the journal."""
        self._books.note(event_id, kind, at_ms, facts)
