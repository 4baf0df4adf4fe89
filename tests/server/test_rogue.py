"""A terminal that lies harms itself: every other one goes on."""

from __future__ import annotations

from uuid import UUID

import msgspec
import pytest

from pos_app.kernel.ids import MemberId, derived_id
from pos_app.loyalty.accounts import POINTS, account_id
from pos_app.server.node import ServerNode
from pos_app.wire.pull import FedAccount, FedMember, PullReply, PullRequest
from pos_app.wire.push import OpenReservation
from pos_app.wire.reserve import ReserveRequest
from tests.support.bare_tills import BareTill

MEMBER = UUID("0192f0c0-0000-7000-8000-000000000777")
ACCOUNT = str(account_id(MemberId(MEMBER), POINTS))


@pytest.fixture
def rogue(node: ServerNode) -> BareTill:
    """Another terminal of the server, in wrong hands."""
    one = BareTill(2)
    one.enrol(node)
    return one


def test_promises_that_nobody_gave_stay_numbers_that_every_till_reads(
    node: ServerNode, till: BareTill, rogue: BareTill
) -> None:
    till.enrol_member(MEMBER, "aa" * 32)
    till.earn(MEMBER, 100)
    till.push(node)
    node.apply_some()
    claims = [
        OpenReservation(str(derived_id(MEMBER, f"claim {number}")), "hold", ACCOUNT, 2**53, True, 1)
        for number in range(1100)
    ]
    node.push(rogue.device_id, rogue.request(held=claims))
    node.apply_some()
    question = PullRequest(epoch="", cursors={}, streams=(), limit=2000)
    told = msgspec.json.encode(node.pull(till.device_id, question))
    accounts = [
        each
        for each in msgspec.json.decode(told, type=PullReply).changes
        if isinstance(each, FedAccount) and each.key == POINTS
    ]
    assert [(each.balance, each.held <= 2**53) for each in accounts] == [(100, True)]


def test_who_names_the_stream_of_another_till_delays_nothing_of_it(
    node: ServerNode, till: BareTill, rogue: BareTill
) -> None:
    question = ReserveRequest(
        stream_id=str(till.stream_id),
        ctl=50,
        res_id=str(derived_id(MEMBER, "hold")),
        kind="hold",
        account_id=ACCOUNT,
        amount=5,
    )
    assert not node.reserve(rogue.device_id, question).granted
    till.earn(MEMBER, 100)
    till.push(node)
    assert node.apply_stream(till.stream_id) == 1


@pytest.mark.parametrize(
    ("kind", "digest"), [("email", "aa" * 32), ("card", "aa"), ("card", "AA" * 32), ("", "")]
)
def test_identifiers_that_no_till_can_keep_are_fed_to_none(
    node: ServerNode, till: BareTill, rogue: BareTill, kind: str, digest: str
) -> None:
    ids = [{"kind": kind, "digest": digest}]
    more = {"tier": "", "ids": ids, "consent": True, "consent_hash": "", "sealed": ""}
    rogue.write("member.enrol", member=str(MEMBER), **more)
    rogue.earn(MEMBER, 100)
    rogue.push(node)
    assert node.apply_some() == 2
    told = node.pull(till.device_id, PullRequest(epoch="", cursors={}, streams=(), limit=2000))
    assert not any(isinstance(each, FedMember) for each in told.changes)
    assert [each.balance for each in told.changes if isinstance(each, FedAccount)] == [100]
