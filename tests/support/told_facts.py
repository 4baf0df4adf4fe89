"""Facts of real tills on their way to a server, with what the two hold of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import text

from pos_app.server.database import ServerDatabase
from pos_app.server.node import ServerNode
from pos_app.storage.opening import Storage
from pos_app.wire.push import OpenReservation, PushReply
from tests.support.bare_tills import BareTill

LEDGER = text(
    "SELECT account_id, device_id, event_id, leg, points, drafted, flag, kind FROM ledger ORDER BY 1, 2, 3, 4"
)
ACCOUNTS = text(
    """SELECT account_id, account_key, owner, balance, debt, held, granted, version, feed_pos, active_at
    FROM account ORDER BY 1"""
)
LOTS = text("SELECT account_id, lot_id, earned, open, expires_at, ends_by, earned_at FROM lot ORDER BY 1, 2")
MEMBERS = text("SELECT * FROM member ORDER BY 1, 2")
FACTS = text("SELECT seq, kind, state, reason FROM fact ORDER BY stream_id, seq")
OTHER = (
    text("SELECT * FROM identifier ORDER BY 1, 2, 3"),
    text("SELECT * FROM receipt ORDER BY 1, 2, 3"),
    text("SELECT * FROM card_sale ORDER BY 1, 2, 3, 4"),
    text("SELECT * FROM returned ORDER BY 1, 2, 3, 4"),
    text("SELECT * FROM reservation ORDER BY 1, 2, 3"),
    text("SELECT * FROM account_mark ORDER BY 1, 2, 3"),
    text("SELECT stream_id, head_seq, applied_seq FROM stream ORDER BY 1"),
)

Rows = list[tuple[Any, ...]]


def bodies(storage: Storage, after: int = 0) -> list[str]:
    """The facts in a till's journal from number `after` + 1 on."""
    found = storage.database.rows("SELECT body FROM journal WHERE entry_no > ? ORDER BY entry_no", (after,))
    return [bytes(row[0]).decode() for row in found]


def tell(
    node: ServerNode, till: BareTill, told: Iterable[str] = (), held: tuple[OpenReservation, ...] = ()
) -> None:
    """Push facts with the reservations that are open; nothing is applied yet."""
    for body in told:
        till.write_body(body)
    while True:
        reply = node.push(
            till.device_id, till.request(last=min(till.acked + 500, len(till.facts)), held=held)
        )
        assert isinstance(reply, PushReply), reply
        till.acked = reply.verified_seq
        if till.acked == len(till.facts):
            return


def rows(database: ServerDatabase, statement: Any) -> Rows:
    """All rows of a statement as plain values."""
    return [
        tuple(bytes(value) if isinstance(value, memoryview) else value for value in row)
        for row in database.read(lambda tx: tx.rows(statement))
    ]


def everything(database: ServerDatabase) -> list[Rows]:
    """What follows from the facts, without what only says how often something was written."""
    accounts = [row[:7] + row[9:] for row in rows(database, ACCOUNTS)]
    members = [row[:-2] for row in rows(database, MEMBERS)]
    return [
        accounts,
        members,
        *(rows(database, each) for each in (LEDGER, LOTS, FACTS, *OTHER)),
    ]


def server_accounts(database: ServerDatabase) -> dict[UUID, tuple[str, int, int]]:
    """Key, balance, debt of each account that something is on, visits aside."""
    return {
        UUID(bytes=row[0]): (row[1], row[3], row[4])
        for row in rows(database, ACCOUNTS)
        if row[1] != "visits" and (row[3] or row[4])
    }


def till_accounts(storage: Storage) -> dict[UUID, tuple[str, int, int]]:
    """The same of a till."""
    found = storage.database.rows("SELECT account_id, key, balance_points, debt_points FROM account")
    return {UUID(bytes=row[0]): (row[1], row[2], row[3]) for row in found if row[2] or row[3]}


def server_lots(database: ServerDatabase) -> Rows:
    """Every open lot."""
    return sorted(row[:2] + row[2:] for row in rows(database, LOTS) if row[3])


def till_lots(storage: Storage) -> Rows:
    """The same of a till."""
    found = storage.database.rows(
        """SELECT account_id, lot_id, earned_points, open_points, expires_at_ms, ends_by, earned_at_ms FROM lot
        WHERE open_points > 0"""
    )
    return sorted(tuple(row) for row in found)
