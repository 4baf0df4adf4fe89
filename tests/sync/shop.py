"""Real tills with a real server between them, over HTTP on this machine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random

import msgspec
from sqlalchemy import text

from pos_app.checkout.session import CheckoutSession
from pos_app.kernel.ids import MemberId
from pos_app.retail.product import Product
from pos_app.retail.tender import TenderKind
from pos_app.runtime.system_clock import SystemClock
from pos_app.storage.document_bodies import own_documents
from pos_app.sync.address import EnrolCode, ServerPlace, read_address
from pos_app.sync.attempts import Attempts, News
from pos_app.sync.carrier import Carrier
from pos_app.sync.client import HttpHub
from pos_app.sync.contact import ContactBoard
from pos_app.sync.crossing import Crossing
from pos_app.sync.exchange import Exchanged, exchange
from pos_app.sync.gateway import HubGateway
from pos_app.sync.joining import Applicant, connect, publish
from pos_app.sync.pace import Pace
from pos_app.wire.enrolling import Document
from tests.support.counters import SHELF, Counter, counter
from tests.support.served import Served, wait_for
from tests.support.tills import SetClock

COFFEE = "8690526012346"
_EVENTS = text("SELECT event_id, body FROM fact ORDER BY stream_id, seq")


@dataclass
class LinkedTill:
    """A till that belongs to the server."""

    counter: Counter
    hub: HttpHub
    gateway: HubGateway
    attempts: Attempts

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
    folder: Path,
    server: Served,
    terminal_no: str,
    *,
    port: int = 0,
    code: str = "",
    clock_ms: int = 0,
    ids: int = 0,
    shelf: tuple[Product, ...] = SHELF,
) -> Iterator[LinkedTill]:
    """A till in `folder` that joined the server, through another `port` when there is a cable between. Its clock is
    wrong by `clock_ms`. One that joined already just goes on; `ids` keeps what it makes apart from earlier times.
    """
    assert server.node is not None
    address = f"http://127.0.0.1:{port}" if port else server.address
    first_id = int(terminal_no) * 10**9 + ids * 10**6
    code = code or server.node.make_code("0001", terminal_no)
    with linked_to(folder, address, code, first_id, clock_ms, shelf) as till:
        yield till


@contextmanager
def linked_to(
    folder: Path,
    address: str,
    code: str,
    first_id: int = 10**9,
    clock_ms: int = 0,
    shelf: tuple[Product, ...] = SHELF,
) -> Iterator[LinkedTill]:
    """The same for a server of which nothing is known but address and code."""
    with ExitStack() as open_things:
        till = open_things.enter_context(counter(folder, start=first_id, shelf=shelf))
        outbox, clock = till.storage.outbox, SetClock(SystemClock().now_ms() + clock_ms)
        hub = HttpHub(Carrier(read_address(address)), outbox, clock, "0.1.0 p1")
        open_things.callback(hub.close)
        if outbox.link() is None:
            _join(till, hub, read_address(address), code)
        board, crossing = ContactBoard(), Crossing()
        gateway = HubGateway(hub, outbox, board, crossing)
        attempts = Attempts(hub, outbox, clock, Pace(Random(1)), board, crossing, News())
        yield LinkedTill(till, hub, gateway, attempts)


def _join(till: Counter, hub: HttpHub, place: ServerPlace, code: str) -> None:
    who = Applicant("Till", "0.1.0 p1", "0001", "09", till.storage.members.count() > 0)
    joined = connect(till.storage.outbox, place, EnrolCode(code, ""), who, lambda _place, _pin: hub)
    if joined.wants_documents:
        tools = till.tools
        publish(hub, lambda: own_documents(till.storage.database, tools.shop, tools.program.program))


def facts_of(server: Served) -> list[bytes]:
    """The bodies of all facts the server has, of all streams."""
    node = server.node
    assert node is not None
    return [bytes(row.body) for row in node.database.read(lambda tx: tx.rows(_EVENTS))]


def put_document(server: Served, scope: str, kind: str, doc_id: str, value: object) -> None:
    """Publish a document as head office would."""
    assert server.node is not None
    body = msgspec.json.encode(value).decode()
    server.node.documents.publish((Document(scope, kind, doc_id, body),), "test")


def settle(server: Served, *tills: LinkedTill) -> None:
    """Exchange until the server has applied everything and every till has heard of it."""
    for each in tills:
        each.exchange()
    node = server.node
    assert node is not None
    wait_for(lambda: not node.behind())
    for each in tills:
        each.exchange()
