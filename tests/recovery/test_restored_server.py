"""A day-old copy of the server is put back: what happened since comes again by itself."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from pos_app.kernel.ids import IdSource
from pos_app.loyalty.accounts import points_account
from pos_app.server.backup import back_up, restore
from pos_app.server.database import ServerDatabase, open_database
from pos_app.server.identity import make_identity, read_identity
from pos_app.server.node import ServerNode
from pos_app.server.schema import make_schema
from pos_app.server.verifying import verify
from pos_app.wire.reserve import ReserveRequest
from tests.recovery.oracle import Trade, balances, catch_up, folded, kept, member
from tests.support.bare_tills import AT_MS, BareTill
from tests.support.shops import shop
from tests.support.tills import CountedIds, SetClock, enrolment, filing

MEMBERS = 30
SEED = 4401


def opened(place: Path | str, ids: IdSource) -> ServerNode:
    """A server that nobody belongs to yet."""
    database = open_database(place)
    make_schema(database)
    return ServerNode(database, make_identity(database, ids, "Shop"), SetClock(AT_MS), ids)


def restored(backup: Path, place: Path | str, ids: IdSource) -> ServerNode:
    """The server as it was when it was backed up."""
    database = open_database(place)
    restore(database, backup, ids)
    return ServerNode(database, read_identity(database), SetClock(AT_MS), ids)


def check(database: ServerDatabase, tills: list[BareTill]) -> None:
    """Everything is there, once."""
    facts = sum(len(till.facts) for till in tills)
    assert kept(database) == (facts, facts)
    assert balances(database) == folded(tills)
    assert verify(database).wrong == ()


@pytest.mark.faults
@pytest.mark.timeout(3600)
@pytest.mark.parametrize(("engine", "count"), [("sqlite", 50), ("postgres", 4)])
def test_a_day_of_every_till_comes_again(
    tmp_path: Path,
    engine: str,
    count: int,
    request: pytest.FixtureRequest,
    rounds: Callable[[int, int], int],
) -> None:
    ids, chance = CountedIds(), random.Random(SEED)
    facts = rounds(12, 2000)
    node = opened(tmp_path / "server.db", ids)
    members = [member(number) for number in range(MEMBERS)]
    trades = [Trade(BareTill(number), members, chance) for number in range(1, count + 1)]
    for trade in trades:
        trade.till.enrol(node)
        trade.go_on(facts)
        catch_up(trade.till, node)
    node.apply_some()
    back_up(node.database, tmp_path / "backup", SetClock(AT_MS))
    for trade in trades:
        trade.go_on(facts)
        catch_up(trade.till, node)
    node.apply_some()
    tills = [trade.till for trade in trades]
    check(node.database, tills)
    before = balances(node.database)
    node.database.close()
    place = tmp_path / "again.db" if engine == "sqlite" else str(request.getfixturevalue("postgres_url"))
    again = restored(tmp_path / "backup", place, ids)
    assert balances(again.database) != before
    for till in chance.sample(tills, count):
        catch_up(till, again)
        again.apply_stream(till.stream_id)
    assert balances(again.database) == before
    check(again.database, tills)
    again.database.close()


def test_a_hold_that_the_copy_forgot_is_granted_to_nobody_else(tmp_path: Path) -> None:
    """Points promised after the backup were promised: the terminal that has them brings them back (R10)."""
    with shop(tmp_path) as one:
        a, b = one.till(1), one.till(2)
        found = a.storage.members.enrol(enrolment(a.ids)).member_id
        a.storage.books.file_sale(filing(a.ids, member=found))
        one.settle()
        points = one.balance(found)
        backup = one.back_up()
        outbox = a.storage.outbox
        sale, account = filing(a.ids).sale.sale_id, points_account(found)
        asked = outbox.intend(sale, account, points, "hold")
        outbox.reserved(asked, one.node.reserve(outbox.device_id, asked))
        assert outbox.holds_of(sale) == {account: points}
        one.restore(backup)
        while not one.push(a):
            one.node.apply_some()
        one.node.apply_some()
        other = ReserveRequest(
            stream_id=str(b.storage.outbox.streams()[-1]),
            ctl=1 << 20,
            res_id=str(b.ids()),
            kind="hold",
            account_id=str(account),
            amount=points,
        )
        reply = one.node.reserve(b.storage.outbox.device_id, other)
        assert (reply.granted, reply.available) == (False, 0)
        assert verify(one.database).wrong == ()
