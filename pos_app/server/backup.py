"""Copies a server's database to a file, from a file, from one engine to another."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Select, literal_column, select, table, text

from pos_app.kernel.clock import Clock
from pos_app.kernel.exchange_limits import BACKUP_FRAME_ROWS
from pos_app.kernel.ids import IdSource
from pos_app.server.database import ServerDatabase, Tx
from pos_app.server.dump import FORMAT, DumpWriter, End, Frame, Header, Rows, TableBegins, check_whole, frames
from pos_app.server.filling import Copied, fill
from pos_app.server.schema import our_tables

_META = text("SELECT name, value FROM meta")


def back_up(database: ServerDatabase, path: Path, clock: Clock) -> Copied:
    """Write everything there is at one instant to a file; the server may go on working meanwhile.

    Raises Unavailable `server.database_gone`, `server.backup_unwritable`.
    """
    writer = DumpWriter(path)

    def work(tx: Tx) -> Copied:
        writer.begin()
        counts: dict[str, int] = {}
        epoch = ""
        for frame in frames_of(tx, clock.now_ms()):
            if isinstance(frame, Header):
                epoch = frame.epoch
            if isinstance(frame, End):
                counts = frame.counts
            writer.write(frame)
        return Copied(counts, epoch)

    try:
        copied = database.read(work)
        writer.end()
    finally:
        writer.abandon()
    return copied


def restore(database: ServerDatabase, path: Path, ids: IdSource) -> Copied:
    """Fill an empty database from a file; the server gets a new epoch, so that terminals send what is missing.

    Raises Refused `server.not_empty`, `server.backup_damaged`, `server.backup_newer`; Unavailable.
    """
    check_whole(path)
    return fill(database, frames(path), ids)


def move(source: ServerDatabase, target: ServerDatabase, clock: Clock, ids: IdSource) -> Copied:
    """Copy everything there is at one instant into an empty database, of either engine; the copy gets a new epoch.

    No server may run on `source` meanwhile. Raises Refused `server.not_empty`; Unavailable `server.database_gone`.
    """
    return source.read(lambda tx: fill(target, frames_of(tx, clock.now_ms()), ids))


def frames_of(tx: Tx, at_ms: int) -> Iterator[Frame]:
    """Every table as it stands in one transaction."""
    meta = {row.name: row.value for row in tx.rows(_META)}
    yield Header(FORMAT, int(meta["schema"]), at_ms, meta["epoch"], meta["name"])
    counts = {}
    for name in our_tables(tx):
        columns = _columns(tx, name)
        yield TableBegins(name, columns)
        counts[name] = 0
        for rows in tx.stream(select(literal_column("*")).select_from(table(name)), BACKUP_FRAME_ROWS):
            counts[name] += len(rows)
            yield Rows(tuple(tuple(row) for row in rows))
    yield End(counts)


def _columns(tx: Tx, name: str) -> tuple[str, ...]:
    nothing: Select[Any] = select(literal_column("*")).select_from(table(name)).limit(0)
    return tuple(tx.connection.execute(nothing).keys())
