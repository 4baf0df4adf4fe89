"""Statements on their way to the driver: what SQLAlchemy compiled once, run without its bookkeeping."""

from __future__ import annotations

import functools
import re
from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import Connection, TextClause, text
from sqlalchemy.exc import DBAPIError

from pos_app.kernel.exchange_limits import STATEMENTS_COMPILED_MAX

T = TypeVar("T")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*\Z")


class Plain(NamedTuple):
    """A statement as the driver takes it; `order` names the values where it counts them, None where it names them;
    `lists` are those with several values.
    """

    sql: str
    order: tuple[str, ...] | None

    lists: tuple[str, ...] = ()

    def values(self, named: Mapping[str, Any]) -> Any:
        """Return the values as the driver takes them; a list `x` as `x_0`, `x_1`, ..."""
        if self.lists:
            named = dict(named)
            for name in self.lists:
                named |= {f"{name}_{place}": value for place, value in enumerate(named.pop(name))}
        return named if self.order is None else [named[name] for name in self.order]


class Statements:
    """Runs statements on one connection within its transaction.

    SQLAlchemy needs ten times as long as SQLite for a small statement; most of what a server does are small statements.
    Errors are the same ones that SQLAlchemy raises, so that a transaction runs again where that can help.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._dialect = connection.dialect
        self._driver: Any = connection.connection.driver_connection

    def plain(self, statement: TextClause, named: Mapping[str, Any]) -> Plain | None:
        """Return a statement for these values; None where SQLAlchemy does it: an empty list, somebody who watches."""
        if self._connection.dispatch.before_cursor_execute:
            return None
        plain = _compiled(statement, self._dialect)
        if not plain.lists:
            return plain
        sizes = tuple(len(named[name]) for name in plain.lists)
        return _expanded(statement, self._dialect, plain.lists, sizes) if all(sizes) else None

    def changed(self, plain: Plain, named: Mapping[str, Any]) -> int:
        """Run a statement, return how many rows it changed."""

        def work(cursor: Any) -> int:
            cursor.execute(plain.sql, plain.values(named))
            return int(cursor.rowcount)

        return self._run(plain, work)

    def many(self, plain: Plain, rows: Sequence[Mapping[str, Any]]) -> None:
        """Run a statement once for each row; one row alone does without what many need."""
        if len(rows) == 1:
            self._run(plain, lambda cursor: cursor.execute(plain.sql, plain.values(rows[0])))
        else:
            self._run(
                plain, lambda cursor: cursor.executemany(plain.sql, [plain.values(row) for row in rows])
            )

    def found(self, plain: Plain, named: Mapping[str, Any]) -> list[Any]:
        """Run a statement, return all rows."""

        def work(cursor: Any) -> list[Any]:
            cursor.execute(plain.sql, plain.values(named))
            kind = _row_of(tuple(column[0] for column in cursor.description))
            return [kind(row) for row in cursor.fetchall()]

        return self._run(plain, work)

    def _run(self, plain: Plain, work: Callable[[Any], T]) -> T:
        """Raises what SQLAlchemy would."""
        cursor = self._driver.cursor()
        try:
            return work(cursor)
        except self._dialect.loaded_dbapi.Error as error:
            is_over = self._dialect.is_disconnect(error, self._driver, cursor)
            if is_over:
                self._connection.invalidate(error)
            raise DBAPIError.instance(
                plain.sql,
                None,
                error,
                self._dialect.loaded_dbapi.Error,
                hide_parameters=True,
                connection_invalidated=is_over,
                dialect=self._dialect,
            ) from error
        finally:
            cursor.close()


@functools.lru_cache(STATEMENTS_COMPILED_MAX)
def _compiled(statement: TextClause, dialect: Any) -> Plain:
    compiled: Any = statement.compile(dialect=dialect)
    order = tuple(compiled.positiontup) if compiled.positional else None
    return Plain(str(compiled), order, tuple(sorted(each.key for each in compiled.post_compile_params)))


@functools.lru_cache(STATEMENTS_COMPILED_MAX)
def _expanded(statement: TextClause, dialect: Any, lists: tuple[str, ...], sizes: tuple[int, ...]) -> Plain:
    """Return a statement with as many places for values as its lists have."""
    words = statement.text
    for name, size in zip(lists, sizes, strict=True):
        places = ", ".join(f":{name}_{place}" for place in range(size))
        words = re.sub(rf":{name}\b", f"({places})", words)
    return _compiled(text(words), dialect)._replace(lists=lists)


@functools.lru_cache(STATEMENTS_COMPILED_MAX)
def _row_of(names: tuple[str, ...]) -> Callable[[Sequence[Any]], Any]:
    """Columns that have no name of their own are reached by their place."""
    is_named = all(_NAME.match(name) for name in names) and len(set(names)) == len(names)
    make: Callable[..., Any] = namedtuple
    made: Callable[[Sequence[Any]], Any] = make("Row", names, rename=not is_named)._make
    return made
