"""Two cashiers at two tills of one real server: what each sees of what the other did."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from random import Random

import msgspec
import pytest

from pos_app.checkout.session import CheckoutSession
from pos_app.kernel.errors import Refused
from pos_app.loyalty.compiled import compile_program
from pos_app.ports.gateway import Contact
from pos_app.runtime.texts import load_translator
from pos_app.sync.address import EnrolCode, ServerPlace
from pos_app.sync.exchange import exchange
from pos_app.sync.joining import Applicant, connect
from pos_app.ui.checkout.desk import Desk
from pos_app.ui.checkout.presenter import CheckoutPresenter
from pos_app.ui.checkout.showing import state_of
from pos_app.ui.checkout.state import Mode, State
from pos_app.ui.enrolment.presenter import EnrolmentPresenter
from pos_app.ui.formatting import Formats
from pos_app.wire.sale_fact import Authority, read_sale
from tests.simulation.line import Line, Network
from tests.simulation.program import PROGRAM
from tests.simulation.site import ServerSite
from tests.simulation.till import ZONE, SimulatedTill
from tests.support.counters import MANAGER, SHOP, the_program
from tests.support.desks import Heard, Printing, Screen
from tests.support.gateways import WaitingLane
from tests.support.tills import START_MS, CountedIds, SetClock, enrolment

DAY_MS = 86_400_000
RULES = compile_program(the_program(PROGRAM.replace("points = 4\n", "points = 2\n")), ZONE)
"""The worlds' program, with fewer points: two rewards are more than there is."""
COFFEE, CARD, NEW = "08690526012346", "M12345678", "M87654321"


@dataclass
class Place:
    """One of the two: a till with its desk."""

    till: SimulatedTill
    desk: Desk
    presenter: CheckoutPresenter
    screen: Screen
    lane: WaitingLane
    site: ServerSite

    @property
    def state(self) -> State:
        """What is on the screen."""
        return self.screen.states[-1]

    @property
    def said(self) -> str:
        """The notice on the screen."""
        return self.state.notice.text if self.state.notice else ""

    def scan(self, *codes: str) -> None:
        """Scan, let the server answer."""
        for code in codes:
            self.presenter.on_scanned(code)
        self.lane.go_on()

    def key(self, *actions: str) -> None:
        """Press keys, let the server answer."""
        for action in actions:
            self.presenter.press_key(action)
        self.lane.go_on()

    def rewards(self) -> list[str]:
        """The rewards on the sale."""
        return [one.reward_id for one in self.desk.session.sale.rewards]

    def authority(self) -> Authority:
        """The right that the newest sale's fact names."""
        row = self.till.storage.database.row(
            "SELECT body FROM journal WHERE kind = 'sale' ORDER BY entry_no DESC LIMIT 1"
        )
        assert row is not None, "nothing was sold"
        return read_sale(bytes(row[0])).auth

    def tell(self) -> None:
        """Exchange with the server, which posts at once."""
        for _ in range(2):
            assert self.till.exchange()
            self.site.apply_all()


def placed(till: SimulatedTill, site: ServerSite) -> Place:
    """Sit down at a till."""
    session = till.session
    translate = load_translator("en", SHOP)
    screen, lane, bugs = Screen(), WaitingLane(), list[Exception]()
    desk = Desk(session, screen, Formats(SHOP, 0, translate), till.clock, Heard(), state_of)
    presenter = CheckoutPresenter(desk, EnrolmentPresenter(session, screen, translate), bugs.append)
    presenter.paper.printing = Printing()  # type: ignore[assignment]  # records what is asked
    presenter.network.lane = lane
    presenter.start()
    return Place(till, desk, presenter, screen, lane, site)


def _line_of(till: SimulatedTill, _place: ServerPlace, _fingerprint: str) -> Line:
    return till.line


@contextmanager
def shop(folder: Path) -> Iterator[tuple[Place, Place]]:
    """Two tills that joined a server; the first brought a member of forty days with points."""
    clock, random = SetClock(START_MS), Random(0)
    site = ServerSite(folder / "server", clock, CountedIds(10**9), random)
    network = Network(site, random, 0, 0)
    tills = []
    for number in (1, 2):
        till = SimulatedTill(
            folder / f"till{number}", number, clock, CountedIds(number * 10**8), network, random
        )
        if number == 1:
            till.storage.members.enrol(enrolment(till.ids, card=CARD))
        code = EnrolCode(site.node.make_code("0001", f"{number:02}"), "")
        who = Applicant(f"Till {number}", "test", "0001", f"{number:02}", number == 1)
        address = ServerPlace("http", "127.0.0.1", 80)
        connect(till.storage.outbox, address, code, who, partial(_line_of, till))
        till.restart()
        till.storage.programs.keep(RULES.program)
        till.tools = replace(till.tools, program=RULES)
        till.session = CheckoutSession(till.tools, MANAGER)
        tills.append(till)
    clock.at_ms += 40 * DAY_MS
    one, two = (placed(till, site) for till in tills)
    for place in (one, two, one):
        place.tell()
    one.scan(CARD, *[COFFEE] * 4)
    one.key("exact")
    clock.at_ms += 2 * DAY_MS
    for place in (one, two, one, two):
        place.tell()
    try:
        yield one, two
    finally:
        for till in tills:
            till.close()
        site.close()


