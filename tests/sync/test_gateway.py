"""What the checkout gets while a customer waits."""

from __future__ import annotations

import threading
from uuid import UUID

import pytest

from pos_app.kernel.errors import Refused, Unavailable
from pos_app.kernel.ids import AccountId, MemberId, SaleId
from pos_app.ports.gateway import Contact, Gateway, HoldAnswer, HoldOutcome
from pos_app.sync.contact import ContactBoard
from pos_app.sync.crossing import Crossing
from pos_app.sync.gateway import HubGateway
from pos_app.wire.finding_sales import FoundFact
from pos_app.wire.pull import FedAccount, FedMember
from tests.sync.memory import MemoryHub, unreachable
from tests.sync.memory_outbox import MemoryOutbox

SALE = SaleId(UUID(int=1))
OTHER_SALE = SaleId(UUID(int=2))
POINTS = AccountId(UUID(int=3))
COUPON = AccountId(UUID(int=4))
MEMBER = MemberId(UUID(int=5))
ACCOUNT = FedAccount(0, 1, str(POINTS), str(MEMBER), "points", 1, 100, 0, 0, 0, (), {})
PERSON = FedMember(0, 1, str(MEMBER), None, "active", "base", 0, 0, True, "", (), "", (), None, 1)


class Desk:
    """A gateway with both its sides to look at."""

    def __init__(self) -> None:
        self.hub, self.outbox, self.board = MemoryHub(), MemoryOutbox(), ContactBoard()
        self.board.reached()
        self.woken = 0
        self.gateway: Gateway = HubGateway(self.hub, self.outbox, self.board, Crossing(), self._wake)

    def _wake(self) -> None:
        self.woken += 1


@pytest.fixture
def desk() -> Desk:
    """A till that is connected."""
    return Desk()


def test_a_hold_is_asked_for_once(desk: Desk) -> None:
    assert desk.gateway.hold(SALE, POINTS, 60) == HoldAnswer(HoldOutcome.GRANTED)
    assert desk.gateway.hold(SALE, POINTS, 60) == HoldAnswer(HoldOutcome.GRANTED)
    assert desk.hub.asked == ["reserve"]
    assert desk.outbox.holds_of(SALE) == {POINTS: 60}


def test_a_hold_grows_by_what_is_missing(desk: Desk) -> None:
    desk.gateway.hold(SALE, POINTS, 60)
    assert desk.gateway.hold(SALE, POINTS, 90).outcome is HoldOutcome.GRANTED
    assert [request.amount for request, _reply in desk.outbox.intents] == [60, 30]
    assert desk.hub.available == 10


def test_too_much_is_refused_with_what_there_is(desk: Desk) -> None:
    desk.gateway.hold(SALE, POINTS, 60)
    assert desk.gateway.hold(SALE, POINTS, 101) == HoldAnswer(HoldOutcome.REFUSED, 100)
    assert desk.outbox.holds_of(SALE) == {POINTS: 60}, "what was held stays held"


def test_nothing_wanted_gives_back_that_account_only(desk: Desk) -> None:
    desk.gateway.hold(SALE, POINTS, 60)
    desk.gateway.hold(SALE, COUPON, 1)
    assert desk.gateway.hold(SALE, POINTS, 0).outcome is HoldOutcome.GRANTED
    assert desk.outbox.holds_of(SALE) == {COUPON: 1}
    assert desk.woken == 1, "the server hears of it soon"


def test_a_sale_given_up_gives_back_everything_of_it(desk: Desk) -> None:
    desk.gateway.hold(SALE, POINTS, 60)
    desk.gateway.hold(OTHER_SALE, COUPON, 1)
    desk.gateway.release(SALE)
    desk.gateway.release(SALE)
    assert desk.outbox.holds_of(SALE) == {}
    assert desk.outbox.holds_of(OTHER_SALE) == {COUPON: 1}
    assert desk.woken == 1


