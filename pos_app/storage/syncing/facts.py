"""Reads the facts of a stream as they are sent."""

from __future__ import annotations

from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Connection

from pos_app.kernel.ids import StreamId, TerminalId
from pos_app.storage.database import Database
from pos_app.wire.chain import chain_start
from pos_app.wire.push import PushedFact

_STREAMS = "SELECT stream_id FROM stream ORDER BY stream_no"
_STATES = """SELECT s.stream_no, s.stream_id, s.acked_seq, coalesce(s.ends_seq, max(
        coalesce((SELECT max(j.seq) FROM journal j WHERE j.stream_no = s.stream_no), 0),
        coalesce((SELECT max(r.seq) FROM reissued r WHERE r.stream_no = s.stream_no), 0)))
    FROM stream s ORDER BY s.stream_no"""
_FACTS = """SELECT seq, content_hash, chain_hash, body, kind FROM journal
        WHERE stream_no = ?1 AND seq > ?2 AND seq <= ?3
    UNION ALL SELECT r.seq, j.content_hash, r.chain_hash, j.body, j.kind FROM reissued r
        JOIN journal j ON j.entry_no = r.entry_no WHERE r.stream_no = ?1 AND r.seq > ?2 AND r.seq <= ?3
    ORDER BY 1"""
_CHAIN = """SELECT chain_hash FROM journal WHERE stream_no = ?1 AND seq = ?2
    UNION ALL SELECT chain_hash FROM reissued WHERE stream_no = ?1 AND seq = ?2"""
_AT = """SELECT at_ms FROM journal WHERE stream_no = ?1 AND seq = ?2
    UNION ALL SELECT j.at_ms FROM reissued r JOIN journal j ON j.entry_no = r.entry_no
        WHERE r.stream_no = ?1 AND r.seq = ?2"""
# A fact's hashes with its place in the message.
_OVERHEAD_BYTES = 190


class StreamState(NamedTuple):
    """A stream with how far the server has it, how far it goes."""

    stream_no: int
    stream_id: StreamId
    acked: int
    last: int


class Batch(NamedTuple):
    """Facts that follow each other, their bodies by kind, the chain hash before them and after them (bytes)."""

    facts: tuple[PushedFact, ...]
    bodies: tuple[tuple[str, bytes], ...]
    before: bytes
    after: bytes


def stream_ids(database: Database) -> tuple[StreamId, ...]:
    """Return every stream, oldest first."""
    return tuple(StreamId(UUID(bytes=row[0])) for row in database.rows(_STREAMS))


def stream_states(connection: Connection) -> list[StreamState]:
    """Return every stream, oldest first, the one in force last."""
    return [_state(*row) for row in connection.exec_driver_sql(_STATES).all()]


def count_waiting(connection: Connection) -> int:
    """Return how many facts the server has not acknowledged."""
    return sum(max(0, each.last - each.acked) for each in stream_states(connection))


def read_waiting(database: Database) -> tuple[int, int]:
    """Return how many facts the server has not acknowledged, when the oldest of them happened (ms UTC, 0 = none);
    without the write lock.
    """
    waiting = behind(database)
    found = [database.row(_AT, (each.stream_no, each.acked + 1)) for each in waiting]
    oldest = min((int(row[0]) for row in found if row is not None), default=0)
    return sum(each.last - each.acked for each in waiting), oldest


def behind(database: Database) -> list[StreamState]:
    """Return the streams with facts that the server has not acknowledged, oldest first, without the write lock."""
    streams = [_state(*row) for row in database.rows(_STATES)]
    return [each for each in streams if each.acked < each.last]


def chain_at(connection: Connection, stream: StreamState, seq: int, device_id: TerminalId) -> bytes:
    """Return the chain hash of fact `seq`, that of the stream's start for 0."""
    if seq == 0:
        return chain_start(stream.stream_id, device_id)
    return bytes(connection.exec_driver_sql(_CHAIN, (stream.stream_no, seq)).scalar_one())


def read_batch(
    connection: Connection, stream: StreamState, device_id: TerminalId, most_facts: int, most_bytes: int
) -> Batch:
    """Return the facts after what is acknowledged: at most so many, of so many bytes; an oversized one alone."""
    before = after = chain_at(connection, stream, stream.acked, device_id)
    last = min(stream.last, stream.acked + most_facts)
    rows: list[Any] = []
    size = 0
    found = connection.exec_driver_sql(_FACTS, (stream.stream_no, stream.acked, last))
    for row in found:
        size += len(row[3]) + row[3].count(b'"') + _OVERHEAD_BYTES
        if rows and size > most_bytes:
            break
        rows.append(row)
        after = row[2]
    found.close()
    facts = tuple(
        PushedFact(seq, content.hex(), chain.hex(), body.decode()) for seq, content, chain, body, _ in rows
    )
    return Batch(facts, tuple((row[4], row[3]) for row in rows), before, after)


def _state(number: int, stream_id: bytes, acked: int, last: int) -> StreamState:
    return StreamState(number, StreamId(UUID(bytes=stream_id)), acked, last)
