"""Reads what a return must know of an earlier sale."""

from __future__ import annotations

from uuid import UUID

from pos_app.kernel.ids import EventId
from pos_app.loyalty.ledger import EntryDraft
from pos_app.ports.books import FiledSale, SoldSale
from pos_app.storage.database import Database
from pos_app.storage.entry_facts import entry_draft
from pos_app.wire.sale_fact import SaleFact, read_sale

_FACT = """SELECT j.event_id, j.body FROM sale s JOIN journal j ON j.entry_no = s.entry_no
    WHERE s.receipt_number = ?"""


def read_sold(database: Database, filed: FiledSale) -> SoldSale:
    """Return a filed sale with its entries, its program version, its member's tier."""
    row = database.row(_FACT, (filed.completed.receipt_number,))
    if row is None:
        raise ValueError(f"sale {filed.completed.receipt_number} has no fact")
    fact = read_sale(row[1])
    return SoldSale(
        filed=filed,
        event_id=EventId(UUID(bytes=row[0])),
        program_hash=fact.rules,
        tier=fact.tier,
        entries=own_entries(fact),
    )


def own_entries(fact: SaleFact) -> tuple[EntryDraft, ...]:
    """Return the entries of what was sold, without those of returns."""
    return tuple(entry_draft(each, fact.member) for each in fact.entries[: len(fact.entries) - fact.back])


def return_entries(fact: SaleFact) -> tuple[EntryDraft, ...]:
    """Return the entries of what came back."""
    return tuple(entry_draft(each, fact.member) for each in fact.entries[len(fact.entries) - fact.back :])
