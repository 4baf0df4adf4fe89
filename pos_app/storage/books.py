"""The books of the till: commit is the border."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import tzinfo

from sqlalchemy import Connection

from pos_app.kernel.clock import local_time
from pos_app.kernel.errors import Refused
from pos_app.kernel.ids import EventId, IdSource, JobId, MemberId
from pos_app.kernel.limits import BULK_SALES_PER_COMMIT, RECEIPT_NUMBER_MAX
from pos_app.ports.books import FiledSale, RecentSale, SaleToFile, SoldSale
from pos_app.retail.completed import CompletedSale
from pos_app.storage.bearers import settled
from pos_app.storage.database import Database
from pos_app.storage.drafts import Drafts
from pos_app.storage.journal import Journal, known_entry
from pos_app.storage.ledger import post
from pos_app.storage.print_jobs import queue_receipt
from pos_app.storage.product_versions import ProductVersions
from pos_app.storage.recent_sales import recent_sales
from pos_app.storage.return_rows import returned_products
from pos_app.storage.sale_facts import kind_of, sale_body
from pos_app.storage.sale_reader import BY_ENTRY, BY_RECEIPT, LAST, SaleReader
from pos_app.storage.sale_rows import more_bytes, write_sale
from pos_app.storage.sold import read_sold, saved_since
from pos_app.storage.syncing.foreign_sale import read_foreign
from pos_app.storage.syncing.reservations import ALONE, capture, rights_of
from pos_app.wire.chain import fingerprint
from pos_app.wire.note import note_body

_NUMBER = """INSERT INTO receipt_series VALUES (?, 1)
    ON CONFLICT (series) DO UPDATE SET last_number = last_number + 1 RETURNING last_number"""
_TIER = "SELECT tier FROM member WHERE member_id = ?"
_LAST_SALE = "SELECT max(entry_no) FROM sale"


class StoredBooks:
    """The books of one till in its encrypted database."""

    def __init__(
        self,
        database: Database,
        drafts: Drafts,
        journal: Journal,
        versions: ProductVersions,
        ids: IdSource,
        zone: tzinfo,
    ) -> None:
        self._database = database
        self._drafts = drafts
        self._journal = journal
        self._versions = versions
        self._ids = ids
        self._zone = zone
        self._reader = SaleReader(database)
        row = database.row(_LAST_SALE)
        self._last_entry = (row[0] or 0) if row else 0

    def file_sale(self, sale: SaleToFile) -> FiledSale:
        """Write sale, ledger, lots, journal, receipt number, print job in one durable transaction; it ends
        the draft.

        Filing the same event again returns what is already there. Raises Refused `points.changed` when the
        points it spends are gone, `coupon.used`, `return.too_many`, Unavailable (`storage.full`,
        `storage.read_only`, `storage.failed`) with nothing written.
        """
        with self._database.transaction() as connection:
            known = known_entry(connection, sale.event_id)
            entry_no, filed = (known, None) if known is not None else self._file(connection, sale)
        self._last_entry = max(self._last_entry, entry_no)
        if filed is not None:
            return filed
        found = self._reader.read(BY_ENTRY, (entry_no,))
        if found is None:
            raise ValueError(f"event {sale.event_id} is in the journal and is no sale")
        return found

    def in_bulk(self, sales_per_commit: int = BULK_SALES_PER_COMMIT) -> AbstractContextManager[None]:
        """Let many sales share a commit. Only for the replay of history: a crash loses those since the last
        commit.
        """
        return self._database.bulk(sales_per_commit)

    def keep_draft(self, draft: bytes) -> None:
        """Keep the open sale without a sync; a kill at any instant leaves this one or the one before."""
        self._drafts.keep(draft, self._last_entry)

    def draft(self) -> bytes | None:
        """Return the open sale that was kept, unless it was filed since."""
        return self._drafts.read(self._last_entry)

    def drop_draft(self) -> None:
        """Forget the open sale."""
        self._drafts.drop()

    def by_receipt(self, receipt_number: str) -> FiledSale | None:
        """Return a filed sale by its receipt number."""
        return self._reader.read(BY_RECEIPT, (receipt_number,))

    def sold(self, receipt_number: str) -> SoldSale | None:
        """Return an earlier sale with what came back of it, of this till, or of another that was kept here; None for
        an unknown number.
        """
        filed = self.by_receipt(receipt_number)
        if filed is None:
            return read_foreign(self._database, receipt_number)
        return read_sold(self._database, filed)

    def recent(self, limit: int, member_id: MemberId | None = None) -> tuple[RecentSale, ...]:
        """Return the newest sales of this till, newest first: of one member, or of everybody."""
        return recent_sales(self._database, limit, member_id)

    def saved_since(self, member_id: MemberId, after_ms: int) -> dict[str, int]:
        """Return what each promotion, price list, reward took off a member's sales since, by source."""
        return saved_since(self._database, member_id, after_ms)

    def last_sale(self) -> FiledSale | None:
        """Return the sale that was filed last on this till."""
        return self._reader.read(LAST)

    def note(self, event_id: EventId, kind: str, at_ms: int, facts: dict[str, str | int]) -> None:
        """Append a small fact to the journal, durable when it returns; a known event changes nothing."""
        body = note_body(event_id, kind, at_ms, facts)
        with self._database.transaction() as connection:
            if known_entry(connection, event_id) is None:
                self._journal.append(connection, event_id, kind, at_ms, body)

    def _file(self, connection: Connection, filing: SaleToFile) -> tuple[int, FiledSale]:
        number = self._next_receipt(connection)
        sale, settlement = filing.sale, filing.settlement
        drafted = (*(settlement.entries if settlement else ()), *filing.reversed)
        entries = settled(connection, drafted, sale.member_id)
        tier = _tier(connection, sale.member_id)
        more = more_bytes(filing)
        has_server = self._journal.has_server
        rights = rights_of(connection, sale, filing.auth_mode) if has_server else ALONE
        body = sale_body(filing, entries, number, more, tier, rights.authority)
        at_ms = filing.completed_at_ms
        versions = self._versions_of(connection, filing)
        appended = self._journal.append(connection, filing.event_id, kind_of(sale), at_ms, body)
        entry_no = appended.entry_no
        day = local_time(at_ms, self._zone).date().isoformat()
        write_sale(connection, entry_no, filing, number, day, versions, more, tier)
        own = len(entries) - len(filing.reversed)
        # What comes back first: the new goods may spend it.
        post(connection, filing.event_id, entry_no, at_ms, (*entries[own:], *entries[:own]), has_server)
        capture(connection, rights, entry_no, at_ms, entries)
        if filing.print_receipt:
            queue_receipt(connection, JobId(self._ids()), number)
        completed = CompletedSale(
            sale=sale,
            figures=filing.figures,
            receipt_number=number,
            fingerprint=fingerprint(appended.chain),
            cashier_name=filing.cashier_name,
            completed_at_ms=at_ms,
        )
        statement = settlement.statement if settlement else None
        return entry_no, FiledSale(completed, statement, filing.claim_code)

    def _versions_of(self, connection: Connection, filing: SaleToFile) -> list[int]:
        """Return the stored versions of what is sold, then of what comes back."""
        products = [line.product for line in filing.sale.lines] + returned_products(filing.sale.returns)
        return [self._versions.version_of(connection, product) for product in products]

    def _next_receipt(self, connection: Connection) -> str:
        series = self._journal.receipt_series
        number = int(connection.exec_driver_sql(_NUMBER, (series,)).scalar_one())
        if number > RECEIPT_NUMBER_MAX:
            raise Refused("receipt.series_full", series=series)
        return f"{series}-{number:07d}"


def _tier(connection: Connection, member_id: MemberId | None) -> str:
    """Return the tier a member has before this sale changes it."""
    if member_id is None:
        return ""
    return str(connection.exec_driver_sql(_TIER, (member_id.bytes,)).scalar() or "")
