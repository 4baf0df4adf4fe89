"""Tills that did not know of each other: nothing is lost, nothing twice, whatever order the server hears it in."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import text

from pos_app.loyalty.accounts import account_id
from pos_app.server import findings
from pos_app.server.member_rows import canonical_of
from pos_app.server.node import ServerNode
from pos_app.server.verifying import verify
from pos_app.wire.finding_sales import FindSaleRequest
from tests.server.test_applying import assert_sums
from tests.support.tills import SetClock, enrolment
from tests.support.told_facts import LEDGER, MEMBERS, OTHER, rows, server_accounts
from tests.support.twin_tills import CARDS, TwinTills

ACTIVE = text("SELECT account_id, active_at, held FROM account")
LATE_MS = 400 * 86_400_000


def flags(node: ServerNode) -> set[str]:
    return {row[6] for row in rows(node.database, LEDGER)} - {""}


def report(node: ServerNode) -> findings.Findings:
    """The morning report of all time, with the books whole."""
    assert verify(node.database).wrong == ()
    assert_sums(node.database)
    return findings.report(node.database)


def visits(node: ServerNode, twins: TwinTills, member: int = 0) -> int:
    account = account_id(twins.members[member], "visits").bytes
    found = rows(node.database, text("SELECT account_id, balance FROM account WHERE account_key = 'visits'"))
    return next((int(row[1]) for row in found if row[0] == account), 0)


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_two_tills_spend_the_same_points(node: ServerNode, tmp_path: Path, order: tuple[int, int]) -> None:
    """59 points, 50 spent at each till, 54 earned by the rest of each sale: 59 + 2 * (54 - 50) = 67."""
    with TwinTills(tmp_path, node) as twins:
        for till in twins.tills:
            till.sell(reward="five")
        changes = [till.balance() - 59 for till in twins.tills]
        twins.tills[0].tell(node, applied=False)
        twins.tills[1].tell(node, applied=False)
        for place in order:
            node.apply_stream(twins.tills[place].wire.stream_id)
        if order == (1, 0):
            node.apply_some()
        key, balance, debt = server_accounts(node.database)[twins.account()]
        assert (key, balance - debt * 0) == ("points", 59 + sum(changes))
        assert visits(node, twins) == 3
    report(node)


def test_an_overdraft_is_told_in_the_morning(node: ServerNode, tmp_path: Path) -> None:
    with TwinTills(tmp_path, node, count=3) as twins:
        for till in twins.tills:
            till.sell(reward="five", count=1)
            till.tell(node)
        changes = [till.balance() - 59 for till in twins.tills]
        assert server_accounts(node.database)[twins.account()][1] == 59 + sum(changes) < 0
    found = report(node)
    (line,) = found.overdrawn
    assert (line.cause, line.members) == ("risk_offline", 1)
    assert line.points >= -(59 + sum(changes))


def test_the_same_points_end_at_two_tills_once(node: ServerNode, tmp_path: Path) -> None:
    with TwinTills(tmp_path, node) as twins:
        for till in twins.tills:
            till.counter.clock.at_ms += LATE_MS
            till.sell()
            till.tell(node)
        ended = [row for row in rows(node.database, LEDGER) if row[7] == "EXPIRE"]
        assert sorted(row[4] for row in ended) == [-59, 0]
        assert flags(node) == {"less"}
        assert server_accounts(node.database)[twins.account()][1] == 120
    report(node)


def test_a_return_comes_before_its_sale(node: ServerNode, tmp_path: Path) -> None:
    """Till 2 takes back what till 1 sold before till 1 is heard."""
    with TwinTills(tmp_path, node) as twins:
        first, second = twins.tills
        second.take_back(twins.receipt, 4)
        second.tell(node)
        assert server_accounts(node.database)[twins.account()][1] == -59
        first.tell(node)
        assert twins.account() not in server_accounts(node.database)
        reply = node.find_sale(first.wire.device_id, FindSaleRequest(receipt=twins.receipt))
        assert [len(each.returns) for each in reply.sales] == [1]
    assert report(node).refunds == ()


@pytest.mark.parametrize("is_late", [False, True])
def test_goods_that_come_back_at_two_tills_cost_points_once(
    node: ServerNode, tmp_path: Path, is_late: bool
) -> None:
    with TwinTills(tmp_path, node, count=3) as twins:
        sold_at, *others = twins.tills
        if not is_late:
            sold_at.tell(node)
        for till in others:
            till.take_back(twins.receipt, 4)
            till.tell(node)
        if is_late:
            sold_at.tell(node)
        assert twins.account() not in server_accounts(node.database)
        reply = node.find_sale(sold_at.wire.device_id, FindSaleRequest(receipt=twins.receipt))
        assert [len(each.returns) for each in reply.sales] == [2]
    (refund,) = report(node).refunds
    assert (refund.quantity_milli, refund.sold_milli) == (4000, 4000)


def test_a_part_that_comes_back_twice_is_left_to_people(node: ServerNode, tmp_path: Path) -> None:
    with TwinTills(tmp_path, node) as twins:
        for till in twins.tills:
            till.take_back(twins.receipt, 2)
            till.tell(node)
        assert report(node).refunds == ()
        twins.tills[0].take_back(twins.receipt, 2)
        twins.tills[1].take_back(twins.receipt, 1)
        for till in twins.tills:
            till.tell(node)
    assert [each.quantity_milli for each in report(node).refunds] == [2000, 1000]


def test_a_sale_that_is_late_goes_to_who_the_member_became(node: ServerNode, tmp_path: Path) -> None:
    with TwinTills(tmp_path, node) as twins:
        first, second = twins.tills
        second.sell(CARDS[0], reward="five")
        number = second.sell(CARDS[0])
        second.take_back(number, 1)
        spent = second.balance(CARDS[0])
        first.sell(CARDS[1])
        first.merge(CARDS[0], CARDS[1])
        first.tell(node)
        assert twins.account() not in server_accounts(node.database)
        second.tell(node)
        accounts = server_accounts(node.database)
        assert twins.account() not in accounts
        assert accounts[twins.account(1)] == ("points", 59 + spent, 0)
        assert canonical_of(node.database, twins.members[0]) == twins.members[1]
        held = {UUID(bytes=row[3]) for row in rows(node.database, OTHER[0])}
        assert held == {twins.members[1]}
        assert visits(node, twins, 1) == 4
    report(node)


def test_a_merge_finds_more_than_its_till_knew(node: ServerNode, tmp_path: Path) -> None:
    with TwinTills(tmp_path, node) as twins:
        first, second = twins.tills
        second.sell(CARDS[0])
        first.tell(node)
        second.tell(node)
        first.merge(CARDS[0], CARDS[1])
        first.tell(node)
        assert server_accounts(node.database) == {
            **server_accounts(node.database),
            twins.account(1): ("points", second.balance(CARDS[0]), 0),
        }
        assert twins.account() not in server_accounts(node.database)
    report(node)


def test_a_card_given_out_at_two_tills_is_one_person(node: ServerNode, tmp_path: Path) -> None:
    with TwinTills(tmp_path, node) as twins:
        new = []
        for till in twins.tills:
            one = enrolment(till.counter.ids, card="M00000077", phone="+4915199999999")
            till.counter.storage.members.enrol(one)
            new.append(one.member_id)
            till.sell("M00000077")
            till.tell(node)
        assert canonical_of(node.database, new[1]) == new[0]
        points = account_id(new[0], "points")
        assert server_accounts(node.database)[points][1] == 118
        sealed = {UUID(bytes=row[1]) for row in rows(node.database, MEMBERS) if row[8]}
        assert set(new) <= sealed
    report(node)


def test_two_members_are_merged_both_ways(node: ServerNode, tmp_path: Path) -> None:
    with TwinTills(tmp_path, node) as twins:
        first, second = twins.tills
        second.sell(CARDS[1])
        first.merge(CARDS[0], CARDS[1])
        second.merge(CARDS[1], CARDS[0])
        for till in twins.tills:
            till.tell(node)
        accounts = server_accounts(node.database)
        assert accounts[twins.account(1)][1] == 118
        assert twins.account() not in accounts
    report(node)


def test_an_erased_member_is_gone_for_good(node: ServerNode, tmp_path: Path, server_clock: SetClock) -> None:
    from pos_app.checkout import member_care

    with TwinTills(tmp_path, node) as twins:
        first, second = twins.tills
        first.tell(node)
        member_care.erase(first.counter.tools, twins.members[0])
        first.tell(node)
        second.sell(CARDS[0])
        second.tell(node)
        (row,) = (row for row in rows(node.database, MEMBERS) if row[1] == twins.members[0].bytes)
        assert (row[3], row[8], row[9], row[10]) == ("erased", b"", b"[]", b"[]")
        assert {UUID(bytes=each[3]) for each in rows(node.database, OTHER[0])} == {twins.members[1]}
        assert server_accounts(node.database)[twins.account()][1] == 59 + 59 + (second.balance() - 118)
    report(node)
