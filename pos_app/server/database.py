"""The server's database: SQLite in its folder, or PostgreSQL; the same statements on both."""

from __future__ import annotations

import logging
import os
import random
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, Executable, TextClause, create_engine
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import QueuePool
from sqlcipher3 import dbapi2

from pos_app.kernel.errors import Unavailable
from pos_app.kernel.exchange_limits import (
    SERVER_BUSY_TIMEOUT_MS,
    SERVER_CONNECTIONS_MAX,
    SERVER_POOL_WAIT_S,
    SERVER_REACH_S,
    SERVER_RETRIES_MAX,
)
from pos_app.kernel.limits import STORAGE_STATEMENTS_KEPT
from pos_app.server.statements import Statements

T = TypeVar("T")
Values = dict[str, Any]
_log = logging.getLogger(__name__)
_AGAIN = frozenset(
    {"40001", "40P01", "55P03", "57P01", "57P02", "57P03", "08000", "08003", "08006", "08001", "08004"}
)
"""SQLSTATEs after which the same transaction may succeed: serialisation, deadlock, connection lost."""
_REACHING = {
    "connect_timeout": SERVER_REACH_S,
    "tcp_user_timeout": SERVER_REACH_S * 1000,
    "keepalives_idle": SERVER_REACH_S,
    "keepalives_interval": SERVER_REACH_S,
    "keepalives_count": 2,
}
"""A PostgreSQL that went without a word (cable, machine) is noticed soon: no thread waits for it for minutes."""


class Tx:
    """One transaction: statements with named values."""

    def __init__(self, connection: Connection, is_postgres: bool) -> None:
        self._connection = connection
        self._statements = Statements(connection)
        self.is_postgres = is_postgres

    def run(self, statement: TextClause, **values: Any) -> int:
        """Run a statement and return how many rows it changed."""
        plain = self._statements.plain(statement, values)
        if plain is not None:
            return self._statements.changed(plain, values)
        return self._connection.execute(statement, values).rowcount

    def many(self, statement: TextClause, rows: Sequence[Values]) -> None:
        """Run a statement once for each row."""
        plain = self._statements.plain(statement, rows[0]) if rows else None
        if plain is not None:
            self._statements.many(plain, rows)
        elif rows:
            self._connection.execute(statement, rows)

    def row(self, statement: TextClause, **values: Any) -> Any | None:
        """Return the first row, or None."""
        plain = self._statements.plain(statement, values)
        if plain is not None:
            return next(iter(self._statements.found(plain, values)), None)
        return self._connection.execute(statement, values).first()

    def rows(self, statement: TextClause, **values: Any) -> Sequence[Any]:
        """Return all rows."""
        plain = self._statements.plain(statement, values)
        if plain is not None:
            return self._statements.found(plain, values)
        return self._connection.execute(statement, values).all()

    def stream(self, statement: Executable, most: int) -> Iterator[Sequence[Any]]:
        """Yield all rows, at most `most` at a time, without holding more of them."""
        with self._connection.execute(
            statement, execution_options={"stream_results": True, "yield_per": most}
        ) as found:
            yield from found.partitions()

    @property
    def connection(self) -> Connection:
        """The connection under it, for asking which tables there are."""
        return self._connection

    def driver(self) -> Any:
        """Return the driver's own connection, for what only one kind of database can do."""
        return self._connection.connection.driver_connection


