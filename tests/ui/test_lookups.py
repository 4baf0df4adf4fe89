"""Coupons, receipts that another till knows more of, seen on the checkout's state."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest

from pos_app.kernel.exchange_limits import OFFLINE_COUPONS_A_DAY
from pos_app.loyalty.accounts import account_id, coupon_key
from pos_app.retail.tender import TenderKind
from pos_app.ui.checkout.state import Mode
from pos_app.ui.returns.state import Stage
from pos_app.wire.finding_sales import FoundFact
from tests.support.clubs import CLUB, CLUB_SHELF
from tests.support.counters import counter
from tests.support.joined import MILK, Joined, connect, joined
from tests.support.returning import return_desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Joined]:
    """A desk of a server whose club prints coupons."""
    with joined(tmp_path, CLUB, CLUB_SHELF) as made:
        yield made


def coupon(desk: Joined) -> str:
    """Sell something that brings a coupon; return its code."""
    session = desk.till.counter.session
    session.enter("200")
    session.add_tender(TenderKind.CARD)
    filed = session.finish()
    assert filed.statement is not None
    desk.till.desk.refresh()
    desk.lane.go_on()
    return filed.statement.coupons[0].code


def shown(desk: Joined) -> list[str]:
    """The coupons on the sale, by their ids."""
    return [one.coupon_id for one in desk.till.counter.session.sale.coupons]


def test_a_coupon_is_held_while_scanning_goes_on(desk: Joined) -> None:
    code = coupon(desk)
    desk.till.enter("2*200")
    desk.till.scan(code)
    assert len(shown(desk)) == 1
    desk.lane.go_on()
    assert desk.gateway.holds() == [1]
    desk.till.key("exact")
    assert desk.till.state().mode is Mode.DONE
    assert desk.authority().mode == "hold"


def test_a_coupon_that_was_used_at_another_till_comes_off(desk: Joined) -> None:
    code = coupon(desk)
    desk.till.enter("2*200")
    desk.till.scan(code)
    account = account_id(None, coupon_key(UUID(hex=shown(desk)[0])))
    desk.gateway.free[account] = 0
    desk.lane.go_on()
    assert shown(desk) == []
    assert "was used already" in desk.till.said
    desk.till.key("exact")
    assert desk.authority().mode == "local"


def test_a_coupon_of_which_the_server_knows_nothing_speaks_for_itself(desk: Joined) -> None:
    code = coupon(desk)
    desk.till.enter("2*200")
    desk.till.scan(code)
    desk.gateway.unheard.add(account_id(None, coupon_key(UUID(hex=shown(desk)[0]))))
    desk.lane.go_on()
    assert len(shown(desk)) == 1
    desk.till.key("exact")
    assert desk.till.state().mode is Mode.DONE
    assert desk.authority().mode == "risk"


def test_cut_off_coupons_are_taken_on_trust_so_many_a_day(desk: Joined) -> None:
    code = coupon(desk)
    desk.gateway.line = False
    for _ in range(OFFLINE_COUPONS_A_DAY - 1):
        desk.till.enter("2*200")
        desk.till.scan(code)
        assert "taken on trust" in desk.till.said
        code = pay(desk)
    desk.till.enter("2*200")
    desk.till.scan(code)
    code = pay(desk)
    desk.till.enter("200")
    desk.till.scan(code)
    assert f"{OFFLINE_COUPONS_A_DAY} coupons without it" in desk.till.said
    assert shown(desk) == []
    desk.gateway.line = True
    desk.till.scan(code)
    assert len(shown(desk)) == 1


def pay(desk: Joined) -> str:
    """Pay by card; return the code of the coupon that this sale brought."""
    session = desk.till.counter.session
    session.add_tender(TenderKind.CARD)
    filed = session.finish()
    assert filed.statement is not None
    desk.till.desk.refresh()
    return filed.statement.coupons[0].code


def test_a_receipt_of_another_till_is_fetched(tmp_path: Path) -> None:
    with counter(tmp_path / "other", start=9000) as other:
        other.session.scan(MILK)
        other.session.add_tender(TenderKind.CASH)
        number = other.session.finish().completed.receipt_number
        row = other.storage.database.row("SELECT seq, body FROM journal WHERE kind = 'sale'")
        assert row is not None
        outbox = other.storage.outbox
        stream = str(outbox.streams()[-1])
        fact = FoundFact(str(outbox.device_id), stream, int(row[0]), bytes(row[1]).decode())
    with return_desk(tmp_path / "here") as made:
        gateway, lane = connect(made.till)
        made.taking.returns.find_elsewhere = made.till.presenter.lookups.find_receipt
        made.scan(number)
        assert "Looking for the receipt" in made.till.state().status.message
        lane.go_on()
        assert "is from another till and not known here" in made.said
        assert made.panes.front == "lines"

        def bring(asked: str) -> bool:
            assert asked == number
            made.till.counter.storage.outbox.keep_sales((fact,))
            return True

        gateway.on_find = bring
        made.scan(number)
        lane.go_on()
        assert made.panes.front == "returns"
        assert made.pane.stage is Stage.CHOOSE
        assert [row.name for row in made.pane.picks] == ["Whole milk 1 l"]
        gateway.line = False
        made.scan("0001-09-A-0000001")
        assert "is from another till" in made.said
        assert lane.waiting == []
