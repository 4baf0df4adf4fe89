"""Checks a server's books after a day of simulated terminals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import TextClause, text

from bench.load_till import LoadTill, Town
from pos_app.server.database import ServerDatabase
from pos_app.server.verifying import verify

_FACTS = text(
    """SELECT count(*) AS facts, count(DISTINCT event_id) AS events, max(seq) AS last,
    sum(CASE WHEN state = 1 THEN 1 ELSE 0 END) AS applied FROM fact WHERE stream_id = :stream"""
)
_ENTRIES = text(
    """SELECT count(*) AS entries, sum(CASE WHEN points <> drafted THEN 1 ELSE 0 END) AS changed
    FROM ledger WHERE stream_id = :stream"""
)


def check(database: ServerDatabase, tills: Sequence[LoadTill], town: Town) -> tuple[str, ...]:
    """Return what is wrong: a fact that is missing or there twice, an entry too many or too few, a balance that is not
    the sum of what was told. What the server finds itself is among it.
    """
    try:
        wrong = [*_facts(database, tills), *_entries(database, tills, town), *_balances(tills, town)]
        wrong += [f"{found.where}: {found.what.code}" for found in verify(database).wrong]
        return tuple(wrong)
    finally:
        database.close()


def _row_of(database: ServerDatabase, statement: TextClause, stream: UUID) -> Any:
    return database.read(lambda tx: tx.rows(statement, stream=stream.bytes))[0]


def _facts(database: ServerDatabase, tills: Sequence[LoadTill]) -> Iterator[str]:
    for load in tills:
        stream, told = load.till.stream_id, len(load.till.facts)
        found = tuple(_row_of(database, _FACTS, stream))
        if found != (told, told, told, told):
            yield f"stream {stream}: {told} facts told, found {found}"


def _entries(database: ServerDatabase, tills: Sequence[LoadTill], town: Town) -> Iterator[str]:
    entries = changed = 0
    for load in tills:
        row = _row_of(database, _ENTRIES, load.till.stream_id)
        entries += row.entries
        changed += row.changed or 0
    if entries != town.entries:
        yield f"{town.entries} entries told, {entries} posted"
    if changed:
        yield f"{changed} entries were posted other than drafted"


def _balances(tills: Sequence[LoadTill], town: Town) -> Iterator[str]:
    """What a terminal hears that begins anew."""
    if not tills:
        return
    tills[0].forget()
    heard = {UUID(account): row for account, row in tills[0].pull().items()}
    for account, points in town.points.items():
        row = heard.get(account)
        if row is None:
            yield f"account {account}: never heard of"
        elif row.balance != points or row.held:
            yield f"account {account}: {points} points told, {row.balance} heard, {row.held} held"
