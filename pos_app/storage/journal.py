"""Appends facts to the till's hash-chained stream."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Connection

from pos_app.kernel.ids import EventId, StreamId, TerminalId
from pos_app.storage.guard import Guard
from pos_app.wire.chain import chain_hash, chain_start, content_hash

_LAST = "SELECT entry_no, stream_no, seq, chain_hash FROM journal ORDER BY entry_no DESC LIMIT 1"
_INSERT = "INSERT INTO journal VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
_KNOWN = "SELECT entry_no FROM journal WHERE event_id = ?"


class Appended(NamedTuple):
    """Where a fact stands now."""

    entry_no: int
    seq: int
    chain: bytes


class Journal:
    """The stream this database file is writing; it moves the rollback guard on after each commit."""

    def __init__(self, stream_no: int, stream_id: StreamId, device_id: TerminalId, guard: Guard) -> None:
        self._stream_no = stream_no
        self.stream_id = stream_id
        self._start = chain_start(stream_id, device_id)
        self._guard = guard
        self._written_seq = 0

    def append(
        self, connection: Connection, event_id: EventId | UUID, kind: str, at_ms: int, body: bytes
    ) -> Appended:
        """Write one fact at the end of the stream, inside the caller's transaction."""
        last = connection.exec_driver_sql(_LAST).first()
        entry_no = last[0] + 1 if last else 1
        in_stream = last is not None and last[1] == self._stream_no
        seq, previous = (last[2] + 1, last[3]) if last and in_stream else (1, self._start)
        content = content_hash(body)
        chain = chain_hash(self.stream_id, seq, previous, content)
        values = (entry_no, self._stream_no, seq, event_id.bytes, kind, at_ms, body, content, chain)
        connection.exec_driver_sql(_INSERT, values)
        self._written_seq = seq
        return Appended(entry_no, seq, chain)

    def committed(self) -> None:
        """Tell the guard how far the stream is now."""
        if self._written_seq:
            self._guard.write(self.stream_id, self._written_seq, 0)
            self._written_seq = 0

    def undone(self) -> None:
        """Forget what was appended and not committed."""
        self._written_seq = 0


def known_entry(connection: Connection, event_id: EventId | UUID) -> int | None:
    """Return the entry of a fact that is in the journal already."""
    found = connection.exec_driver_sql(_KNOWN, (event_id.bytes,)).first()
    return int(found[0]) if found else None
