"""Who this till is: its device, the stream its database writes."""

from __future__ import annotations

import logging
from uuid import UUID

from sqlalchemy import Connection

from pos_app.kernel.clock import Clock
from pos_app.kernel.ids import IdSource, TerminalId
from pos_app.storage import kv
from pos_app.storage.database import Database
from pos_app.storage.guard import Guard, Mark
from pos_app.storage.journal import Journal
from pos_app.storage.streams import Stream, begin_stream, current_stream, last_seq, note_rollback, place_of

_log = logging.getLogger(__name__)

_UNANSWERED = "UPDATE reservation SET state = 'tried' WHERE state = 'intent'"


def take_up_stream(database: Database, guard: Guard, clock: Clock, ids: IdSource, till: str) -> Journal:
    """Return the journal of this database's stream; makes device and stream at the first start.

    `till` (0001-01) begins receipt numbers until a server gives others. When the guard file knows more facts or
    requests than the database, this is an older state of it (a restored disk): a new stream begins with the next
    series letter, so that no number and no sequence is used twice.
    """
    with database.transaction() as connection:
        device_id = _device(connection, ids)
        stream = current_stream(connection)
        mark = guard.read()
        ctl = int(kv.read(connection, kv.CTL, "0"))
        last = last_seq(connection, stream.stream_no) if stream else 0
        lost = _is_lost(stream, mark, last, ctl)
        if stream is None or lost:
            stream = begin_stream(connection, stream, ids(), clock.now_ms())
        till = kv.read(connection, kv.TILL, till)
        journal = Journal(device_id, place_of(connection, stream, device_id, till, ctl), guard)
        journal.has_server = bool(kv.read(connection, kv.SERVER_EPOCH))
        if lost and mark is not None:
            ctl = max(ctl, mark.ctl)
            kv.keep(connection, kv.CTL, str(ctl))
            journal.move(journal.place._replace(ctl=ctl))
            details: dict[str, str | int] = {"stream": str(mark.stream), "seq": mark.seq, "found_seq": last}
            note_rollback(connection, journal, ids(), clock.now_ms(), details)
        connection.exec_driver_sql(_UNANSWERED)
    database.watch(journal)
    if lost:
        _log.info("an older state of the database: series %s begins", stream.letter)
        journal.committed()
    return journal


def _is_lost(stream: Stream | None, mark: Mark | None, last: int, ctl: int) -> bool:
    if stream is None or mark is None or mark.stream != stream.stream_id:
        return False
    return mark.seq > last or mark.ctl > ctl


def _device(connection: Connection, ids: IdSource) -> TerminalId:
    held = kv.read(connection, kv.DEVICE_ID)
    if held:
        return TerminalId(UUID(held))
    device_id = TerminalId(ids())
    for name, value in (
        (kv.DEVICE_ID, str(device_id)),
        (kv.CTL, "0"),
        (kv.SERVER_EPOCH, ""),
        (kv.CLOCK_OFFSET, "0"),
    ):
        kv.keep(connection, name, value)
    return device_id