@pytest.fixture
def places(tmp_path: Path) -> Iterator[tuple[Place, Place]]:
    """The two of them."""
    with shop(tmp_path) as made:
        yield made


def test_points_that_one_holds_the_other_cannot_spend(places: tuple[Place, Place]) -> None:
    one, two = places
    one.scan(CARD, COFFEE)
    two.scan(CARD, COFFEE)
    assert one.state.member is not None
    assert two.state.member is not None
    assert one.state.member.balance == two.state.member.balance == "118"
    one.key("reward", "reward")
    assert one.rewards() == ["five"]
    two.key("reward")
    assert two.rewards() == []
    assert two.said == "80 of 118 points are reserved at another till. 38 can be spent here."
    one.presenter.members.drop_reward("five")
    one.lane.go_on()
    one.tell()
    two.key("reward")
    assert two.rewards() == ["five"]
    two.key("exact")
    assert two.state.mode is Mode.DONE
    right = two.authority()
    assert (right.mode, len(right.holds), right.tried) == ("hold", 1, ())
    assert right.holds[0][2] == 40


def test_what_one_spent_comes_to_the_sale_that_is_open_at_the_other(places: tuple[Place, Place]) -> None:
    one, two = places
    two.scan(CARD, COFFEE)
    one.scan(CARD, COFFEE)
    one.key("reward")
    one.key("exact")
    one.tell()
    two.desk.entry = "typed"
    heard = exchange(two.till.line, two.till.storage.outbox, two.till.crossing)
    two.presenter.lookups.heard(heard.changed)
    assert two.state.member is not None
    assert two.state.member.balance == "78"
    assert two.desk.entry == "typed"


def test_a_coupon_is_good_once_in_the_shop(places: tuple[Place, Place]) -> None:
    one, two = places
    last = one.desk.session.last
    assert last is not None
    assert last.statement is not None
    code = last.statement.coupons[0].code
    two.scan(COFFEE, code)
    assert len(two.desk.session.sale.coupons) == 1
    one.scan(COFFEE, code)
    assert one.desk.session.sale.coupons == ()
    assert "was used already" in one.said
    two.key("exact")
    assert two.authority().mode == "hold"
    two.tell()
    one.scan(code)
    assert one.desk.session.sale.coupons == ()
    assert "was used already" in one.said


def test_a_coupon_whose_sale_is_still_under_way_speaks_for_itself(places: tuple[Place, Place]) -> None:
    one, two = places
    one.till.is_up = False
    one.scan(COFFEE, COFFEE)
    one.key("exact")
    last = one.desk.session.last
    assert last is not None
    assert last.statement is None or last.statement.coupons
    code = last.statement.coupons[0].code if last.statement is not None else ""
    two.scan(COFFEE, code)
    assert len(two.desk.session.sale.coupons) == 1
    two.key("exact")
    assert two.state.mode is Mode.DONE


def test_a_new_card_is_known_at_the_other_till_at_once(places: tuple[Place, Place]) -> None:
    one, two = places
    new = enrolment(one.till.ids, card=NEW, phone="+4915112340099")
    one.till.storage.members.enrol(msgspec.structs.replace(new, at_ms=one.till.clock.at_ms))
    one.tell()
    assert two.till.storage.members.by_card(NEW) is None
    two.scan(NEW)
    assert two.state.member is not None
    two.scan("M11111111")
    assert two.state.notice is not None
    assert two.state.notice.action == "enrol"


def test_cut_off_the_strip_says_how_old_points_are_with_what_waits(places: tuple[Place, Place]) -> None:
    one, _ = places
    one.till.is_up = False
    one.scan(CARD, COFFEE)
    one.key("reward")
    assert one.till.gateway.contact() is Contact.CUT_OFF
    assert one.rewards() == ["five"]
    assert "Offline: up to 60 points may be used" in one.said
    one.key("exact")
    assert one.authority().mode == "risk"
    one.scan(CARD)
    assert one.state.member is not None
    assert one.state.member.cut_off
    assert one.state.member.as_of.endswith(" waiting")


def test_a_receipt_of_the_other_till_comes_here(places: tuple[Place, Place]) -> None:
    one, two = places
    last = one.desk.session.last
    assert last is not None
    number = last.completed.receipt_number
    answers: list[bool] = []
    assert two.presenter.lookups.find_receipt(
        number, Refused("return.other_till", number=number), answers.append
    )
    two.lane.go_on()
    assert answers == [True]
    assert two.till.tools.books.sold(number) is not None


def test_points_that_the_server_has_not_heard_of_are_said_to_be_on_their_way(
    places: tuple[Place, Place],
) -> None:
    one, _ = places
    one.scan(CARD, *[COFFEE] * 4)
    one.key("exact")
    one.tell()
    one.till.clock.at_ms += 2 * DAY_MS
    one.scan(CARD, COFFEE)
    one.key("exact")
    assert one.till.storage.outbox.waiting().facts > 0
    one.scan(CARD, *[COFFEE] * 3)
    one.key("reward", "reward", "reward", "reward")
    assert "on their way to the server" in one.said
