"""What the server makes of the facts of real tills: the same as the tills did, whatever is interrupted or repeated."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import TypeVar
from uuid import UUID

import pytest
from sqlalchemy import TextClause, text

from pos_app.kernel.ids import AccountId
from pos_app.loyalty.accounts import account_id
from pos_app.server.applying import Applier
from pos_app.server.database import ServerDatabase, Tx
from pos_app.server.member_rows import canonical_of
from pos_app.server.node import ServerNode
from tests.support.bare_tills import AT_MS, BareTill
from tests.support.club_cashier import ClubCashier
from tests.support.tills import SetClock
from tests.support.told_facts import (
    FACTS,
    LEDGER,
    bodies,
    everything,
    rows,
    server_accounts,
    server_lots,
    tell,
    till_accounts,
    till_lots,
)
from tests.support.twin_tills import CARDS, TwinTills

T = TypeVar("T")
Club = Callable[[int, int], ClubCashier]
BALANCES = text(
    """SELECT a.account_id, a.balance, coalesce(sum(l.points), 0) FROM account a
    LEFT JOIN ledger l ON l.account_id = a.account_id GROUP BY a.account_id, a.balance"""
)
AGAIN = (text("UPDATE stream SET applied_seq = 0"), text("UPDATE fact SET state = 0"))
CLEAR = (
    *AGAIN,
    text("DELETE FROM account"),
    text("DELETE FROM lot"),
    text("DELETE FROM ledger"),
    text("DELETE FROM account_mark"),
    text("DELETE FROM member"),
    text("DELETE FROM member_account"),
    text("DELETE FROM identifier"),
    text("DELETE FROM receipt"),
    text("DELETE FROM card_sale"),
    text("DELETE FROM returned"),
)


class Crash(Exception):
    """The process dies."""


class CrashingDatabase(ServerDatabase):
    """Dies after so many transactions, each of them for itself."""

    def __init__(self, database: ServerDatabase, lives: int) -> None:
        super().__init__(database.engine, database.is_postgres)
        self.lives = lives

    def write(self, work: Callable[[Tx], T]) -> T:
        answer = super().write(work)
        self.lives -= 1
        if self.lives == 0:
            raise Crash
        return answer

    @contextmanager
    def together(self) -> Iterator[None]:
        yield


@pytest.fixture
def the_club(tmp_path: Path) -> Iterator[Club]:
    """Makes a real till with a random day of everything a club can do."""
    with ExitStack() as opened:

        def make(seed: int, presses: int) -> ClubCashier:
            club = ClubCashier(tmp_path / "club", seed)
            opened.callback(club.close)
            for _ in range(presses):
                club.press()
            return club

        yield make


def by_person(
    node: ServerNode, club: ClubCashier, accounts: dict[UUID, tuple[str, int, int]]
) -> dict[tuple[UUID, str], int]:
    """Balances by who the owners are now: a till may go on posting to somebody who was merged away."""
    keys = {key for key, _, _ in accounts.values()}
    owners = {account_id(member, key): member for member in club.members for key in keys}
    found: dict[tuple[UUID, str], int] = {}
    for account, (key, balance, _) in accounts.items():
        owner = owners.get(AccountId(account))
        place = (canonical_of(node.database, owner), key) if owner is not None else (account, key)
        found[place] = found.get(place, 0) + balance
    return {place: balance for place, balance in found.items() if balance}


def run(database: ServerDatabase, *statements: TextClause) -> None:
    for statement in statements:
        database.write(partial(Tx.run, statement=statement))


def assert_sums(database: ServerDatabase) -> None:
    """Every balance is the sum of the ledger."""
    assert [row for row in rows(database, BALANCES) if row[1] != row[2]] == []


@pytest.mark.parametrize("seed", [1, 2, 5])
def test_accounts_are_those_of_the_till(node: ServerNode, till: BareTill, the_club: Club, seed: int) -> None:
    club = the_club(seed, 300)
    told = bodies(club.till.storage)
    tell(node, till, told)
    assert node.apply_stream(till.stream_id) == len(told)
    assert {row[2:] for row in rows(node.database, FACTS)} == {(1, None)}
    here, there = server_accounts(node.database), till_accounts(club.till.storage)
    assert by_person(node, club, here) == by_person(node, club, there)
    assert_sums(node.database)
    before = everything(node.database)
    assert node.apply_stream(till.stream_id) == 0
    if not club.done.get("merge"):
        assert here == there
        assert server_lots(node.database) == till_lots(club.till.storage)
        run(node.database, *AGAIN)
        node.apply_stream(till.stream_id)
    assert everything(node.database) == before


def test_a_crash_after_any_transaction_leaves_nothing_undone_or_twice(
    server_database: ServerDatabase, node: ServerNode, tmp_path: Path
) -> None:
    with TwinTills(tmp_path, node, count=1) as twins:
        one = twins.tills[0]
        one.sell(CARDS[1])
        one.sell(reward="five")
        one.take_back(twins.receipt, 2)
        one.merge(CARDS[1], CARDS[0])
        one.tell(node, applied=False)
        wire, balance = one.wire, one.balance()
    lives = 1
    while True:
        crashing = CrashingDatabase(server_database, lives)
        try:
            Applier(crashing, SetClock(AT_MS)).apply_stream(wire.stream_id, wire.device_id)
            break
        except Crash:
            lives += 1
    assert lives > 20
    crashed = everything(server_database)
    assert server_accounts(server_database)[twins.account()] == ("points", balance, 0)
    assert_sums(server_database)
    run(server_database, *CLEAR)
    Applier(server_database, SetClock(AT_MS)).apply_stream(wire.stream_id, wire.device_id)
    assert everything(server_database) == crashed


def test_several_appliers_at_once(node: ServerNode, till: BareTill, the_club: Club) -> None:
    club = the_club(4, 300)
    tell(node, till, bodies(club.till.storage))

    def apply() -> int:
        return Applier(node.database, SetClock(AT_MS)).apply_stream(till.stream_id, till.device_id)

    with ThreadPoolExecutor(3) as pool:
        for each in [pool.submit(apply) for _ in range(3)]:
            each.result()
    here, there = server_accounts(node.database), till_accounts(club.till.storage)
    assert by_person(node, club, here) == by_person(node, club, there)
    assert_sums(node.database)


def test_what_cannot_be_read_is_kept_and_stops_nothing(node: ServerNode, tmp_path: Path) -> None:
    with TwinTills(tmp_path, node, count=1) as twins:
        one = twins.tills[0]
        one.tell(node)
        wire, account, own = one.wire, str(twins.account()), str(twins.members[0])
        entry = {
            "acct": account,
            "leg": "x",
            "kind": "EARN",
            "amount": 5,
            "rule": "r",
            "why": ["a", {}],
            "line": 0,
        }
        wire.write("planet.aligned", entries=[entry])
        wire.write("points.adjust", entries=[{**entry, "lots": []}], member=str(twins.members[0]))
        wire.write("points.adjust", entries="many")
        wire.write("sale", lines=7)
        wire.write("points.adjust", entries=[{**entry, "lots": [], "amount": 0, "leg": "\0", "own": own}])
        wire.write("points.adjust", entries=[{**entry, "lots": [], "amount": 1 << 62, "debt": -(1 << 62)}])
        wire.write("member.erase", member="nobody")
        wire.write_body("{}")
        wire.write_body("[" * 500)
        wire.write("drawer.nosale")
        wire.write("drawer.nosale", note="\0", path="\\u0000")
        said = {"amount": 0, "why": ["\0", {"name": "\0"}], "own": own}
        wire.write("points.adjust", entries=[{**entry, "lots": [], **said}])
        one.sell()
        one.tell(node)
        kept = [row[0] for row in rows(node.database, FACTS) if row[2] == 2]
        assert len(kept) == 9, "a zero character stops only what is kept as text"
        reasons = {row[3] for row in rows(node.database, FACTS)}
        assert reasons == {
            None,
            "server.fact_unknown",
            "server.fact_bad_entry",
            "server.fact_unreadable",
        }
        assert {row[2] for row in rows(node.database, FACTS) if row[3] is None} == {1}
        assert server_accounts(node.database)[twins.account()][1] == one.balance()
        assert Applier(node.database, SetClock(AT_MS)).replay() == 0


def test_a_ledger_row_says_what_was_drafted(node: ServerNode, tmp_path: Path) -> None:
    with TwinTills(tmp_path, node, count=1) as twins:
        twins.tills[0].tell(node)
    found = [row for row in rows(node.database, LEDGER) if row[0] == twins.account().bytes]
    assert [(row[4], row[5], row[6]) for row in found] == [(59, 59, "")]
