"""One process at a time works on a server's SQLite file; PostgreSQL takes as many as there are."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from pos_app.kernel.errors import Unavailable

LOCK_FILE = "server.lock"

if sys.platform == "win32":
    import msvcrt

    def _try_lock(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _try_lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


class FolderLock:
    """A lock the operating system lets go of when the process ends, however it ends."""

    def __init__(self, folder: Path) -> None:
        """Take the lock. Raises Unavailable `server.in_use` (folder), `server.folder` (file, detail)."""
        path = folder / LOCK_FILE
        try:
            self._handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise Unavailable("server.folder", file=str(path), detail=error.strerror or "") from error
        try:
            _try_lock(self._handle)
        except OSError as error:
            os.close(self._handle)
            raise Unavailable("server.in_use", folder=str(folder)) from error

    def release(self) -> None:
        """Let another process in."""
        os.close(self._handle)
