"""Gives a terminal its own facts back, or those of one it replaces."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import text

from pos_app.kernel.errors import Refused
from pos_app.kernel.exchange_limits import JOURNAL_FETCH_MAX, PULL_BYTES
from pos_app.server.database import ServerDatabase
from pos_app.server.devices import Device, family
from pos_app.wire.bucket import bucket_of
from pos_app.wire.finding_sales import FoundFact, JournalReply, JournalRequest

_STREAM = text("SELECT device_id, head_seq FROM stream WHERE bucket = :bucket AND stream_id = :stream")
_FACTS = text(
    """SELECT seq, body FROM fact WHERE bucket = :bucket AND stream_id = :stream AND seq >= :first AND seq < :beyond
    ORDER BY seq"""
)


def fetch_journal(database: ServerDatabase, device: Device, request: JournalRequest) -> JournalReply:
    """Return facts of a stream from a number on, in order: at most JOURNAL_FETCH_MAX, about PULL_BYTES.

    A stream the server does not have is empty. Raises Refused `server.bad_message` (detail),
    `server.not_yours` for a stream of a terminal that this one does not replace.
    """
    try:
        stream_id = UUID(request.stream_id)
    except ValueError:
        raise Refused("server.bad_message", detail="stream_id") from None
    for owner in (device, *family(database, device)):
        found = _facts(database, owner.device_id, stream_id, max(1, request.from_seq), request.most)
        if found is not None:
            return found
    raise Refused("server.not_yours")


def _facts(
    database: ServerDatabase, device_id: UUID, stream_id: UUID, first: int, most: int
) -> JournalReply | None:
    values: dict[str, Any] = {"bucket": bucket_of(device_id), "stream": stream_id.bytes}
    stream = database.read(lambda tx: tx.row(_STREAM, **values))
    if stream is None or bytes(stream.device_id) != device_id.bytes:
        return None
    beyond = min(first + max(1, min(most, JOURNAL_FETCH_MAX)), 2**62)
    rows = database.read(lambda tx: tx.rows(_FACTS, **values, first=first, beyond=beyond))
    facts: list[FoundFact] = []
    size = 0
    for row in rows:
        size += len(row.body)
        if facts and size > PULL_BYTES:
            break
        body = bytes(row.body).decode("utf-8", "surrogateescape")
        facts.append(FoundFact(str(device_id), str(stream_id), row.seq, body))
    return JournalReply(tuple(facts), stream.head_seq)
