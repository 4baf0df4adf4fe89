"""The sales of a data folder, one after the other."""

from __future__ import annotations

from collections.abc import Iterator

from pos_app.retail.completed import CompletedSale
from pos_app.storage.database import Database
from pos_app.storage.sale_reader import BY_ENTRY, SaleReader

_ENTRIES = "SELECT entry_no FROM sale WHERE entry_no > ? ORDER BY entry_no LIMIT ?"
_COUNT = "SELECT count(*) FROM sale"
_BLOCK = 1000


def sale_count(database: Database) -> int:
    """Return how many sales there are."""
    row = database.row(_COUNT)
    return int(row[0]) if row else 0


def past_sales(database: Database) -> Iterator[CompletedSale]:
    """Yield every filed sale in the order of filing; a block of numbers is in memory at a time."""
    reader = SaleReader(database)
    last = 0
    while True:
        block = [row[0] for row in database.rows(_ENTRIES, (last, _BLOCK))]
        if not block:
            return
        last = block[-1]
        for entry_no in block:
            found = reader.read(BY_ENTRY, (entry_no,))
            if found is not None:
                yield found.completed
