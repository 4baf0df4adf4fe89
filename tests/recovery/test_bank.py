"""The bank: what was given out is what members have, what they spent, what ended, whenever anybody looks."""

from __future__ import annotations

import json
import random
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from pos_app.runtime.fresh_ids import FreshIds
from pos_app.runtime.system_clock import SystemClock
from pos_app.server.database import ServerDatabase, open_database
from pos_app.server.identity import make_identity
from pos_app.server.node import ServerNode
from pos_app.server.schema import make_schema
from pos_app.server.verifying import verify
from pos_app.wire.push import PushReply
from tests.recovery.oracle import Trade, balances, folded, kept, member
from tests.support.bare_tills import BareTill

SEED = 4407
TILLS = 4
MEMBERS = 12
BATCH = 25
# One statement sees one instant: the ledger, the accounts, the lots.
_BOOKS = text(
    """SELECT
    (SELECT coalesce(sum(points), 0) FROM ledger WHERE contra = 'earned') AS issued,
    (SELECT coalesce(-sum(points), 0) FROM ledger WHERE contra = 'redeemed') AS redeemed,
    (SELECT coalesce(-sum(points), 0) FROM ledger WHERE contra = 'expired') AS expired,
    (SELECT coalesce(sum(balance), 0) FROM account) AS held,
    (SELECT coalesce(sum(debt), 0) FROM account) AS debt,
    (SELECT coalesce(sum(open), 0) FROM lot) AS open"""
)


def look(database: ServerDatabase) -> int:
    """Check the books of one instant; return how much was given out by then."""
    row = database.read(lambda tx: tx.rows(_BOOKS))[0]
    assert row.issued == row.held + row.redeemed + row.expired, tuple(row)
    assert row.held == row.open - row.debt, tuple(row)
    return int(row.issued)


def work(node: ServerNode, trade: Trade, facts: int, chance: random.Random) -> None:
    """Write, push, push some once more."""
    for _ in range(0, facts, BATCH):
        trade.go_on(BATCH)
        request = trade.till.request()
        for _ in range(chance.choice((1, 1, 2))):
            answer = node.push(trade.till.device_id, request)
            assert isinstance(answer, PushReply)
            trade.till.acked = answer.verified_seq


def keep_doing(stop: threading.Event, step: Callable[[], int]) -> list[int]:
    """Do something until the end, once more after it."""
    seen = []
    while not stop.is_set():
        seen.append(step())
    return [*seen, step()]


@pytest.mark.faults
@pytest.mark.timeout(900)
def test_the_bank_is_even_at_every_read(postgres_url: str, rounds: Callable[[int, int], int]) -> None:
    """Pushers, appliers that race for the same streams, readers, all at once on PostgreSQL."""
    database, clock = open_database(postgres_url), SystemClock()
    make_schema(database)
    ids = FreshIds(clock)
    node = ServerNode(database, make_identity(database, ids, "Bank"), clock, ids)
    members = [member(number) for number in range(MEMBERS)]
    chances = [random.Random(SEED + number) for number in range(TILLS)]
    trades = [Trade(BareTill(number + 1), members, chance) for number, chance in enumerate(chances)]
    tills = [trade.till for trade in trades]
    for till in tills:
        till.enrol(node)
    facts, stop = rounds(150, 10_000), threading.Event()
    with ThreadPoolExecutor(TILLS + 4) as pool:
        readers = [pool.submit(keep_doing, stop, lambda: look(database)) for _ in range(2)]
        appliers = [pool.submit(keep_doing, stop, node.apply_some) for _ in range(2)]
        pushers = [
            pool.submit(work, node, trade, facts, chance)
            for trade, chance in zip(trades, chances, strict=True)
        ]
        try:
            for each in pushers:
                each.result()
        finally:
            stop.set()
        for running in (*appliers, *readers):
            running.result()
    while node.apply_some():
        pass
    seen = [one.result() for one in readers]
    assert all(sorted(one) == one for one in seen), "what was given out never shrinks"
    assert any(issued > 0 for one in seen for issued in one)
    assert look(database) == issued_by(tills)
    assert kept(database) == (facts * TILLS, facts * TILLS)
    assert balances(database) == folded(tills)
    assert verify(database).wrong == ()
    database.close()


def issued_by(tills: list[BareTill]) -> int:
    """What the facts say was given out."""
    entries = [entry for till in tills for fact in till.facts for entry in json.loads(fact.body)["entries"]]
    return sum(entry["amount"] for entry in entries if entry["kind"] == "EARN")
