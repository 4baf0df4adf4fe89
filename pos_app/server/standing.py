"""How much there is on a server, how much waits."""

from __future__ import annotations

import msgspec
from sqlalchemy import TextClause, text

from pos_app.server.database import ServerDatabase, Tx
from pos_app.server.schema import schema_of

UNAPPLIED = text("SELECT coalesce(sum(head_seq - applied_seq), 0) FROM stream WHERE head_seq > applied_seq")
QUARANTINED = text("SELECT count(*) FROM fact WHERE state = 2")
RESERVATIONS = text("SELECT count(*) FROM reservation WHERE state = 'active'")
TERMINALS = text("SELECT count(*) FROM device WHERE status = 'active'")
_ENDED = text("SELECT count(*) FROM device WHERE status <> 'active'")
_FACTS = text("SELECT coalesce(sum(head_seq), 0) FROM stream")
_MEMBERS = text("SELECT count(*) FROM member")
_ACCOUNTS = text("SELECT count(*) FROM account")


class Standing(msgspec.Struct, frozen=True):
    """Counts; `ended` are terminals that no longer count, `quarantined` facts that nobody understands yet."""

    schema: int
    terminals: int
    ended: int
    facts: int
    unapplied: int
    quarantined: int
    reservations: int
    members: int
    accounts: int


def standing_of(database: ServerDatabase) -> Standing:
    """Count everything at one instant. Raises Unavailable `server.database_gone`."""
    schema = schema_of(database)
    return database.read(
        lambda tx: Standing(
            schema=schema,
            terminals=counted(tx, TERMINALS),
            ended=counted(tx, _ENDED),
            facts=counted(tx, _FACTS),
            unapplied=counted(tx, UNAPPLIED),
            quarantined=counted(tx, QUARANTINED),
            reservations=counted(tx, RESERVATIONS),
            members=counted(tx, _MEMBERS),
            accounts=counted(tx, _ACCOUNTS),
        )
    )


def counted(tx: Tx, statement: TextClause) -> int:
    """Return the one number a statement asks for."""
    row = tx.row(statement)
    return int(row[0]) if row is not None else 0
