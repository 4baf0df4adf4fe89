"""Facts that the server has not acknowledged, as a file."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from pos_app.kernel.exchange_limits import PUSH_BYTES_MAX, PUSH_FACTS_MAX
from pos_app.kernel.ids import TerminalId
from pos_app.storage.database import Database
from pos_app.storage.syncing.facts import read_batch, stream_states


def untold_lines(database: Database, device_id: TerminalId) -> Iterator[bytes]:
    """Yield one line of JSON for each fact, oldest first: device, stream, seq, hashes `c`, `h`, body."""
    with database.transaction() as connection:
        streams = stream_states(connection)
    for stream in streams:
        at = stream
        while at.acked < at.last:
            with database.transaction() as connection:
                batch = read_batch(connection, at, device_id, PUSH_FACTS_MAX, PUSH_BYTES_MAX)
            for fact in batch.facts:
                place = {"device": str(device_id), "stream": str(stream.stream_id)}
                yield msgspec.json.encode({**place, **msgspec.to_builtins(fact)}) + b"\n"
            at = at._replace(acked=at.acked + len(batch.facts))
