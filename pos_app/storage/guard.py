"""The small file that tells when the database was put back to an older state."""

from __future__ import annotations

import os
from pathlib import Path
from uuid import UUID

import msgspec

from pos_app.kernel.errors import Unavailable
from pos_app.kernel.ids import StreamId


class Mark(msgspec.Struct, frozen=True):
    """How far a stream had come."""

    stream: UUID
    seq: int
    ctl: int


_BYTES = 160
_DECODER = msgspec.json.Decoder(Mark)


class Guard:
    """Writes the mark after each commit without a sync: one write of fixed length at a fixed place."""

    def __init__(self, path: Path) -> None:
        """Open the file. Raises Unavailable `storage.read_only`."""
        try:
            self._handle = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
        except OSError as error:
            raise Unavailable("storage.read_only", detail=str(error)) from error

    def read(self) -> Mark | None:
        """Return the mark of the last commit, None if there is none that can be read."""
        os.lseek(self._handle, 0, os.SEEK_SET)
        try:
            return _DECODER.decode(os.read(self._handle, _BYTES))
        except msgspec.DecodeError:
            return None

    def write(self, stream_id: StreamId, seq: int, ctl: int) -> None:
        """Set the mark. A disk without room for it costs the guard, never the sale."""
        text = msgspec.json.encode(Mark(stream_id, seq, ctl)).ljust(_BYTES)
        try:
            os.lseek(self._handle, 0, os.SEEK_SET)
            os.write(self._handle, text)
        except OSError:
            return

    def close(self) -> None:
        """Close the file."""
        os.close(self._handle)
