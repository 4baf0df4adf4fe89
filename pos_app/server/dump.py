"""The whole database as one portable file: neither SQLite's nor PostgreSQL's.

gzip of frames (4 bytes of length, big-endian, then msgpack): a header; for each table its name with the columns, then
its rows, some at a time; last a frame with the count of each table, without which a file is not whole.
"""

from __future__ import annotations

import gzip
import os
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

from pos_app.kernel.errors import Refused, Unavailable
from pos_app.kernel.exchange_limits import BACKUP_FRAME_BYTES_MAX

FORMAT = 1
_LENGTH_BYTES = 4
_LEVEL = 3


class Header(msgspec.Struct, frozen=True, tag="header"):
    """What a file is: `schema` is the version of the tables, `made_at` ms UTC, `epoch` of the server it is of."""

    format: int
    schema: int
    made_at: int
    epoch: str
    name: str


class TableBegins(msgspec.Struct, frozen=True, tag="table"):
    """The rows that follow are of this table, their values in the order of `columns`."""

    table: str
    columns: tuple[str, ...]


class Rows(msgspec.Struct, frozen=True, tag="rows"):
    """Some rows of the table named last."""

    rows: tuple[tuple[Any, ...], ...]


class End(msgspec.Struct, frozen=True, tag="end"):
    """How many rows each table has."""

    counts: dict[str, int]


Frame = Header | TableBegins | Rows | End
_DECODER = msgspec.msgpack.Decoder(Frame)


class DumpWriter:
    """Writes frames to a draft beside `path`, which gets its name only when it is whole."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._draft = path.with_name(f"{path.name}.part")
        self._raw: BinaryIO | None = None
        self._packed: gzip.GzipFile | None = None

    def begin(self) -> None:
        """Start, or start again from nothing. Raises Unavailable `server.backup_unwritable` (file, detail)."""
        self._drop()
        try:
            file = os.open(
                self._draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o600
            )
        except OSError as error:
            raise self._unwritable(error) from error
        self._raw = os.fdopen(file, "wb")
        self._packed = gzip.GzipFile(filename="", mode="wb", compresslevel=_LEVEL, fileobj=self._raw, mtime=0)

    def write(self, frame: Frame) -> None:
        """Add a frame. Raises Unavailable `server.backup_unwritable`."""
        assert self._packed is not None, "begin comes first"
        content = msgspec.msgpack.encode(frame)
        try:
            self._packed.write(len(content).to_bytes(_LENGTH_BYTES, "big") + content)
        except OSError as error:
            raise self._unwritable(error) from error

    def end(self) -> None:
        """Bring everything to the disk, give the file its name. Raises Unavailable `server.backup_unwritable`."""
        assert self._packed is not None
        assert self._raw is not None
        try:
            self._packed.close()
            self._raw.flush()
            os.fsync(self._raw.fileno())
            self._raw.close()
            self._draft.replace(self._path)
        except OSError as error:
            raise self._unwritable(error) from error
        self._raw = self._packed = None

    def abandon(self) -> None:
        """Leave nothing behind; fine after `end`."""
        self._drop()
        self._draft.unlink(missing_ok=True)

    def _drop(self) -> None:
        if self._raw is not None:
            self._raw.close()
        self._raw = self._packed = None

    def _unwritable(self, error: OSError) -> Unavailable:
        return Unavailable(
            "server.backup_unwritable", file=str(self._path), detail=error.strerror or str(error)
        )


def frames(path: Path) -> Iterator[Frame]:
    """Yield the frames of a file, the header first, the end last.

    Raises Refused `server.backup_damaged` (file), `server.backup_newer`; Unavailable `server.backup_unreadable`.
    """
    try:
        with gzip.open(path, "rb") as file:
            first = True
            while True:
                frame = _next(file)
                if first and not isinstance(frame, Header):
                    raise Refused("server.backup_damaged", file=str(path))
                if isinstance(frame, Header) and frame.format > FORMAT:
                    raise Refused("server.backup_newer", file=str(path))
                first = False
                if isinstance(frame, End) and file.read(1):  # reading to the end compares the checksum, too
                    raise EOFError
                yield frame
                if isinstance(frame, End):
                    return
    except (EOFError, zlib.error, gzip.BadGzipFile, msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise Refused("server.backup_damaged", file=str(path)) from error
    except OSError as error:
        raise Unavailable("server.backup_unreadable", file=str(path), detail=error.strerror or "") from error


def check_whole(path: Path) -> None:
    """Read a file to its end: nothing is begun with one that is not whole. Raises as `frames`."""
    for _frame in frames(path):
        continue


def _next(file: gzip.GzipFile) -> Frame:
    head = _exactly(file, _LENGTH_BYTES)
    length = int.from_bytes(head, "big")
    if length > BACKUP_FRAME_BYTES_MAX:
        raise EOFError
    frame: Frame = _DECODER.decode(_exactly(file, length))
    return frame


def _exactly(file: gzip.GzipFile, length: int) -> bytes:
    content = file.read(length)
    if len(content) < length:
        raise EOFError
    return content
