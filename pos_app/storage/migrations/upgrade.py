"""Runs the migrations a database still lacks, inside one transaction."""

from __future__ import annotations

from types import ModuleType

from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection

from pos_app.storage.migrations import VERSIONS, v0001_baseline, v0002_quick_keys, v0003_accounts, v0004_sync

_OLDEST_FIRST = (v0001_baseline, v0002_quick_keys, v0003_accounts, v0004_sync)
MODULES: dict[str, ModuleType] = {module.revision: module for module in _OLDEST_FIRST}


def run(connection: Connection, found: str | None, target: str = VERSIONS[-1]) -> None:
    """Bring the schema from version `found` (None = empty) to `target`.

    The caller holds a transaction on `connection`, with foreign keys off: SQLite alters a table by making it
    anew, and dropping the old one would take all rows that refer to it along.
    """
    first = VERSIONS.index(found) + 1 if found else 0
    if not found:
        connection.exec_driver_sql("CREATE TABLE alembic_version (version_num TEXT NOT NULL PRIMARY KEY)")
    context = MigrationContext.configure(connection, opts={"render_as_batch": True})
    with Operations.context(context):
        for version in VERSIONS[first : VERSIONS.index(target) + 1]:
            MODULES[version].upgrade()
    connection.exec_driver_sql("DELETE FROM alembic_version")
    connection.exec_driver_sql("INSERT INTO alembic_version VALUES (?)", (target,))
