"""What head office wants this till to have."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import msgspec

from pos_app.ports.documents import KeptDocument
from pos_app.storage.database import Database
from pos_app.storage.syncing.outbox import StoredOutbox

SHOP_SCOPE = "shop"
_NEW = """SELECT d.kind, d.doc_id, d.scope, d.version, d.body, d.gone FROM document d
    JOIN (SELECT DISTINCT kind, doc_id FROM document WHERE applied = 0
        AND kind IN (SELECT value FROM json_each(?)) ORDER BY kind, doc_id LIMIT ?) n
    ON n.kind = d.kind AND n.doc_id = d.doc_id ORDER BY d.kind, d.doc_id"""
_OF_KIND = "SELECT kind, doc_id, scope, version, body, gone FROM document WHERE kind = ? ORDER BY doc_id"
_TAKEN_UP = "UPDATE document SET applied = 1 WHERE kind = ? AND doc_id = ? AND scope = ? AND version = ?"


class StoredDocuments:
    """Implements `ports.documents.DocumentShelf` over what the exchange kept."""

    def __init__(self, database: Database, outbox: StoredOutbox) -> None:
        self._database = database
        self._outbox = outbox

    def new(self, kinds: tuple[str, ...], most: int) -> tuple[KeptDocument, ...]:
        """Return documents of these kinds that were not taken up yet."""
        rows = self._database.rows(_NEW, (msgspec.json.encode(kinds).decode(), most))
        return tuple(self._counting(rows))

    def taken_up(self, documents: Sequence[KeptDocument]) -> None:
        """Keep that these were taken up, unless newer ones came meanwhile."""
        seen = [
            (each.kind, each.doc_id, scope, version) for each in documents for scope, version in each.versions
        ]
        if seen:
            with self._database.transaction() as connection:
                connection.exec_driver_sql(_TAKEN_UP, seen)

    def in_force(self, kind: str) -> tuple[KeptDocument, ...]:
        """Return every document of a kind that counts now, by its id."""
        return tuple(each for each in self._counting(self._database.rows(_OF_KIND, (kind,))) if not each.gone)

    def _counting(self, rows: Iterable[Any]) -> Iterator[KeptDocument]:
        """Of the rows of each document the one with the narrowest scope; rows of one document stand together."""
        ranks = self._ranks()
        for (kind, doc_id), group in itertools.groupby(rows, lambda row: (row[0], row[1])):
            found = list(group)
            own = [row for row in found if row[2] in ranks and not row[5]]
            best = max(own, key=lambda row: ranks[row[2]], default=None)
            versions = tuple((row[2], row[3]) for row in found)
            yield KeptDocument(kind, doc_id, best[4] if best else "", best is None, versions)

    def _ranks(self) -> dict[str, int]:
        link = self._outbox.link()
        store = f"store:{link.store_no}" if link else ""
        return {SHOP_SCOPE: 0, store: 1, f"terminal:{self._outbox.device_id}": 2}
