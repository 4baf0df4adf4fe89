"""One writer, a reader for each thread, transactions that happen whole or not at all."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError
from sqlcipher3 import dbapi2

from pos_app.kernel.errors import Unavailable
from pos_app.kernel.limits import BULK_SALES_PER_COMMIT, CHECKPOINT_COMMITS
from pos_app.storage.checkpoint import Checkpointer
from pos_app.storage.engine import open_engine
from pos_app.storage.failures import translated, unavailable

Values = Sequence[Any]


class Watcher(Protocol):
    """Told about the end of transactions, on the thread that wrote, while it holds the write lock."""

    def committed(self) -> None:
        """What was written is durable."""
        ...

    def undone(self) -> None:
        """What was written since the last commit may not have happened."""
        ...


class Database:
    """The open database. Reads use a held connection of the calling thread, writes go through one lock."""

    def __init__(self, path: Path, key: bytes) -> None:
        self.engine = open_engine(path, key)
        self._reading = threading.local()
        self._readers: list[Connection] = []
        self._readers_lock = threading.Lock()
        self._lock = threading.RLock()
        self._commits = 0
        self._bulk_left: int | None = None
        self._bulk_thread = 0
        self._bulk_size = 0
        self._watchers: list[Watcher] = []
        with translated():
            self._writer = self.engine.connect()
        self._checkpointer = Checkpointer(self.engine)

    def watch(self, watcher: Watcher) -> None:
        """Tell `watcher` about the end of every transaction."""
        self._watchers.append(watcher)

    def row(self, sql: str, values: Values = ()) -> Any | None:
        """Return the first row of a read, or None. Raises Unavailable."""
        try:
            cursor = self._reader().execute(sql, values)
            found = cursor.fetchone()
            cursor.close()
        except dbapi2.Error as error:
            raise unavailable(error) or error from error
        return found

    def rows(self, sql: str, values: Values = ()) -> Sequence[Any]:
        """Return all rows of a read. Raises Unavailable."""
        try:
            found: list[Any] = self._reader().execute(sql, values).fetchall()
        except dbapi2.Error as error:
            raise unavailable(error) or error from error
        return found

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Yield the writer inside BEGIN IMMEDIATE; commit durably at the end, undo everything on any error.

        Inside `bulk` the commit is shared by many transactions. Raises Unavailable with nothing written.
        """
        with self._lock, translated():
            if self._bulk_left is not None:
                yield from self._inside_bulk()
                return
            begin(self._writer)
            try:
                yield self._writer
                self._commit()
            except BaseException:
                self._undo()
                raise
            self._count_commit()

    @contextmanager
    def relaxed(self) -> Iterator[Connection]:
        """Yield the writer for one statement whose loss in a power cut does no harm: no sync of its own."""
        with self._lock, translated():
            if self._bulk_left is not None:
                yield self._writer
                return
            self._writer.exec_driver_sql("PRAGMA synchronous = NORMAL")
            try:
                yield self._writer
            finally:
                self._writer.exec_driver_sql("PRAGMA synchronous = FULL")

    @contextmanager
    def bulk(self, per_commit: int = BULK_SALES_PER_COMMIT) -> Iterator[None]:
        """Let `per_commit` transactions of this thread share one commit. For imports and the replay only.

        Each transaction still happens whole or not at all; a crash loses at most those since the last shared
        commit. Reads of this thread see them at once.
        """
        with self._lock, translated():
            self._bulk_thread = threading.get_ident()
            self._bulk_left = per_commit
            self._bulk_size = per_commit
            begin(self._writer)
            try:
                yield
                self._commit()
            except BaseException:
                self._undo()
                raise
            finally:
                self._bulk_left = None
            self._empty_log()

    def checkpoint_soon(self) -> None:
        """Let the checkpoint thread move the log into the database file; returns at once."""
        self._checkpointer.wake()

    def truncate_log(self) -> None:
        """Move the log into the database file and empty it now, so that nothing stays in it that was deleted.

        Raises Unavailable `storage.in_use` while somebody reads an older state.
        """
        with self._lock, translated():
            busy = self._writer.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").all()[0][0]
        if busy:
            raise Unavailable("storage.in_use", detail="the log is being read")

    def close(self) -> None:
        """Close every connection; the last one leaves a database without a log beside it."""
        self._checkpointer.stop()
        with self._lock, self._readers_lock:
            for reader in self._readers:
                reader.close()
            self._readers.clear()
            self._writer.close()
        self.engine.dispose()

    def _inside_bulk(self) -> Iterator[Connection]:
        self._writer.exec_driver_sql("SAVEPOINT one")
        try:
            yield self._writer
        except BaseException:
            if in_transaction(self._writer):
                self._writer.exec_driver_sql("ROLLBACK TO one")
                self._writer.exec_driver_sql("RELEASE one")
            self._tell_undone()
            raise
        self._writer.exec_driver_sql("RELEASE one")
        self._bulk_left = (self._bulk_left or 1) - 1
        if not self._bulk_left:
            self._bulk_left = self._bulk_size
            self._commit()
            self._empty_log()
            begin(self._writer)

    def _empty_log(self) -> None:
        self._writer.exec_driver_sql("PRAGMA wal_checkpoint(PASSIVE)").all()

    def _commit(self) -> None:
        self._writer.exec_driver_sql("COMMIT")
        for watcher in self._watchers:
            watcher.committed()

    def _undo(self) -> None:
        self._tell_undone()
        roll_back(self._writer)

    def _tell_undone(self) -> None:
        for watcher in self._watchers:
            watcher.undone()

    def _count_commit(self) -> None:
        self._commits += 1
        if self._commits % CHECKPOINT_COMMITS == 0:
            self.checkpoint_soon()

    def _reader(self) -> Any:
        """Return the driver's connection to read with: a scan is one small read, made twice as dear by a layer."""
        if self._bulk_left is not None and self._bulk_thread == threading.get_ident():
            return driver_of(self._writer)
        held: Any = getattr(self._reading, "driver", None)
        if held is None:
            connection = self.engine.connect()
            held = self._reading.driver = driver_of(connection)
            with self._readers_lock:
                self._readers.append(connection)
        return held


def begin(connection: Connection) -> None:
    """Begin a transaction that holds the write lock from its start."""
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def driver_of(connection: Connection) -> Any:
    """Return the driver's own connection, which has no types."""
    return connection.connection.dbapi_connection


def in_transaction(connection: Connection) -> bool:
    """True while the driver's connection has a transaction open (SQLite ends some by itself, as on a full
    disk).
    """
    return bool(driver_of(connection).in_transaction)


def roll_back(connection: Connection) -> None:
    """Undo the open transaction, if SQLite has not done so already."""
    if in_transaction(connection):
        try:
            connection.exec_driver_sql("ROLLBACK")
        except DBAPIError:
            if in_transaction(connection):
                raise
