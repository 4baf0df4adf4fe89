"""Printers on a USB device file such as /dev/usb/lp0."""

from __future__ import annotations

import os
import select
import stat
import time
from pathlib import Path

from pos_app.kernel.errors import Unavailable
from pos_app.kernel.limits import PRINT_ANSWER_BYTES_MAX, PRINT_CHUNK_BYTES, PRINT_WRITE_TIMEOUT_S

_NONBLOCK: int = getattr(os, "O_NONBLOCK", 0)
_NOCTTY: int = getattr(os, "O_NOCTTY", 0)
_BINARY: int = getattr(os, "O_BINARY", 0)  # Windows would turn every line feed into two bytes


class FileLink:
    """A character device is read and written without ever blocking; a plain file only grows."""

    def __init__(self, path: Path, *, write_timeout_s: float = PRINT_WRITE_TIMEOUT_S) -> None:
        """Remember the path; nothing is opened yet."""
        self._path = path
        self._write_timeout_s = write_timeout_s
        self._handle: int | None = None
        self._is_device = False

    @property
    def can_answer(self) -> bool:
        """A device may answer, a plain file never does."""
        return self._is_device

    @property
    def bytes_per_second(self) -> int:
        """USB is never what a printer waits for."""
        return 0

    def open(self) -> None:
        """Open the device, or the plain file at its end."""
        where = str(self._path)
        try:
            self._is_device = stat.S_ISCHR(self._path.stat().st_mode)
            flags = (
                os.O_RDWR | _NONBLOCK | _NOCTTY if self._is_device else os.O_WRONLY | os.O_APPEND | _BINARY
            )
            self._handle = os.open(self._path, flags)
        except (FileNotFoundError, NotADirectoryError):
            raise Unavailable("printer.not_reachable", where=where, why="no such device") from None
        except (PermissionError, IsADirectoryError, ValueError) as error:
            raise Unavailable("printer.misconfigured", where=where, why=str(error)) from None
        except OSError as error:
            raise Unavailable("printer.not_reachable", where=where, why=str(error)) from None

    def write(self, data: bytes) -> None:
        """Hand over all bytes, waiting for the device to take each piece."""
        handle = self._opened()
        sent = 0
        deadline_s = time.monotonic() + self._write_timeout_s
        while sent < len(data):
            left_s = deadline_s - time.monotonic()
            try:
                if left_s <= 0 or (self._is_device and not select.select([], [handle], [], left_s)[1]):
                    raise Unavailable("printer.timed_out", sent=sent)
                sent += os.write(handle, data[sent : sent + PRINT_CHUNK_BYTES])
                deadline_s = time.monotonic() + self._write_timeout_s
            except BlockingIOError:  # it was ready, but no longer is
                continue
            except OSError as error:
                raise Unavailable("printer.lost_mid_job", sent=sent, why=str(error)) from None

    def read(self, timeout_ms: int) -> bytes:
        """Return what arrived; nothing from a plain file."""
        handle = self._opened()
        if not self._is_device:
            return b""
        try:
            if not select.select([handle], [], [], timeout_ms / 1000)[0]:
                return b""
            data = os.read(handle, PRINT_ANSWER_BYTES_MAX)
            if not data:  # a one-way device: wait as a silent printer would make us wait
                select.select([], [], [], timeout_ms / 1000)
            return data
        except BlockingIOError:
            return b""
        except OSError as error:
            raise Unavailable("printer.lost_mid_job", sent=0, why=str(error)) from None

    def close(self) -> None:
        """Let go of the device."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    def _opened(self) -> int:
        assert self._handle is not None, "open() comes first"
        return self._handle
