"""What a terminal still regards as reserved: confirmed holds come back, forgotten ones are released."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import text

from pos_app.server.database import ServerDatabase
from pos_app.server.reservations import reinstate, release_forgotten
from pos_app.wire.bucket import bucket_of
from pos_app.wire.push import OpenReservation

_LISTS = text(
    """SELECT ctl, before_seq, after_seq, body, is_reinstated FROM open_list
    WHERE bucket = :bucket AND stream_id = :stream ORDER BY ctl"""
)
_REINSTATED = text(
    "UPDATE open_list SET is_reinstated = 1 WHERE bucket = :bucket AND stream_id = :stream AND ctl = :ctl"
)
_OVER = text("DELETE FROM open_list WHERE bucket = :bucket AND stream_id = :stream AND ctl <= :ctl")
_OPEN = msgspec.json.Decoder(tuple[OpenReservation, ...])
_NO_END = 1 << 62


class OpenLists:
    """The open lists of a stream that wait for facts (SYNC.md R8, R10)."""

    def __init__(self, database: ServerDatabase, stream_id: UUID, device_id: UUID, is_current: bool) -> None:
        self._database = database
        self._stream_id = stream_id
        self._device_id = device_id
        self._is_current = is_current
        self._key = {"bucket": bucket_of(device_id), "stream": stream_id.bytes}
        self.is_waiting = False
        """Whether a list is due after the facts up to the end that `settle` returned."""

    def settle(self, applied_seq: int, now_ms: int, before_release: Callable[[], None]) -> int:
        """Do what is due once the facts up to `applied_seq` are applied; return the last fact (sequence number) that
        may be applied before something else is due. `before_release` runs before anything is released.
        """
        rows: Sequence[Any] = self._database.read(lambda tx: tx.rows(_LISTS, **self._key))
        if not rows:
            return _NO_END
        released = [row for row in rows if row.after_seq <= applied_seq]
        for row in rows:
            if row.before_seq <= applied_seq and not row.is_reinstated:
                self._reinstate(row, now_ms)
        if released:
            before_release()
            self._release(released[-1])
        waiting = [row for row in rows if row.after_seq > applied_seq]
        ends = [row.after_seq for row in waiting]
        ends += [row.before_seq for row in waiting if row.before_seq > applied_seq]
        self.is_waiting = bool(ends)
        return min(ends, default=_NO_END)

    def _reinstate(self, row: Any, now_ms: int) -> None:
        for each in _OPEN.decode(row.body):
            if each.confirmed:
                reinstate(self._database, self._device_id, self._stream_id, each, now_ms)
        self._database.write(lambda tx: tx.run(_REINSTATED, **self._key, ctl=row.ctl))

    def _release(self, row: Any) -> None:
        """The newest list that is due says it all."""
        alive = frozenset(each.res_id for each in _OPEN.decode(row.body))
        release_forgotten(
            self._database, self._device_id, self._stream_id if self._is_current else None, row.ctl, alive
        )
        self._database.write(lambda tx: tx.run(_OVER, **self._key, ctl=row.ctl))