def test_an_unknown_outcome_is_kept_as_tried_and_cuts_off_at_once(desk: Desk) -> None:
    desk.hub.fault = unreachable
    assert desk.gateway.hold(SALE, POINTS, 60) == HoldAnswer(HoldOutcome.UNKNOWN)
    assert [reply for _request, reply in desk.outbox.intents] == [None]
    assert desk.gateway.contact() is Contact.CUT_OFF
    asked = len(desk.hub.asked)
    assert desk.gateway.hold(SALE, POINTS, 60) == HoldAnswer(HoldOutcome.UNKNOWN)
    assert not desk.gateway.look_up_member("card", ("ab",))
    assert not desk.gateway.refresh_member(MEMBER)
    assert not desk.gateway.look_up_account(COUPON)
    assert not desk.gateway.find_sale("0001-02-A-0000001")
    assert len(desk.hub.asked) == asked, "nobody waits a second time"
    assert len(desk.outbox.intents) == 1, "what was never asked for was never tried"


def test_a_bug_on_the_way_leaves_no_intent_open(desk: Desk) -> None:
    def broken(_name: str) -> None:
        raise ZeroDivisionError

    desk.hub.fault = broken
    with pytest.raises(ZeroDivisionError):
        desk.gateway.hold(SALE, POINTS, 60)
    assert [reply for _request, reply in desk.outbox.intents] == [None]


@pytest.mark.parametrize(
    "error", [Refused("server.revoked"), Refused("server.upgrade"), Unavailable("server.busy", retry_ms=500)]
)
def test_a_server_that_does_not_want_us_counts_as_out_of_reach(
    desk: Desk, error: Refused | Unavailable
) -> None:
    def refuse(_name: str) -> None:
        raise error

    desk.hub.fault = refuse
    assert desk.gateway.hold(SALE, POINTS, 60).outcome is HoldOutcome.UNKNOWN
    assert desk.gateway.contact() is Contact.CUT_OFF


def test_a_member_is_fetched(desk: Desk) -> None:
    assert not desk.gateway.look_up_member("card", ("ab", "cd"))
    desk.hub.looked_up = (PERSON, ACCOUNT)
    assert desk.gateway.look_up_member("card", ("ab", "cd"))
    assert desk.outbox.taken == [PERSON, ACCOUNT]
    assert desk.gateway.refresh_member(MEMBER)
    assert desk.gateway.look_up_account(POINTS)
    assert desk.hub.asked == ["lookup card", "lookup card", "lookup member", "lookup account"]


def test_an_account_nobody_knows_is_an_answer_too(desk: Desk) -> None:
    assert desk.gateway.look_up_account(COUPON)
    assert not desk.outbox.taken


def test_a_sale_of_another_till_is_fetched(desk: Desk) -> None:
    assert not desk.gateway.find_sale("0001-02-A-0000001")
    desk.hub.found = (FoundFact("device", "stream", 4, "{}"),)
    assert desk.gateway.find_sale("0001-02-A-0000001")
    assert len(desk.outbox.sales) == 1


def test_a_push_never_overtakes_a_reservation() -> None:
    """R7: the server refuses a reservation whose control number is older than the newest push it saw."""
    crossing, order = Crossing(), []  # type: tuple[Crossing, list[str]]
    inside, let_go = threading.Event(), threading.Event()

    def reserve() -> None:
        with crossing.reservation():
            inside.set()
            let_go.wait(5)
            order.append("reserved")

    def push() -> None:
        crossing.push(lambda: order.append("pushed"))

    reserving = threading.Thread(target=reserve)
    reserving.start()
    assert inside.wait(5)
    pushing = threading.Thread(target=push)
    pushing.start()
    pushing.join(0.1)
    assert not order, "the push waits"
    let_go.set()
    reserving.join(5)
    pushing.join(5)
    assert order == ["reserved", "pushed"]


def test_two_questions_at_once_hold_no_more_than_is_wanted(desk: Desk) -> None:
    threads = [threading.Thread(target=desk.gateway.hold, args=(SALE, POINTS, 60)) for _ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(5)
    assert desk.hub.available == 40
