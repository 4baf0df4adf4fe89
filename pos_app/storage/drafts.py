"""The open sale, kept in a file of its own without waiting for the disk."""

from __future__ import annotations

import hashlib
import logging
import threading
from pathlib import Path

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError
from sqlcipher3 import dbapi2

from pos_app.kernel.errors import Refused
from pos_app.kernel.limits import DRAFT_BYTES_MAX
from pos_app.storage.engine import Durability, open_engine
from pos_app.storage.failures import translated

_log = logging.getLogger(__name__)

_CREATE = """CREATE TABLE IF NOT EXISTS draft (
    only INTEGER PRIMARY KEY CHECK (only = 1), after_entry INTEGER NOT NULL,
    body BLOB NOT NULL, digest BLOB NOT NULL) STRICT"""
_KEEP = "INSERT OR REPLACE INTO draft VALUES (1, ?, ?, ?)"


class Drafts:
    """One row: the open sale, with the last sale that was in the books when it was kept.

    A kill leaves this state or the one before. A power cut may lose the file, so a damaged one is made anew:
    it must never keep a till from starting. A draft of a sale that was filed since names an older last sale,
    and is not offered.
    """

    def __init__(self, path: Path, key: bytes) -> None:
        self._path = path
        self._key = key
        self._lock = threading.Lock()
        try:
            self._connection = self._open()
        except (dbapi2.Error, DBAPIError) as error:
            _log.info("the kept sale cannot be read and is given up: %s", error)
            self._remove()
            with translated():
                self._connection = self._open()

    def keep(self, body: bytes, after_entry: int) -> None:
        """Keep the open sale. Raises Refused `draft.too_large`, Unavailable."""
        if len(body) > DRAFT_BYTES_MAX:
            raise Refused("draft.too_large", size=len(body), limit=DRAFT_BYTES_MAX)
        values = (after_entry, body, hashlib.sha256(body).digest())
        with self._lock, translated():
            self._connection.exec_driver_sql(_KEEP, values)

    def read(self, last_entry: int) -> bytes | None:
        """Return the open sale unless it was filed or is torn; `last_entry` is the last sale in the books."""
        with self._lock, translated():
            row = self._connection.exec_driver_sql("SELECT after_entry, body, digest FROM draft").first()
        if row is None or row[0] != last_entry or hashlib.sha256(row[1]).digest() != row[2]:
            return None
        return bytes(row[1])

    def drop(self) -> None:
        """Forget the open sale."""
        with self._lock, translated():
            self._connection.exec_driver_sql("DELETE FROM draft")

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()

    def _open(self) -> Connection:
        connection = open_engine(self._path, self._key, Durability.OFF).connect()
        try:
            connection.exec_driver_sql("PRAGMA wal_autocheckpoint = 200").all()
            connection.exec_driver_sql(_CREATE)
            connection.exec_driver_sql("SELECT count(*), max(length(body)) FROM draft").all()
        except DBAPIError:
            connection.close()
            raise
        return connection

    def _remove(self) -> None:
        for name in (self._path.name, f"{self._path.name}-wal", f"{self._path.name}-shm"):
            self._path.with_name(name).unlink(missing_ok=True)
