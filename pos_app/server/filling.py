"""Fills an empty database with what another one had."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec
from sqlalchemy import MetaData, Table, column, table, text
from sqlalchemy.schema import DropTable
from sqlalchemy.sql.expression import TableClause

from pos_app.kernel.errors import Refused
from pos_app.kernel.ids import IdSource
from pos_app.server.database import ServerDatabase, Tx
from pos_app.server.dump import Frame, Header, Rows, TableBegins
from pos_app.server.identity import RESTORING
from pos_app.server.migrations.versions import CURRENT
from pos_app.server.schema import make_schema, our_tables, schema_of

_META = "meta"
_BEGUN = text("INSERT INTO meta (name, value) VALUES (:name, '1')")
_FORGET = text("DELETE FROM meta")
_NO_LANES = text("DELETE FROM lane")
_KEEP = text("INSERT INTO meta (name, value) VALUES (:name, :value)")


class Copied(msgspec.Struct, frozen=True):
    """What a copy held: rows of each table, the epoch that counts from now on."""

    counts: dict[str, int]
    epoch: str

    @property
    def rows(self) -> int:
        """All rows together."""
        return sum(self.counts.values())


def fill(database: ServerDatabase, given: Iterable[Frame], ids: IdSource) -> Copied:
    """Write the rows of a copy, some in each transaction, then bring the tables up to date.

    Until the last one the database says of itself that it is being filled: no server works on it. Raises Refused
    `server.not_empty`, `server.schema_newer`, `server.backup_damaged`; Unavailable `server.database_gone`.
    """
    one = _Filling(database)
    for frame in given:
        one.take(frame)
    if not one.is_whole:
        raise Refused("server.backup_damaged", file="")
    epoch = one.finish(str(ids()))
    make_schema(database)
    return Copied(one.counts, epoch)


def wipe(database: ServerDatabase) -> None:
    """Remove every table of a server with all that is in them, in one transaction."""

    def work(tx: Tx) -> None:
        for name in our_tables(tx):
            tx.connection.execute(DropTable(Table(name, MetaData())))

    database.write(work)


class _Filling:
    """What has come so far."""

    def __init__(self, database: ServerDatabase) -> None:
        self._database = database
        self._into: TableClause | None = None
        self._columns: tuple[str, ...] = ()
        self._meta: list[dict[str, Any]] = []
        self.counts: dict[str, int] = {}
        self.is_whole = False

    def take(self, frame: Frame) -> None:
        """Take the next frame."""
        if isinstance(frame, Header):
            self._prepare(frame)
        elif isinstance(frame, TableBegins):
            self._into = table(frame.table, *(column(each) for each in frame.columns))
            self._columns = frame.columns
            self.counts[frame.table] = 0
        elif isinstance(frame, Rows):
            self._keep(frame.rows)
        else:
            self.is_whole = frame.counts == self.counts

    def finish(self, epoch: str) -> str:
        """Let the database be a server's."""
        rows = [each for each in self._meta if each["name"] not in ("epoch", RESTORING)]
        rows.append({"name": "epoch", "value": epoch})

        def work(tx: Tx) -> None:
            tx.run(_FORGET)
            tx.many(_KEEP, rows)

        self._database.write(work)
        return epoch

    def _prepare(self, header: Header) -> None:
        if header.schema > CURRENT:
            raise Refused("server.schema_newer", found=header.schema, known=CURRENT)
        if schema_of(self._database):
            raise Refused("server.not_empty")
        make_schema(self._database, up_to=header.schema)

        def begin(tx: Tx) -> None:
            tx.run(_BEGUN, name=RESTORING)
            tx.run(_NO_LANES)

        self._database.write(begin)

    def _keep(self, values: tuple[tuple[Any, ...], ...]) -> None:
        into = self._into
        assert into is not None, "rows of no table"
        rows = [dict(zip(self._columns, row, strict=True)) for row in values]
        self.counts[into.name] += len(rows)
        if into.name == _META:
            self._meta += rows
        elif rows:
            self._database.write(lambda tx: tx.connection.execute(into.insert(), rows).rowcount)
