"""The morning's sums for a till's manager say what the books of the server say."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import pytest

from pos_app.kernel.errors import Refused
from pos_app.server import findings
from pos_app.server.node import ServerNode
from pos_app.wire.reporting import ReportReply, ReportRequest
from tests.support.told_facts import server_accounts
from tests.support.twin_tills import TwinTills

ALL = ReportRequest(from_ms=0, until_ms=1 << 50)


def test_nothing_odd_is_nothing_told(node: ServerNode, tmp_path: Path) -> None:
    with TwinTills(tmp_path, node) as twins:
        twins.tills[0].sell()
        twins.tills[0].tell(node)
        assert node.report(twins.tills[0].wire.device_id, ALL) == ReportReply()


def test_an_overdraft_is_one_member_with_its_points(node: ServerNode, tmp_path: Path) -> None:
    """Three tills spend 50 of the same 59 points."""
    with TwinTills(tmp_path, node, count=3) as twins:
        for till in twins.tills:
            till.sell(reward="five", count=1)
            till.tell(node)
        device = twins.tills[0].wire.device_id
        told = node.report(device, ALL)
        (line,) = findings.report(node.database).overdrawn
        assert told.overdrawn == (line,)
        assert (line.cause, line.members) == ("risk_offline", 1)
        owed = -server_accounts(node.database)[twins.account()][1]
        assert line.points >= owed > 0
        later = ReportRequest(from_ms=1 << 49, until_ms=1 << 50)
        assert node.report(device, later) == ReportReply()


def test_goods_back_twice_are_counted(node: ServerNode, tmp_path: Path) -> None:
    with TwinTills(tmp_path, node) as twins:
        for till in twins.tills:
            till.take_back(twins.receipt, 4)
            till.tell(node)
        told = node.report(twins.tills[0].wire.device_id, ALL)
        assert told.lines_back_twice == len(findings.report(node.database).refunds) > 0


def test_a_stranger_is_told_nothing(node: ServerNode) -> None:
    with pytest.raises(Refused):
        node.report(UUID(int=77), ALL)
