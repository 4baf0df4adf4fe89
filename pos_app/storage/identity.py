"""Who this till is: its device, the stream its database writes."""

from __future__ import annotations

import logging
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Connection

from pos_app.kernel.clock import Clock
from pos_app.kernel.errors import Unavailable
from pos_app.kernel.ids import IdSource, StreamId, TerminalId
from pos_app.storage.database import Database
from pos_app.storage.guard import Guard, Mark
from pos_app.storage.journal import Journal
from pos_app.wire.fact import FactKind
from pos_app.wire.note import note_body

_log = logging.getLogger(__name__)

_SERIES = "ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Letters of receipt series; I and O are left out because they read like digits."""
_STREAM = "SELECT stream_no, stream_id, series FROM stream ORDER BY stream_no DESC LIMIT 1"
_LAST_SEQ = "SELECT coalesce(max(seq), 0) FROM journal WHERE stream_no = ?"


class Stream(NamedTuple):
    """The stream in force with the letter of its receipts."""

    stream_no: int
    stream_id: StreamId
    series: str


def take_up_stream(database: Database, guard: Guard, clock: Clock, ids: IdSource) -> tuple[Journal, Stream]:
    """Return the journal of this database's stream; makes device and stream at the first start.

    When the guard file knows more facts than the database, this is an older state of it (a restored disk): a
    new stream begins with the next series letter, so that no number and no sequence is used twice.
    """
    with database.transaction() as connection:
        device_id = _device(connection, ids)
        row = connection.exec_driver_sql(_STREAM).first()
        stream = Stream(row[0], StreamId(UUID(bytes=row[1])), row[2]) if row else None
        mark = guard.read()
        last_seq = _last_seq(connection, stream)
        lost = _is_lost(stream, mark, last_seq)
        if stream is None or lost:
            stream = _begin_stream(connection, stream, clock.now_ms(), ids)
        journal = Journal(stream.stream_no, stream.stream_id, device_id, guard)
        if lost and mark is not None:
            _note_rollback(connection, journal, mark, last_seq, clock.now_ms(), ids)
    database.watch(journal)
    if lost:
        _log.info("an older state of the database: series %s begins", stream.series)
        guard.write(stream.stream_id, 1, 0)
    return journal, stream


def _is_lost(stream: Stream | None, mark: Mark | None, last_seq: int) -> bool:
    return stream is not None and mark is not None and mark.stream == stream.stream_id and mark.seq > last_seq


def _last_seq(connection: Connection, stream: Stream | None) -> int:
    return int(connection.exec_driver_sql(_LAST_SEQ, (stream.stream_no,)).scalar_one()) if stream else 0


def _device(connection: Connection, ids: IdSource) -> TerminalId:
    held = connection.exec_driver_sql("SELECT value FROM kv WHERE name = 'device_id'").scalar()
    if held is not None:
        return TerminalId(UUID(held))
    device_id = TerminalId(ids())
    rows = [("device_id", str(device_id)), ("ctl", "0"), ("server_epoch", ""), ("clock_offset_ms", "0")]
    connection.exec_driver_sql("INSERT INTO kv VALUES (?, ?)", rows)
    return device_id


def _begin_stream(connection: Connection, before: Stream | None, at_ms: int, ids: IdSource) -> Stream:
    if before is None:
        letter = _SERIES[0]
    elif before.series == _SERIES[-1]:
        raise Unavailable("storage.series_used_up")
    else:
        letter = _SERIES[_SERIES.index(before.series) + 1]
    number = before.stream_no + 1 if before else 1
    stream = Stream(number, StreamId(ids()), letter)
    values = (number, stream.stream_id.bytes, letter, at_ms, 0)
    connection.exec_driver_sql("INSERT INTO stream VALUES (?, ?, ?, ?, ?)", values)
    return stream


def _note_rollback(
    connection: Connection, journal: Journal, mark: Mark, last_seq: int, at_ms: int, ids: IdSource
) -> None:
    event_id = ids()
    kind = FactKind.ROLLBACK_DETECTED.value
    details: dict[str, str | int] = {"stream": str(mark.stream), "seq": mark.seq, "found_seq": last_seq}
    body = note_body(event_id, kind, at_ms, details)
    journal.append(connection, event_id, kind, at_ms, body)
