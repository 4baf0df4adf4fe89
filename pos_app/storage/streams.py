"""Begins streams, knows how far each has come."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Connection

from pos_app.kernel.errors import Unavailable
from pos_app.kernel.ids import StreamId, TerminalId
from pos_app.storage.journal import Journal, Place
from pos_app.wire.chain import chain_hash, chain_start
from pos_app.wire.fact import FactKind
from pos_app.wire.note import note_body

SERIES = "ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Letters of receipt series; I and O are left out because they read like digits."""
_LAST = "SELECT stream_no, stream_id, series FROM stream ORDER BY stream_no DESC LIMIT 1"
_ADD = "INSERT INTO stream (stream_no, stream_id, series, started_at_ms) VALUES (?, ?, ?, ?)"
_LAST_SEQ = """SELECT max(coalesce((SELECT max(seq) FROM journal WHERE stream_no = ?1), 0),
    coalesce((SELECT max(seq) FROM reissued WHERE stream_no = ?1), 0))"""
_HEAD = "SELECT seq, chain_hash FROM reissued WHERE stream_no = ? ORDER BY seq DESC LIMIT 1"
_FROM = """SELECT r.entry_no, j.content_hash FROM reissued r JOIN journal j ON j.entry_no = r.entry_no
        WHERE r.stream_no = ?1 AND r.seq BETWEEN ?2 AND ?3
    UNION ALL SELECT entry_no, content_hash FROM journal WHERE stream_no = ?1 AND seq BETWEEN ?2 AND ?3
    ORDER BY 1"""
_ENDS = "SELECT ends_seq FROM stream WHERE stream_no = ?"
_REISSUE = "INSERT INTO reissued VALUES (?, ?, ?, ?)"
_END = "UPDATE stream SET ends_seq = ?2, acked_seq = ?2 WHERE stream_no = ?1"


class Stream(NamedTuple):
    """A stream with the letter of its receipts."""

    stream_no: int
    stream_id: StreamId
    letter: str


def current_stream(connection: Connection) -> Stream | None:
    """Return the stream in force, None before the first."""
    row = connection.exec_driver_sql(_LAST).first()
    return Stream(row[0], StreamId(UUID(bytes=row[1])), row[2]) if row else None


def last_seq(connection: Connection, stream_no: int) -> int:
    """Return the number of the last fact of a stream, 0 when it has none."""
    return int(connection.exec_driver_sql(_LAST_SEQ, (stream_no,)).scalar_one())


def begin_stream(
    connection: Connection, before: Stream | None, stream_id: UUID, at_ms: int, least: str = ""
) -> Stream:
    """Make the stream after `before` with the next letter, `least` or a later one. Raises Unavailable
    `storage.series_used_up`.
    """
    place = SERIES.index(before.letter) + 1 if before is not None else 0
    if least:
        place = max(place, SERIES.index(least))
    if place >= len(SERIES):
        raise Unavailable("storage.series_used_up")
    stream = Stream(before.stream_no + 1 if before else 1, StreamId(stream_id), SERIES[place])
    values = (stream.stream_no, stream.stream_id.bytes, stream.letter, at_ms)
    connection.exec_driver_sql(_ADD, values)
    return stream


def place_of(connection: Connection, stream: Stream, device_id: TerminalId, till: str, ctl: int) -> Place:
    """Return where the till writes in a stream."""
    head = connection.exec_driver_sql(_HEAD, (stream.stream_no,)).first()
    reissued, start = (int(head[0]), head[1]) if head else (0, chain_start(stream.stream_id, device_id))
    last = last_seq(connection, stream.stream_no)
    return Place(stream.stream_no, stream.stream_id, stream.letter, till, reissued, start, last, ctl)


def whole_seq(connection: Connection, stream_no: int) -> int:
    """Return the number of the last fact that has its place in a stream, and in no later one."""
    ends = connection.exec_driver_sql(_ENDS, (stream_no,)).scalar()
    return last_seq(connection, stream_no) if ends is None else int(ends)


def begin_again(
    connection: Connection, journal: Journal, stream: Stream, stream_no: int, from_seq: int
) -> None:
    """Go on in the new `stream`: the facts of stream `stream_no` from `from_seq` on have their place there now, same
    ids, same bodies. Inside the caller's transaction.
    """
    until = whole_seq(connection, stream_no)
    rows = connection.exec_driver_sql(_FROM, (stream_no, from_seq, until)).all()
    chain = chain_start(stream.stream_id, journal.device_id)
    reissued = []
    for seq, (entry_no, content) in enumerate(rows, 1):
        chain = chain_hash(stream.stream_id, seq, chain, content)
        reissued.append((stream.stream_no, seq, entry_no, chain))
    if reissued:
        connection.exec_driver_sql(_REISSUE, reissued)
    connection.exec_driver_sql(_END, (stream_no, from_seq - 1))
    move_to(connection, journal, stream, journal.place.till)


def move_to(connection: Connection, journal: Journal, stream: Stream, till: str) -> None:
    """Write in another stream from now on; the one before stays whole. Inside the caller's transaction."""
    journal.move(place_of(connection, stream, journal.device_id, till, journal.place.ctl))


def note_rollback(
    connection: Connection, journal: Journal, event_id: UUID, at_ms: int, details: dict[str, str | int]
) -> None:
    """Tell in the stream that the disk was put back to an older state."""
    kind = FactKind.ROLLBACK_DETECTED.value
    journal.append(connection, event_id, kind, at_ms, note_body(event_id, kind, at_ms, details))
