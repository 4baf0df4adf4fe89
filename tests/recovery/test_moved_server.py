"""The server moves from its file to PostgreSQL in the middle: tills go on by themselves."""

from __future__ import annotations

from pathlib import Path

from pos_app.loyalty.accounts import points_account
from pos_app.runtime.fresh_ids import FreshIds
from pos_app.runtime.system_clock import SystemClock
from pos_app.server.backup import move
from pos_app.server.database import open_database
from pos_app.server.verifying import verify
from tests.recovery.oracle import balances
from tests.support.fault_proxy import HOST, FaultProxy
from tests.support.served import Served, served
from tests.sync.shop import LinkedTill, facts_of, linked, settle

CARD = "M00000001"


def port_of(server: Served) -> int:
    """Where it listens."""
    return int(server.address.rpartition(":")[2])


def points(server: Served, till: LinkedTill) -> tuple[int, int]:
    """The member's balance at the server, then as a till shows it."""
    found = till.counter.storage.members.by_card(CARD)
    assert found is not None
    assert server.node is not None
    there = balances(server.node.database).get(points_account(found.member_id), 0)
    return there, till.points(found.member_id)


def test_tills_go_on_with_a_server_that_moved(tmp_path: Path, postgres_url: str) -> None:
    clock = SystemClock()
    with (
        served(tmp_path / "server") as server,
        FaultProxy(port_of(server)) as cable,
        linked(tmp_path / "one", server, "01", port=cable.port) as one,
        linked(tmp_path / "two", server, "02", port=cable.port) as two,
    ):
        one.session.enrol("030 901820", "Ayşe Yılmaz", True, CARD)
        one.sell(CARD)
        settle(server, one, two)
        two.sell(CARD)
        one.sell(CARD, 2)
        one.exchange()
        assert server.node is not None
        target = open_database(postgres_url)
        move(server.node.database, target, clock, FreshIds(clock))
        target.close()
        with served(tmp_path / "other", postgres_url) as moved:
            cable.target = (HOST, port_of(moved))
            cable.reset_connections()
            two.sell(CARD)
            settle(moved, one, two)
            settle(moved, one, two)
            there, here = points(moved, one)
            assert (there, here) == (there, points(moved, two)[1])
            assert there > 0
            assert moved.node is not None
            assert verify(moved.node.database).wrong == ()
            told = facts_of(moved)
            assert len(told) == len(set(told))
            assert len(told) > len(facts_of(server))
