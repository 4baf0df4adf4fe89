"""Real tills with a real server between them, over HTTP on this machine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random

from pos_app.checkout.session import CheckoutSession
from pos_app.kernel.ids import MemberId
from pos_app.retail.tender import TenderKind
from pos_app.runtime.system_clock import SystemClock
from pos_app.storage.document_bodies import own_documents
from pos_app.sync.address import EnrolCode, read_address
from pos_app.sync.attempts import Attempts, News
from pos_app.sync.carrier import Carrier
from pos_app.sync.client import HttpHub
from pos_app.sync.contact import ContactBoard
from pos_app.sync.crossing import Crossing
from pos_app.sync.exchange import Exchanged, exchange
from pos_app.sync.gateway import HubGateway
from pos_app.sync.joining import Applicant, Joined, connect, publish
from pos_app.sync.pace import Pace
from tests.support.counters import Counter, counter
from tests.support.served import Served, wait_for

COFFEE = "8690526012346"
CLOCK = SystemClock()


@dataclass
class LinkedTill:
    """A till that belongs to the server."""

    counter: Counter
    hub: HttpHub
    gateway: HubGateway
    attempts: Attempts
    joined: Joined

    @property
    def outbox(self):  # type: ignore[no-untyped-def]  # the real one, whatever its class
        return self.counter.storage.outbox

    @property
    def session(self) -> CheckoutSession:
        return self.counter.session

    def exchange(self) -> Exchanged:
        """One exchange, whatever it takes."""
        return exchange(self.hub, self.outbox)

    def sell(self, card: str = "", times: int = 1) -> str:
        """Sell coffee, to a member when there is a card; returns the receipt number."""
        if card:
            self.session.scan(card)
        for _ in range(times):
            self.session.scan(COFFEE)
        self.session.add_tender(TenderKind.CARD)
        self.session.finish()
        filed = self.counter.storage.books.last_sale()
        assert filed is not None
        return filed.completed.receipt_number

    def points(self, member: MemberId) -> int:
        """The balance as this till shows it."""
        found = self.counter.storage.members.found(member)
        assert found is not None
        lots = self.counter.storage.members.snapshot(member, self.counter.clock.now_ms()).lots
        return sum(each.open_points for each in lots)


@contextmanager
def linked(
    folder: Path, server: Served, terminal_no: str, *, port: int = 0, publish_first: bool = True
) -> Iterator[LinkedTill]:
    """A till in `folder` that joined the server; through another `port` when there is a cable between."""
    assert server.node is not None
    address = f"http://127.0.0.1:{port}" if port else server.address
    with ExitStack() as open_things:
        till = open_things.enter_context(counter(folder, start=int(terminal_no) * 10**9))
        outbox = till.storage.outbox
        hub = HttpHub(Carrier(read_address(address)), outbox, CLOCK, "0.1.0 p1")
        open_things.callback(hub.close)
        code = EnrolCode(server.node.make_code("0001", terminal_no), "")
        who = Applicant("Till", "0.1.0 p1", "0001", terminal_no, till.storage.members.count() > 0)
        joined = connect(outbox, read_address(address), code, who, lambda _place, _pin: hub)
        if joined.wants_documents and publish_first:
            tools = till.tools
            publish(hub, lambda: own_documents(till.storage.database, tools.shop, tools.program.program))
        board, crossing = ContactBoard(), Crossing()
        gateway = HubGateway(hub, outbox, board, crossing)
        attempts = Attempts(hub, outbox, CLOCK, Pace(Random(1)), board, crossing, News())
        yield LinkedTill(till, hub, gateway, attempts, joined)


def settle(server: Served, *tills: LinkedTill) -> None:
    """Exchange until the server has applied everything and every till has heard of it."""
    for each in tills:
        each.exchange()
    node = server.node
    assert node is not None
    wait_for(lambda: not node.behind())
    for each in tills:
        each.exchange()
