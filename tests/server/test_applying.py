"""What the server makes of the facts of real tills: the same as the tills did, whatever is interrupted or repeated."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar
from uuid import UUID

import pytest
from sqlalchemy import text

from pos_app.kernel.errors import Refused
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
from tests.support.twin_tills import TwinTills

T = TypeVar("T")
SUMS = text("SELECT sum(points) AS points FROM ledger WHERE account_id = :account")


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


def by_person(
    node: ServerNode, club: ClubCashier, accounts: dict[UUID, tuple[str, int, int]]
) -> dict[tuple[UUID, str], int]:
    """Balances by who the owners are now: a till may go on posting to somebody who was merged away."""
    owners = {account_id(member, key): member for member in club.members for key, _, _ in accounts.values()}
    found: dict[tuple[UUID, str], int] = {}
    for account, (key, balance, _) in accounts.items():
        owner = owners.get(account_id(None, "")) if account not in owners else owners[account]
        place = (canonical_of(node.database, owner), key) if owner is not None else (account, key)
        found[place] = found.get(place, 0) + balance
    return {place: balance for place, balance in found.items() if balance}


@pytest.mark.parametrize("seed", [1, 2, 5])
def test_accounts_are_those_of_the_till(node: ServerNode, till: BareTill, tmp_path: Path, seed: int) -> None:
    club = ClubCashier(tmp_path / "club", seed)
    for _ in range(500):
        club.press()
    told = bodies(club.till.storage)
    tell(node, till, told)
    assert node.apply_stream(till.stream_id) == len(told)
    assert {row[2:] for row in rows(node.database, FACTS)} == {(1, None)}
    here, there = server_accounts(node.database), till_accounts(club.till.storage)
    assert by_person(node, club, here) == by_person(node, club, there)
    if not club.done.get("merge"):
        assert here == there
        assert server_lots(node.database) == till_lots(club.till.storage)
    before = everything(node.database)
    assert node.apply_stream(till.stream_id) == 0
    node.database.write(lambda tx: tx.run(text("UPDATE stream SET applied_seq = 0")))
    node.database.write(lambda tx: tx.run(text("UPDATE fact SET state = 0")))
    node.apply_stream(till.stream_id)
    assert everything(node.database) == before
    club.close()


def test_a_crash_after_any_transaction_leaves_nothing_undone_or_twice(
    server_database: ServerDatabase, node: ServerNode, tmp_path: Path
) -> None:
    def work(folder: Path, to: ServerNode) -> BareTill:
        twins = TwinTills(folder, to, count=1)
        one = twins.tills[0]
        one.sell(reward="five")
        one.take_back(twins.receipt, 2)
        one.merge("M00000002", "M00000001")
        one.tell(to, applied=False)
        twins.close()
        return one.wire

    wire = work(tmp_path / "one", node)
    for lives in range(1, 1000):
        crashing = CrashingDatabase(server_database, lives)
        try:
            Applier(crashing, SetClock(AT_MS)).apply_stream(wire.stream_id, wire.device_id)
            break
        except Crash:
            continue
    else:
        raise AssertionError("it never ended")
    assert lives > 20
    crashed = everything(server_database)
    for table in ("account", "lot", "ledger", "account_mark", "member", "member_account", "identifier", "receipt"):
        server_database.write(lambda tx, name=table: tx.run(CLEAR[name]))
    server_database.write(lambda tx: tx.run(text("DELETE FROM card_sale")))
    server_database.write(lambda tx: tx.run(text("DELETE FROM returned")))
    server_database.write(lambda tx: tx.run(text("UPDATE stream SET applied_seq = 0")))
    server_database.write(lambda tx: tx.run(text("UPDATE fact SET state = 0")))
    Applier(server_database, SetClock(AT_MS)).apply_stream(wire.stream_id, wire.device_id)
    assert everything(server_database) == crashed


CLEAR = {
    "account": text("DELETE FROM account"),
    "lot": text("DELETE FROM lot"),
    "ledger": text("DELETE FROM ledger"),
    "account_mark": text("DELETE FROM account_mark"),
    "member": text("DELETE FROM member"),
    "member_account": text("DELETE FROM member_account"),
    "identifier": text("DELETE FROM identifier"),
    "receipt": text("DELETE FROM receipt"),
}


def test_several_appliers_at_once(node: ServerNode, till: BareTill, tmp_path: Path) -> None:
    club = ClubCashier(tmp_path / "club", 4)
    for _ in range(400):
        club.press()
    told = bodies(club.till.storage)
    tell(node, till, told)
    errors: list[BaseException] = []

    def apply() -> None:
        try:
            Applier(node.database, SetClock(AT_MS)).apply_stream(till.stream_id, till.device_id)
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=apply) for _ in range(3)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert not errors
    here, there = server_accounts(node.database), till_accounts(club.till.storage)
    assert by_person(node, club, here) == by_person(node, club, there)
    balances = {row[0]: row[1] for row in rows(node.database, text("SELECT account_id, balance FROM account"))}
    for account, balance in balances.items():
        row = node.database.read(lambda tx, of=account: tx.row(SUMS, account=of))
        assert row is not None and (row.points or 0) == balance
    club.close()


def test_what_cannot_be_read_is_kept_and_stops_nothing(node: ServerNode, tmp_path: Path) -> None:
    twins = TwinTills(tmp_path, node, count=1)
    one = twins.tills[0]
    one.tell(node)
    wire = one.wire
    account = str(twins.account())
    entry = {"acct": account, "leg": "x", "kind": "EARN", "amount": 5, "rule": "r", "why": ["a", {}], "line": 0}
    wire.write("planet.aligned", entries=[entry])
    wire.write("points.adjust", entries=[{**entry, "lots": []}], member=str(twins.members[0]))
    wire.write("points.adjust", entries="many")
    wire.write("sale", lines=7)
    wire.write("points.adjust", entries=[{**entry, "lots": [], "amount": 0, "leg": "\0"}])
    wire.write("points.adjust", entries=[{**entry, "lots": [], "amount": 1 << 62, "debt": -(1 << 62)}])
    wire.write("member.erase", member="nobody")
    wire.write_body("{}")
    wire.write_body("[" * 500)
    wire.write("drawer.nosale")
    tell(node, wire)
    node.apply_stream(wire.stream_id)
    one.sell()
    one.told = len(bodies(one.counter.storage)) - 1
    one.tell(node)
    states = {row[3]: row[2] for row in rows(node.database, FACTS)}
    assert states == {
        None: 1,
        "server.fact_unknown": 2,
        "server.fact_bad_entry": 2,
        "server.fact_unreadable": 2,
    }
    assert server_accounts(node.database)[twins.account()][1] == one.balance()
    assert Applier(node.database, SetClock(AT_MS)).replay() == 0
    twins.close()


def test_a_ledger_row_says_what_was_drafted(node: ServerNode, tmp_path: Path) -> None:
    twins = TwinTills(tmp_path, node, count=1)
    twins.tills[0].tell(node)
    found = [row for row in rows(node.database, LEDGER) if row[0] == twins.account().bytes]
    assert [(row[4], row[5], row[6]) for row in found] == [(59, 59, "")]
    with pytest.raises(Refused):
        node.apply_stream(UUID(int=5)) or node.push(UUID(int=5), twins.tills[0].wire.request())
    twins.close()