class ServerDatabase:
    """Runs transactions, again where that can help.

    On SQLite there is one writer at a time; on PostgreSQL as many as there are connections, on as many hosts as there
    are. Every transaction is a pure function of the database: it may run more than once.
    """

    def __init__(self, engine: Engine, is_postgres: bool) -> None:
        self.engine = engine
        self.is_postgres = is_postgres
        self._writing = threading.RLock()
        self._batch: Tx | None = None

    def write(self, work: Callable[[Tx], T]) -> T:
        """Return what `work` returns once it is durable. Raises Unavailable `server.database_gone`."""
        if self.is_postgres:
            return self._again(lambda: self._postgres(work, reading=False))
        with self._writing:
            if self._batch is not None:
                return work(self._batch)
            return self._again(lambda: self._sqlite(work, "BEGIN IMMEDIATE"))

    def read(self, work: Callable[[Tx], T]) -> T:
        """Return what `work` returns; all its reads see one instant. Raises Unavailable `server.database_gone`."""
        if self.is_postgres:
            return self._again(lambda: self._postgres(work, reading=True))
        if self._batch is not None and self._writing_here():
            return work(self._batch)
        return self._again(lambda: self._sqlite(work, "BEGIN"))

    @contextmanager
    def together(self) -> Iterator[None]:
        """Let the writes of this block be one transaction on SQLite, where a commit is dear; on PostgreSQL each stays
        in its own bucket. What is written must be repeatable after an error.
        """
        if self.is_postgres:
            yield
            return
        with self._writing:
            if self._batch is not None:
                yield
                return
            with self._connected() as connection:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
                self._batch = Tx(connection, False)
                try:
                    yield
                    connection.exec_driver_sql("COMMIT")
                except BaseException:
                    _roll_back(connection)
                    raise
                finally:
                    self._batch = None

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()

    def _writing_here(self) -> bool:
        owned = self._writing.acquire(blocking=False)
        if owned:
            self._writing.release()
        return owned

    def _sqlite(self, work: Callable[[Tx], T], begin: str) -> T:
        with self._connected() as connection:
            connection.exec_driver_sql(begin)
            try:
                answer = work(Tx(connection, False))
                connection.exec_driver_sql("COMMIT")
            except BaseException:
                _roll_back(connection)
                raise
        return answer

    def _postgres(self, work: Callable[[Tx], T], reading: bool) -> T:
        isolation = "REPEATABLE READ" if reading else "READ COMMITTED"
        with self._connected() as connection:
            chosen = connection.execution_options(isolation_level=isolation, postgresql_readonly=reading)
            with chosen.begin():
                return work(Tx(chosen, True))

    @contextmanager
    def _connected(self) -> Iterator[Connection]:
        with self.engine.connect() as connection:
            yield connection

    def _again(self, attempt: Callable[[], T]) -> T:
        """A commit whose answer is lost is repeated as well: whatever is written is known by its key."""
        for tried in range(SERVER_RETRIES_MAX):
            try:
                return attempt()
            except (OperationalError, InterfaceError, DBAPIError, PoolTimeout) as error:
                if not _can_help(error):
                    raise
                _log.info("database: transaction %d of %d runs again", tried + 1, SERVER_RETRIES_MAX)
                if tried + 1 < SERVER_RETRIES_MAX:
                    time.sleep(random.uniform(0, 0.02 * 2**tried))
        raise Unavailable("server.database_gone")


def open_database(place: Path | str) -> ServerDatabase:
    """Open a file (SQLite) or a `postgresql://` address; nothing is read or written yet."""
    if isinstance(place, str):
        url = place.replace("postgresql://", "postgresql+psycopg://", 1).replace(
            "postgres://", "postgresql+psycopg://", 1
        )
        engine = create_engine(
            url,
            pool_size=SERVER_CONNECTIONS_MAX,
            max_overflow=0,
            pool_pre_ping=True,
            pool_timeout=SERVER_POOL_WAIT_S,
            connect_args=_REACHING,
            hide_parameters=True,  # a statement that failed goes to the log, persons do not
        )
        return ServerDatabase(engine, True)
    engine = create_engine(
        "sqlite://",
        module=dbapi2,
        creator=lambda: _connect_file(place),
        poolclass=QueuePool,
        pool_size=SERVER_CONNECTIONS_MAX,
        isolation_level="AUTOCOMMIT",
        hide_parameters=True,
    )
    return ServerDatabase(engine, False)


def _connect_file(path: Path) -> Any:
    """The file holds the server's keys: it is for its owner alone, what SQLite puts beside it then is, too."""
    with suppress(OSError):
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
    connection = dbapi2.connect(
        str(path), isolation_level=None, check_same_thread=False, cached_statements=STORAGE_STATEMENTS_KEPT
    )
    for statement in (
        f"PRAGMA busy_timeout = {SERVER_BUSY_TIMEOUT_MS}",
        "PRAGMA trusted_schema = OFF",
        "PRAGMA journal_mode = WAL",
        "PRAGMA synchronous = FULL",
        "PRAGMA temp_store = MEMORY",
    ):
        connection.execute(statement).fetchall()
    return connection


def _can_help(error: Exception) -> bool:
    if isinstance(error, PoolTimeout):
        return True
    if not isinstance(error, DBAPIError):
        return False
    origin = error.orig
    return (
        error.connection_invalidated
        or getattr(origin, "sqlstate", None) in _AGAIN
        or (isinstance(origin, dbapi2.OperationalError) and "locked" in str(origin))
        or (getattr(origin, "sqlstate", "") is None and isinstance(error, OperationalError))
    )


def _roll_back(connection: Connection) -> None:
    driver: Any = connection.connection.dbapi_connection
    if driver is not None and driver.in_transaction:
        connection.exec_driver_sql("ROLLBACK")
