"""Reads what a till shows of the facts on their way to its server."""

from __future__ import annotations

from uuid import UUID

import msgspec

from pos_app.kernel.errors import Refused
from pos_app.ports.exchange_book import Kept, QueuedFact, Reported
from pos_app.ports.outbox import Link, StuckFact
from pos_app.storage import kv
from pos_app.storage.database import Database
from pos_app.storage.syncing.facts import behind
from pos_app.storage.syncing.outbox import StoredOutbox

_QUEUE = """SELECT entry_no, at_ms, kind, receipt FROM (
        SELECT j.entry_no, j.seq, j.at_ms, j.kind, coalesce(s.receipt_number, '') AS receipt FROM journal j
        LEFT JOIN sale s ON s.entry_no = j.entry_no WHERE j.stream_no = ?1 AND j.seq > ?2 AND j.seq <= ?3
    UNION ALL SELECT j.entry_no, r.seq, j.at_ms, j.kind, coalesce(s.receipt_number, '') FROM reissued r
        JOIN journal j ON j.entry_no = r.entry_no LEFT JOIN sale s ON s.entry_no = j.entry_no
        WHERE r.stream_no = ?1 AND r.seq > ?2 AND r.seq <= ?3) ORDER BY seq DESC LIMIT ?4"""
_KEPT = """SELECT k.seq, j.event_id, j.kind, j.at_ms, k.reason, v.value FROM stuck k
    LEFT JOIN reissued r ON r.stream_no = k.stream_no AND r.seq = k.seq
    JOIN journal j ON j.entry_no = r.entry_no OR (r.entry_no IS NULL AND j.stream_no = k.stream_no AND j.seq = k.seq)
    LEFT JOIN kv v ON v.name = 'seen:' || lower(hex(j.event_id))
    ORDER BY j.entry_no LIMIT ?"""
_UNSEEN = """SELECT count(*) FROM stuck k LEFT JOIN reissued r ON r.stream_no = k.stream_no AND r.seq = k.seq
    JOIN journal j ON j.entry_no = r.entry_no OR (r.entry_no IS NULL AND j.stream_no = k.stream_no AND j.seq = k.seq)
    LEFT JOIN kv v ON v.name = 'seen:' || lower(hex(j.event_id))
    WHERE v.value IS NULL"""
_FACT = """SELECT s.stream_id, j.seq, j.kind, j.at_ms, j.content_hash, j.chain_hash, j.body
    FROM journal j JOIN stream s ON s.stream_no = j.stream_no WHERE j.event_id = ?"""
_VALUE = "SELECT value FROM kv WHERE name = ?"
_REPORTED = "reported"


class _Seen(msgspec.Struct, frozen=True):
    name: str
    at_ms: int


_seen = msgspec.json.Decoder(_Seen).decode
_reported = msgspec.json.Decoder(Reported).decode


class StoredExchangeBook:
    """Implements `ports.exchange_book.ExchangeBook`."""

    def __init__(self, database: Database, outbox: StoredOutbox) -> None:
        self._database = database
        self._outbox = outbox

    def link(self) -> Link | None:
        """Return the server this till belongs to."""
        return self._outbox.link()

    def queue(self, most: int) -> tuple[QueuedFact, ...]:
        """Return the newest facts that wait, newest first."""
        rows = [
            row
            for stream in behind(self._database)
            for row in self._database.rows(_QUEUE, (stream.stream_no, stream.acked, stream.last, most))
        ]
        newest = sorted(rows, key=lambda row: -int(row[0]))[:most]
        return tuple(QueuedFact(at_ms, kind, receipt) for _, at_ms, kind, receipt in newest)

    def kept(self, most: int) -> tuple[Kept, ...]:
        """Return the oldest facts that the server cannot apply."""
        found = []
        for seq, event_id, kind, at_ms, reason, value in self._database.rows(_KEPT, (most,)):
            seen = _seen(value) if value is not None else _Seen("", 0)
            fact = StuckFact(seq, UUID(bytes=event_id), kind, at_ms, reason)
            found.append(Kept(fact, seen.name, seen.at_ms))
        return tuple(found)

    def unseen(self) -> int:
        """Return how many of those no manager has looked at."""
        row = self._database.row(_UNSEEN)
        return int(row[0]) if row else 0

    def mark_seen(self, event_id: UUID, name: str, at_ms: int) -> None:
        """Keep who has looked at such a fact."""
        with self._database.transaction() as connection:
            kv.keep(connection, f"seen:{event_id.hex}", msgspec.json.encode(_Seen(name, at_ms)).decode())

    def export(self, event_id: UUID) -> bytes:
        """Return a fact with its place in the journal as JSON, its body verbatim. Raises Refused `sync.no_fact`."""
        row = self._database.row(_FACT, (event_id.bytes,))
        if row is None:
            raise Refused("sync.no_fact")
        stream_id, seq, kind, at_ms, content, chain, body = row
        told = {
            "device": str(self._outbox.device_id),
            "stream": str(UUID(bytes=stream_id)),
            "seq": seq,
            "kind": kind,
            "at_ms": at_ms,
            "content_hash": bytes(content).hex(),
            "chain_hash": bytes(chain).hex(),
            "body": bytes(body).decode(),
        }
        return msgspec.json.format(msgspec.json.encode(told))

    def reported(self) -> Reported | None:
        """Return the span of the last morning report, None before the first."""
        row = self._database.row(_VALUE, (_REPORTED,))
        return _reported(row[0]) if row is not None else None

    def keep_reported(self, reported: Reported) -> None:
        """Keep the span of a morning report that somebody was shown."""
        with self._database.transaction() as connection:
            kv.keep(connection, _REPORTED, msgspec.json.encode(reported).decode())
