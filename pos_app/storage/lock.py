"""One process owns a data folder."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from pos_app.kernel.errors import Unavailable

if sys.platform == "win32":
    import msvcrt

    def _try_lock(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _try_lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


class ProcessLock:
    """A lock the operating system lets go of when the process ends, however it ends."""

    def __init__(self, path: Path) -> None:
        """Take the lock. Raises Unavailable `storage.in_use` (another has it), `storage.read_only`."""
        try:
            self._handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise Unavailable("storage.read_only", detail=str(error)) from error
        try:
            _try_lock(self._handle)
        except OSError as error:
            os.close(self._handle)
            raise Unavailable("storage.in_use", detail=str(path.parent)) from error

    def release(self) -> None:
        """Let another process in."""
        os.close(self._handle)
