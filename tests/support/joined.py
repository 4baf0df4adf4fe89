"""A desk whose till belongs to a server in a dictionary, asked on a lane that waits."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from pos_app.checkout.session import CheckoutSession
from pos_app.checkout.tools import Tools
from pos_app.kernel.ids import AccountId, MemberId
from pos_app.loyalty.accounts import points_account
from pos_app.ports.gateway import Gateway
from pos_app.retail.product import Product
from pos_app.storage.cut_off import StoredCutOff
from pos_app.wire.enrolling import EnrolReply
from pos_app.wire.sale_fact import Authority, read_sale
from tests.support.counters import PROGRAM, SHELF, Counter
from tests.support.desks import Desktop, desktop
from tests.support.gateways import DictGateway, WaitingLane
from tests.support.tills import enrolment

DAY_MS = 86_400_000
CARD = "M12345678"
COFFEE, MILK = "8690526012346", "4006381333931"
RICH = PROGRAM.replace("points = 1\n", "points = 20\n")
"""Twenty points for each unit of money."""


def join(till: Counter) -> None:
    """Let the till belong to a server."""
    outbox = till.storage.outbox
    outbox.connect(
        "https://server:8731",
        "",
        EnrolReply(
            store_no="0001",
            terminal_no="01",
            series="B",
            server_key="",
            server_epoch="0192f0c0-0000-7000-8000-00000000e00c",
            server_time=till.clock.at_ms,
            server_name="Corner Shop",
            keys=outbox.own_keys(),
            publish=False,
        ),
    )


def joined_tools(till: Counter, gateway: Gateway) -> Tools:
    """Return the till's tools with the way to a server."""
    return replace(till.tools, gateway=gateway, cut_off=StoredCutOff(till.storage.database))


def authority(till: Counter) -> Authority:
    """Return the right that the newest sale's fact names."""
    newest = "SELECT body FROM journal WHERE kind = 'sale' ORDER BY entry_no DESC LIMIT 1"
    row = till.storage.database.row(newest)
    assert row is not None, "nothing was sold"
    return read_sale(bytes(row[0])).auth


@dataclass
class Joined:
    """A desk with its server, its lane, its one member of forty days."""

    till: Desktop
    gateway: DictGateway
    lane: WaitingLane
    member: MemberId

    @property
    def points(self) -> AccountId:
        """The member's points."""
        return points_account(self.member)

    def authority(self) -> Authority:
        """Return the right that the newest sale's fact names."""
        return authority(self.till.counter)

    def begin(self) -> None:
        """Two coffees for the member; everything asked so far is answered."""
        self.till.scan(CARD, COFFEE, COFFEE)
        self.lane.go_on()


def connect(till: Desktop) -> tuple[DictGateway, WaitingLane]:
    """Let a desk's till belong to a server in a dictionary."""
    counter, gateway, lane = till.counter, DictGateway(), WaitingLane()
    join(counter)
    counter.tools = joined_tools(counter, gateway)
    counter.session = CheckoutSession(counter.tools, counter.session.cashier)
    till.presenter.take_over(counter.session)
    till.presenter.network.lane = lane
    return gateway, lane


@contextmanager
def joined(folder: Path, program_text: str = RICH, shelf: tuple[Product, ...] = SHELF) -> Iterator[Joined]:
    """Open a desk that belongs to a server; its member has about 1200 points."""
    with desktop(folder, program_text=program_text, shelf=shelf) as till:
        counter = till.counter
        gateway, lane = connect(till)
        found = counter.storage.members.enrol(enrolment(counter.ids, card=CARD))
        counter.clock.at_ms += 40 * DAY_MS
        desk = Joined(till, gateway, lane, found.member_id)
        for _ in range(2 if shelf is SHELF else 0):
            desk.begin()
            till.key("exact")
        lane.go_on()
        gateway.asked.clear()
        yield desk
        assert till.bugs == []
