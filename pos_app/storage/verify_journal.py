"""Checks the chain of facts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple
from uuid import UUID

import msgspec

from pos_app.kernel.ids import StreamId, TerminalId
from pos_app.storage.finding import WrongRow, must_equal
from pos_app.wire.chain import chain_hash, chain_start, content_hash
from pos_app.wire.fact import VERSION, read_head

_STREAMS = "SELECT stream_no, stream_id, series FROM stream ORDER BY stream_no"
_JOURNAL = """SELECT entry_no, stream_no, seq, event_id, kind, at_ms, body, content_hash, chain_hash
    FROM journal ORDER BY entry_no"""

_REISSUED = """SELECT r.seq, r.entry_no, j.content_hash, r.chain_hash FROM reissued r
    LEFT JOIN journal j ON j.entry_no = r.entry_no WHERE r.stream_no = ? ORDER BY r.seq"""


class Checked(NamedTuple):
    """A fact whose place in the chain is right."""

    entry_no: int
    series: str
    seq: int
    event_id: UUID
    kind: str
    at_ms: int
    body: bytes


def checked_journal(connection: Any) -> Iterator[Checked]:
    """Yield every fact in order once its number, hashes and head are right; raises WrongRow at the first that
    is not.
    """
    device = connection.execute("SELECT value FROM kv WHERE name = 'device_id'").fetchone()
    if device is None:
        raise WrongRow("kv", "device_id", "verify.missing")
    streams = {
        number: (StreamId(UUID(bytes=stream)), letter)
        for number, stream, letter in connection.execute(_STREAMS)
    }
    heads = {
        number: _check_reissued(connection, number, stream, TerminalId(UUID(device[0])))
        for number, (stream, _) in streams.items()
    }
    wanted_entry, current, seq, chain = 1, 0, 0, b""
    for row in connection.execute(_JOURNAL):
        entry_no, stream_no, row_seq, event, kind, at_ms, body, content, row_chain = row
        must_equal("journal", entry_no, "entry_no", entry_no, wanted_entry)
        if stream_no != current:
            if stream_no < current or stream_no not in streams:
                raise WrongRow("journal", entry_no, "verify.no_stream")
            current = stream_no
            seq, chain = heads[current]
        seq += 1
        must_equal("journal", entry_no, "seq", row_seq, seq)
        must_equal("journal", entry_no, "content_hash", content, content_hash(body))
        chain = chain_hash(streams[current][0], seq, chain, content)
        must_equal("journal", entry_no, "chain_hash", row_chain, chain)
        _check_head(entry_no, UUID(bytes=event), kind, at_ms, body)
        yield Checked(entry_no, streams[current][1], seq, UUID(bytes=event), kind, at_ms, body)
        wanted_entry += 1


def _check_reissued(
    connection: Any, stream_no: int, stream_id: StreamId, device_id: TerminalId
) -> tuple[int, bytes]:
    """Walk the facts of an earlier stream that this one begins with; return number and chain hash of the last."""
    seq, chain = 0, chain_start(stream_id, device_id)
    for row_seq, entry_no, content, row_chain in connection.execute(_REISSUED, (stream_no,)):
        seq += 1
        must_equal("reissued", (stream_no, entry_no), "seq", row_seq, seq)
        if content is None:
            raise WrongRow("reissued", (stream_no, seq), "verify.no_fact")
        chain = chain_hash(stream_id, seq, chain, content)
        must_equal("reissued", (stream_no, seq), "chain_hash", row_chain, chain)
    return seq, chain


def _check_head(entry_no: int, event_id: UUID, kind: str, at_ms: int, body: bytes) -> None:
    try:
        head = read_head(body)
    except msgspec.DecodeError as error:
        raise WrongRow("journal", entry_no, "verify.no_fact") from error
    wanted = (VERSION, str(event_id), kind, at_ms)
    must_equal("journal", entry_no, "body", (head.v, head.id, head.t, head.at), wanted)
