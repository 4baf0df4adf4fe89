"""Makes the server's tables, brings older ones up to date."""

from __future__ import annotations

import re
from types import ModuleType

from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError

from pos_app.kernel.errors import Refused
from pos_app.server.database import ServerDatabase, Tx
from pos_app.server.migrations.versions import CURRENT, VERSIONS
from pos_app.wire.bucket import BUCKETS

_VERSION = text("SELECT value FROM meta WHERE name = 'schema'")
_MARK = text(
    "INSERT INTO meta (name, value) VALUES ('schema', :value) ON CONFLICT (name) DO UPDATE SET value = excluded.value"
)
_LANE = text("INSERT INTO lane (bucket, head) VALUES (:bucket, 0) ON CONFLICT (bucket) DO NOTHING")
_MAKES = re.compile(r"CREATE TABLE (\w+)")
_THERE_ALREADY = frozenset({"42P07", "42710", "42701", "23505"})
"""SQLSTATEs of a thing that another process has just made: table, object, column, its name in the catalogue."""


def schema_of(database: ServerDatabase) -> int:
    """Return the version of the schema, 0 for an empty database. Raises Unavailable `server.database_gone`."""
    if not database.read(_has_meta):
        return 0
    row = database.read(lambda tx: tx.row(_VERSION))
    return int(row.value) if row is not None else 0


def our_tables(tx: Tx) -> list[str]:
    """Return the names of the tables there are, ours alone, sorted."""
    made = {
        found[1]
        for version in VERSIONS
        for statement in version.STATEMENTS
        if (found := _MAKES.match(statement)) is not None
    }
    return sorted(made.intersection(inspect(tx.connection).get_table_names()))


def is_empty(database: ServerDatabase) -> bool:
    """Say whether no server ever began on this database."""
    return not database.read(our_tables)


def make_schema(database: ServerDatabase, up_to: int = CURRENT) -> None:
    """Bring the database to version `up_to`; any number of processes may do so at once.

    Raises Refused `server.schema_newer` (found, known) for a database of a newer program.
    """
    found = schema_of(database)
    if found > CURRENT:
        raise Refused("server.schema_newer", found=found, known=CURRENT)
    for version in VERSIONS:
        if found < version.VERSION <= up_to:
            _run(database, version)
    database.write(lambda tx: tx.many(_LANE, [{"bucket": bucket} for bucket in range(BUCKETS)]))


def _has_meta(tx: Tx) -> bool:
    return bool(inspect(tx.connection).has_table("meta"))


def _run(database: ServerDatabase, version: ModuleType) -> None:
    """On SQLite a version is one transaction; elsewhere each statement, which another process may have run."""
    if database.is_postgres:
        for statement in version.STATEMENTS:
            _make(database, statement)
        database.write(lambda tx: tx.run(_MARK, value=str(version.VERSION)))
        return

    def all_of_it(tx: Tx) -> None:
        row = tx.row(_VERSION) if _has_meta(tx) else None
        if row is not None and int(row.value) >= version.VERSION:
            return
        for statement in version.STATEMENTS:
            tx.run(text(statement))
        tx.run(_MARK, value=str(version.VERSION))

    database.write(all_of_it)


def _make(database: ServerDatabase, statement: str) -> None:
    try:
        database.write(lambda tx: tx.run(text(statement)))
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) not in _THERE_ALREADY:
            raise
