"""Appends facts to the till's hash-chained stream."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Connection

from pos_app.kernel.ids import EventId, StreamId, TerminalId
from pos_app.storage.guard import Guard
from pos_app.wire.chain import chain_hash, content_hash

_LAST = "SELECT entry_no, stream_no, seq, chain_hash FROM journal ORDER BY entry_no DESC LIMIT 1"
_INSERT = "INSERT INTO journal VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
_KNOWN = "SELECT entry_no FROM journal WHERE event_id = ?"
_COUNT = "UPDATE kv SET value = ? WHERE name = 'ctl'"


class Appended(NamedTuple):
    """Where a fact stands now."""

    entry_no: int
    seq: int
    chain: bytes


class Place(NamedTuple):
    """Where the till writes: the stream with the letter of its receipts, the `till` they begin with (0001-01), the
    chain hash `start` that the first fact of the journal's own is chained to after `reissued` facts of an earlier
    stream, how far facts (`seq`) and requests (`ctl`) have come.
    """

    stream_no: int
    stream_id: StreamId
    letter: str
    till: str
    reissued: int
    start: bytes
    seq: int
    ctl: int


class Journal:
    """The stream this database file is writing; it moves the rollback guard on after each commit."""

    def __init__(self, device_id: TerminalId, place: Place, guard: Guard) -> None:
        self.device_id = device_id
        self._guard = guard
        self._place = self._kept = place
        self.has_server = False
        """A server was heard of: a till on its own need not look for what one told."""

    @property
    def place(self) -> Place:
        """Where the till writes now."""
        return self._place

    @property
    def stream_id(self) -> StreamId:
        """The stream in force."""
        return self._place.stream_id

    @property
    def receipt_series(self) -> str:
        """What receipt numbers begin with: 0001-01-A."""
        return f"{self._place.till}-{self._place.letter}"

    def append(
        self, connection: Connection, event_id: EventId | UUID, kind: str, at_ms: int, body: bytes
    ) -> Appended:
        """Write one fact at the end of the stream, inside the caller's transaction."""
        place = self._place
        last = connection.exec_driver_sql(_LAST).first()
        entry_no = last[0] + 1 if last else 1
        in_stream = last is not None and last[1] == place.stream_no
        seq, previous = (last[2] + 1, last[3]) if last and in_stream else (place.reissued + 1, place.start)
        content = content_hash(body)
        chain = chain_hash(place.stream_id, seq, previous, content)
        values = (entry_no, place.stream_no, seq, event_id.bytes, kind, at_ms, body, content, chain)
        connection.exec_driver_sql(_INSERT, values)
        self._place = place._replace(seq=seq)
        return Appended(entry_no, seq, chain)

    def next_request(self, connection: Connection) -> int:
        """Return the control number of a request that is about to be sent, inside the caller's transaction."""
        ctl = self._place.ctl + 1
        connection.exec_driver_sql(_COUNT, (str(ctl),))
        self._place = self._place._replace(ctl=ctl)
        return ctl

    def move(self, place: Place) -> None:
        """Write elsewhere from now on, inside the caller's transaction; undone with it."""
        self._place = place

    def committed(self) -> None:
        """Tell the guard how far the stream is now."""
        if self._place is not self._kept:
            self._kept = self._place
            self._guard.write(self._kept.stream_id, self._kept.seq, self._kept.ctl)

    def undone(self) -> None:
        """Forget what was appended, counted, begun and not committed."""
        self._place = self._kept


def known_entry(connection: Connection, event_id: EventId | UUID) -> int | None:
    """Return the entry of a fact that is in the journal already."""
    found = connection.exec_driver_sql(_KNOWN, (event_id.bytes,)).first()
    return int(found[0]) if found else None
