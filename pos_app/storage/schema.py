"""Brings a database file to the schema this program knows, or refuses to touch it."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from pos_app.kernel.errors import Unavailable
from pos_app.storage.database import begin, roll_back
from pos_app.storage.engine import connect, open_engine
from pos_app.storage.failures import translated
from pos_app.storage.migrations import CURRENT, VERSIONS


def bring_up_to_date(path: Path, key: bytes, target: str = CURRENT) -> str | None:
    """Make or migrate the database at `path` and return the version it was at (None = it was empty or
    missing).

    Raises Unavailable: `storage.newer` (untouched), `storage.damaged`, `storage.migration_failed` (as it was
    before, a backup lies beside it), `storage.full`, `storage.read_only`.
    """
    with translated():
        found = _read_version(path, key)
        if found == target:
            return found
        if found is not None and found not in VERSIONS:
            raise Unavailable("storage.newer", found=found, known=CURRENT)
        if found is not None:
            _back_up(path, key, found)
        _migrate(path, key, found, target)
    return found


def _read_version(path: Path, key: bytes) -> str | None:
    if not path.exists():
        return None
    connection = connect(path, key)
    try:
        return read_version(connection)
    finally:
        connection.close()


def read_version(connection: Any) -> str | None:
    """Return the schema version a driver connection finds, None in an empty database.

    Raises Unavailable `storage.newer` for a schema that says no version at all, the driver's error for other
    files.
    """
    tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    if not tables:
        return None
    if ("alembic_version",) not in tables:
        raise Unavailable("storage.newer", found="?", known=CURRENT)
    row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return str(row[0]) if row else "?"


def _back_up(path: Path, key: bytes, found: str) -> None:
    """Copy the closed file: that keeps it encrypted. The caller holds the process lock, nobody writes
    meanwhile.
    """
    connection = connect(path, key)
    try:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    finally:
        connection.close()
    copy = path.with_name(f"{path.stem}.version-{found}{path.suffix}")
    try:
        shutil.copyfile(path, copy)
        with copy.open("rb+") as written:
            os.fsync(written.fileno())
    except OSError as error:
        copy.unlink(missing_ok=True)
        raise Unavailable("storage.full", detail=str(error)) from error


def _migrate(path: Path, key: bytes, found: str | None, target: str) -> None:
    from pos_app.storage.migrations import upgrade

    engine = open_engine(path, key)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
        begin(connection)
        try:
            upgrade.run(connection, found, target)
            _check_references(connection, found, target)
            connection.exec_driver_sql("COMMIT")
        except BaseException:
            roll_back(connection)
            raise
    engine.dispose()


def _check_references(connection: Connection, found: str | None, target: str) -> None:
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if broken is not None:
        raise Unavailable("storage.migration_failed", found=found or "-", wanted=target, table=str(broken[0]))
