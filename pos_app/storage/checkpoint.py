"""The thread that moves the write-ahead log into the database file."""

from __future__ import annotations

import logging
import threading

from sqlalchemy import Engine

from pos_app.kernel.errors import PosError
from pos_app.storage.failures import translated

_log = logging.getLogger(__name__)


class Checkpointer:
    """Checkpoints on its own connection, so that no sale ever waits for one."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._wake = threading.Event()
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="storage-checkpoint", daemon=True)
        self._thread.start()

    def wake(self) -> None:
        """Ask for a checkpoint soon."""
        self._wake.set()

    def stop(self) -> None:
        """End the thread after the checkpoint it is at."""
        self._stopping = True
        self._wake.set()
        self._thread.join()

    def _run(self) -> None:
        while True:
            self._wake.wait()
            self._wake.clear()
            if self._stopping:
                return
            try:
                self._checkpoint()
            except PosError as failed:
                _log.warning("checkpoint put off: %s", failed)

    def _checkpoint(self) -> None:
        with translated(), self._engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(PASSIVE)").all()
