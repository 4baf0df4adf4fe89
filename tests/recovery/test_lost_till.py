"""A till is stolen: another one takes its place, with its receipts, with everybody's points."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text

from pos_app.checkout import returning
from pos_app.kernel.errors import Refused
from pos_app.kernel.exchange_limits import PUSH_BYTES_MAX
from pos_app.kernel.ids import SaleId
from pos_app.loyalty.accounts import points_account
from pos_app.retail.returned import ReturnReason
from pos_app.retail.tender import TenderKind
from pos_app.server import findings
from pos_app.server.verifying import verify
from pos_app.sync.joining import fetch_replaced
from tests.recovery.oracle import balances
from tests.support.served import served
from tests.sync.shop import COFFEE, LinkedTill, linked, settle

CARD = "M00000001"
_ACTIVE = text("SELECT res_id FROM reservation WHERE state = 'active'")
_MARKED = text("SELECT seq FROM fact WHERE reason = 'server.revoked'")


def test_the_place_of_a_lost_till_is_taken(tmp_path: Path) -> None:
    with (
        served(tmp_path / "server") as server,
        linked(tmp_path / "lost", server, "01") as lost,
        linked(tmp_path / "other", server, "02") as other,
    ):
        node = server.node
        assert node is not None
        lost.session.enrol("030 901820", "Ayşe Yılmaz", True, CARD)
        receipt = lost.sell(CARD, 4)
        settle(server, lost, other)
        found = lost.counter.storage.members.by_card(CARD)
        assert found is not None
        account = points_account(found.member_id)
        balance = balances(node.database)[account]
        asked = lost.outbox.intend(SaleId(lost.counter.ids()), account, balance, "hold")
        lost.outbox.reserved(asked, node.reserve(lost.outbox.device_id, asked))
        spend(lost)
        assert len(node.database.read(lambda tx: tx.rows(_ACTIVE))) == 1
        assert node.revoke(lost.outbox.device_id)
        assert node.database.read(lambda tx: tx.rows(_ACTIVE)) == [], "free at once"
        code = node.make_code("0001", "01", lost.outbox.device_id)
        with linked(tmp_path / "new", server, "01", code=code, ids=500) as new:
            streams = [str(each) for each in lost.outbox.streams()]
            assert fetch_replaced(new.hub, new.outbox, streams) >= 2
            settle(server, new, other)
            assert new.points(found.member_id) == balance, "members come by the feed"
            spend(new)
            taken = take_back(new, receipt)
            assert taken.startswith("0001-01-"), taken
            assert taken != receipt
            settle(server, new, other)
            after = balances(node.database).get(account, 0)
            assert 0 <= after < balance
            tell_late(lost)
            settle(server, new, other)
            assert balances(node.database)[account] < 0, "what the lost one gave is owed"
            assert causes(findings.report(node.database)) == ["risk_offline"]
            assert node.database.read(lambda tx: tx.rows(_MARKED)) != []
            assert new.points(found.member_id) == other.points(found.member_id)
            assert verify(node.database).wrong == ()


def causes(found: findings.Findings) -> list[str]:
    """Why points are owed."""
    return [each.cause for each in found.overdrawn]


def spend(till: LinkedTill) -> None:
    """Sell two coffees, fifty points of the member pay for a part."""
    till.session.scan(CARD)
    till.session.scan(COFFEE)
    till.session.choose_reward("five")
    till.session.add_tender(TenderKind.CASH)
    till.session.finish()


def take_back(till: LinkedTill, receipt: str) -> str:
    """Take one piece back with a receipt that was read from the books of the lost till."""
    session = till.session
    sold = returning.find(till.counter.tools, session.sale, receipt)
    planned = returning.planned(session.sale, sold, [(1, 1000)], ReturnReason.CHANGED_MIND)
    session.take_return(session.preview(planned).back)
    if session.evaluated.figures.payout_minor:
        session.add_tender(TenderKind.CASH)
    return session.finish().completed.receipt_number


def tell_late(lost: LinkedTill) -> None:
    """The thief switches it on: what it has not told yet is kept, then it hears that it is out."""
    request = lost.outbox.next_push(500, PUSH_BYTES_MAX)
    assert request.facts
    with pytest.raises(Refused, match=r"server\.revoked"):
        lost.hub.push(request)
