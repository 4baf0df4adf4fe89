"""Reads what a return must know of an earlier sale."""

from __future__ import annotations

from uuid import UUID

from pos_app.kernel.ids import EventId, MemberId
from pos_app.loyalty.ledger import EntryDraft
from pos_app.loyalty.lifecycle.claiming import late_event
from pos_app.ports.books import FiledSale, SoldSale
from pos_app.retail.returned import SaleReturn
from pos_app.storage.database import Database
from pos_app.storage.entry_facts import entry_draft
from pos_app.storage.return_reader import read_returns
from pos_app.wire.posting_fact import read_entries
from pos_app.wire.sale_fact import SaleFact, read_sale

_FACT = """SELECT j.entry_no, j.event_id, j.body FROM sale s JOIN journal j ON j.entry_no = s.entry_no
    WHERE s.receipt_number = ?"""
_CAME_BACK = """SELECT r.row_no >> 16, r.row_no & 65535, j.body FROM sale_return r
    JOIN journal j ON j.entry_no = r.row_no >> 16 WHERE r.of_entry_no = ? ORDER BY r.row_no"""

_SAVED = """SELECT a.source, -sum(a.amount_minor) FROM sale s
    JOIN line_adjustment a ON a.row_no BETWEEN s.entry_no << 16 AND (s.entry_no << 16) + 65535
    WHERE s.completed_at_ms > ?2 AND s.member_id IN (
        SELECT ?1 UNION ALL SELECT o.member_id FROM member o WHERE o.merged_into = ?1)
    AND a.kind IN ('promotion', 'reward') GROUP BY a.source"""
_LATER = "SELECT body FROM journal WHERE event_id = ?"


def read_sold(database: Database, filed: FiledSale) -> SoldSale:
    """Return a filed sale with its entries, its program version, its member's tier, with what came back of it."""
    row = database.row(_FACT, (filed.completed.receipt_number,))
    if row is None:
        raise ValueError(f"sale {filed.completed.receipt_number} has no fact")
    entry_no, event, body = row
    event_id = EventId(UUID(bytes=event))
    fact = read_sale(body)
    returns: list[SaleReturn] = []
    made: list[EntryDraft] = []
    seen: set[int] = set()
    for later, place, later_body in database.rows(_CAME_BACK, (entry_no,)):
        returns.append(read_returns(database, later)[place])
        if later not in seen:
            made += _return_entries(read_sale(later_body), event_id)
            seen.add(later)
    return SoldSale(
        filed=filed,
        event_id=event_id,
        program_hash=fact.rules,
        tier=fact.tier,
        entries=(*_own_entries(fact), *_late_entries(database, filed)),
        returns=tuple(returns),
        return_entries=tuple(made),
    )


def saved_since(database: Database, member_id: MemberId, after_ms: int) -> dict[str, int]:
    """Return what each promotion, price list, reward took off a member's sales after an instant, by source."""
    return dict(database.rows(_SAVED, (member_id.bytes, after_ms)))


def _own_entries(fact: SaleFact) -> tuple[EntryDraft, ...]:
    """Return the entries of what was sold, without those of goods that came back with it."""
    return tuple(entry_draft(each, fact.member) for each in fact.entries[: len(fact.entries) - fact.back])


def _late_entries(database: Database, filed: FiledSale) -> tuple[EntryDraft, ...]:
    """Return what the sale gave a member who showed the card later: a return takes that back as well."""
    row = database.row(_LATER, (late_event(filed.completed.sale.sale_id).bytes,))
    if row is None:
        return ()
    told = read_entries(row[0])
    return tuple(entry_draft(each, told.member) for each in told.entries)


def _return_entries(fact: SaleFact, of_event: EventId) -> list[EntryDraft]:
    """Return what taking goods of one earlier sale back made: the legs of a return end with that sale."""
    back = fact.entries[len(fact.entries) - fact.back :]
    return [entry_draft(each, fact.member) for each in back if each.leg.endswith(f":{of_event}")]
