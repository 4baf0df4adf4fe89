"""Walks a table beside the journal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pos_app.storage.finding import WrongRow, must_equal


class RowsInStep:
    """The rows of one table in the order of their entries, taken entry by entry."""

    def __init__(self, connection: Any, table: str, sql: str) -> None:
        self._table = table
        self._rows: Iterator[Any] = iter(connection.execute(sql))
        self._next = next(self._rows, None)

    def take(self, entry_no: int) -> list[Any]:
        """Return the rows of this entry; raises WrongRow when some of an entry before are left, or one is missing."""
        found: list[Any] = []
        while self._next is not None and self._next[0] <= entry_no:
            if self._next[0] < entry_no:
                raise WrongRow(self._table, self._next[:2], "verify.no_sale")
            if self._table != "sale":
                must_equal(self._table, self._next[:2], "row_no", self._next[1], len(found))
            found.append(self._next)
            self._next = next(self._rows, None)
        return found

    def end(self) -> None:
        """Raise WrongRow when rows are left."""
        if self._next is not None:
            raise WrongRow(self._table, self._next[:2], "verify.no_sale")
