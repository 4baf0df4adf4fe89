"""Connections to the encrypted database, set up in the one safe way."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine
from sqlalchemy.pool import NullPool
from sqlcipher3 import dbapi2

from pos_app.kernel.errors import Unavailable
from pos_app.kernel.limits import (
    STORAGE_BUSY_TIMEOUT_MS,
    STORAGE_CACHE_KIB,
    STORAGE_STATEMENTS_KEPT,
    WAL_FILE_BYTES_KEPT,
)

SQLITE_NEEDED = (3, 51, 3)
"""Older ones can corrupt a database in WAL mode when a writer meets a checkpoint."""


class Durability(StrEnum):
    """What a commit waits for."""

    FULL = "FULL"
    """The disk has it."""
    OFF = "OFF"
    """The operating system has it: survives a kill, not a power cut."""


def check_library(version: tuple[int, int, int] = dbapi2.sqlite_version_info) -> None:
    """Raise Unavailable `storage.old_sqlite` when the SQLite that comes with the driver is not safe."""
    if version < SQLITE_NEEDED:
        raise Unavailable(
            "storage.old_sqlite",
            found=".".join(map(str, version)),
            needed=".".join(map(str, SQLITE_NEEDED)),
        )


def connect(path: Path, key: bytes, durability: Durability = Durability.FULL, read_only: bool = False) -> Any:
    """Return a driver connection to an encrypted WAL database; `key` are its 32 raw bytes.

    Raises the driver's errors: a file that is not ours shows up at the first statement.
    """
    mode = "ro" if read_only else "rwc"
    connection = dbapi2.connect(
        f"{path.absolute().as_uri()}?mode={mode}",
        uri=True,
        isolation_level=None,
        check_same_thread=False,
        cached_statements=STORAGE_STATEMENTS_KEPT,
    )
    try:
        for statement in _settings(key, durability, read_only):
            connection.execute(statement).fetchall()
    except dbapi2.Error:
        connection.close()
        raise
    return connection


def _settings(key: bytes, durability: Durability, read_only: bool) -> list[str]:
    settings = [
        "PRAGMA cipher_log_level = NONE",
        f"PRAGMA key = \"x'{key.hex()}'\"",
        f"PRAGMA busy_timeout = {STORAGE_BUSY_TIMEOUT_MS}",
        "PRAGMA trusted_schema = OFF",
        "PRAGMA foreign_keys = ON",
        "PRAGMA mmap_size = 0",
        "PRAGMA temp_store = MEMORY",
        f"PRAGMA cache_size = -{STORAGE_CACHE_KIB}",
    ]
    if read_only:
        return [*settings, "PRAGMA query_only = ON"]
    return [
        *settings,
        "PRAGMA journal_mode = WAL",
        f"PRAGMA synchronous = {durability.value}",
        f"PRAGMA journal_size_limit = {WAL_FILE_BYTES_KEPT}",
        "PRAGMA wal_autocheckpoint = 0",
    ]


def open_engine(
    path: Path, key: bytes, durability: Durability = Durability.FULL, read_only: bool = False
) -> Engine:
    """Return an SQLAlchemy engine whose connections begin and commit only when told to."""
    return create_engine(
        "sqlite://",
        module=dbapi2,
        creator=lambda: connect(path, key, durability, read_only),
        poolclass=NullPool,
        isolation_level="AUTOCOMMIT",
    )
