"""A card that one till cannot know yet, shown at a sale: its points come once, when the cable is back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import text

from pos_app.checkout.session import CheckoutSession
from pos_app.kernel.exchange_limits import SHOWN_CARD_MS
from pos_app.kernel.ids import MemberId
from pos_app.loyalty.accounts import points_account
from pos_app.loyalty.compiled import compile_program
from pos_app.storage.verify import verify
from tests.flows.test_two_desks_one_server import COFFEE, DAY_MS, NEW, Place, placed, shop
from tests.simulation.program import PROGRAM
from tests.simulation.till import ZONE
from tests.support.counters import MANAGER, the_program
from tests.support.tills import enrolment

_FACTS = "SELECT count(*) FROM journal WHERE kind = 'member.attach_late'"

_BALANCE = text("SELECT balance FROM account WHERE account_id = :account")


@pytest.fixture
def places(tmp_path: Path) -> Iterator[tuple[Place, Place]]:
    """Two tills of one server; the second is cut off."""
    with shop(tmp_path) as (one, two):
        two.till.is_up = False
        two.till.contact.lost()
        yield one, two


def enrolled(one: Place) -> MemberId:
    """A new member at the first till, which tells the server."""
    new = enrolment(one.till.ids, card=NEW, phone="+4915112340099")
    one.till.storage.members.enrol(msgspec.structs.replace(new, at_ms=one.till.clock.at_ms))
    one.tell()
    one.till.clock.at_ms += 60_000
    return new.member_id


def in_force(place: Place, text_of_it: str) -> None:
    """Another program, from the next sale on."""
    program = compile_program(the_program(text_of_it), ZONE)
    place.till.storage.programs.keep(program.program)
    tools = replace(place.till.tools, program=program)
    place.presenter.take_over(CheckoutSession(tools, MANAGER))


def sold(two: Place, card: str = NEW) -> str:
    """The new card at the till that cannot know it; paid without a member. Returns the code to claim the points."""
    two.till.clock.at_ms += 60_000
    two.scan(card, *[COFFEE] * 4)
    assert two.desk.session.sale.member_id is None
    two.key("exact")
    assert two.desk.session.last is not None
    return two.desk.session.last.claim_code


def cable_back(two: Place) -> None:
    """As the loop does: all is told, all is heard, then the screen hears of it and its clock ticks."""
    two.till.is_up = True
    two.tell()
    two.presenter.shown_cards.heard()
    for _ in range(3):
        two.desk.tick()
        two.lane.go_on()


def started_again(two: Place) -> Place:
    """The program ends, starts, signs on."""
    two.till.restart()
    return placed(two.till, two.site)


def facts(place: Place) -> int:
    """How often points were given later at a till."""
    row = place.till.storage.database.row(_FACTS)
    assert row is not None
    return int(row[0])


def points(place: Place, member: MemberId) -> int:
    """What a till shows, pending points with them."""
    snapshot = place.till.storage.members.snapshot(member, place.till.clock.at_ms)
    return snapshot.balance_points + sum(
        lot.open_points for account in snapshot.accounts if account.key == "pending" for lot in account.lots
    )


def test_points_come_once_and_are_the_same_everywhere(places: tuple[Place, Place], tmp_path: Path) -> None:
    one, two = places
    member = enrolled(one)
    sold(two)
    cable_back(two)
    assert facts(two) == 1
    earned = points(two, member)
    assert earned > 0
    for _ in range(2):
        two = started_again(two)
        cable_back(two)
    one.tell()
    assert (facts(one), facts(two)) == (0, 1)
    assert points(one, member) == points(two, member) == earned
    two.till.clock.at_ms += 2 * DAY_MS
    two.scan(NEW, COFFEE)
    two.key("exact")
    for place in (two, one, two):
        place.tell()
    told = {place.till.balance(member) for place in (one, two)}
    assert told == {server_balance(one, member)}
    for place in places:
        place.till.close()
        found = verify(place.till.folder, use_keyring=False)
        place.till.open()
        assert found.is_whole, found


def server_balance(place: Place, member: MemberId) -> int:
    """What the server has on the member's points."""
    account = points_account(member).bytes
    rows = place.site.database.read(lambda tx: tx.rows(_BALANCE, account=account))
    return int(rows[0].balance)


def test_nothing_happens_in_the_middle_of_a_sale(places: tuple[Place, Place]) -> None:
    one, two = places
    enrolled(one)
    sold(two)
    two.scan(COFFEE)
    cable_back(two)
    assert facts(two) == 0
    two.key("exact")
    two.desk.tick()
    two.lane.go_on()
    assert facts(two) == 1


def test_a_power_cut_after_the_news_loses_nothing(places: tuple[Place, Place]) -> None:
    one, two = places
    member = enrolled(one)
    sold(two)
    two.till.is_up = True
    two.tell()
    two = started_again(two)
    assert facts(two) == 0
    cable_back(two)
    assert facts(two) == 1
    assert points(two, member) > 0


def test_points_that_were_claimed_at_the_other_till_do_not_come_again(places: tuple[Place, Place]) -> None:
    one, two = places
    for place in places:
        in_force(place, PROGRAM + "\n[limits]\nclaim_days = 14\n")
    member = enrolled(one)
    code = sold(two)
    assert code
    one.scan(NEW, code)
    one.tell()
    claimed = points(one, member)
    assert claimed > 0
    cable_back(two)
    assert facts(two) == 0
    assert points(two, member) == claimed


def test_goods_that_came_back_bring_nothing(places: tuple[Place, Place]) -> None:
    one, two = places
    member = enrolled(one)
    sold(two)
    last = two.desk.session.last
    assert last is not None
    two.till.take_back(last.completed.receipt_number)
    cable_back(two)
    assert facts(two) == 0
    assert points(two, member) == 0


def test_who_joins_after_the_sale_gets_nothing_for_it(places: tuple[Place, Place]) -> None:
    one, two = places
    sold(two)
    one.till.clock.at_ms += 60_000
    member = enrolled(one)
    cable_back(two)
    assert facts(two) == 0
    assert points(two, member) == 0


def test_a_sale_of_long_ago_stays_as_it_is(places: tuple[Place, Place]) -> None:
    one, two = places
    enrolled(one)
    sold(two)
    two.till.clock.at_ms += SHOWN_CARD_MS + DAY_MS
    cable_back(two)
    assert facts(two) == 0


def test_points_are_those_of_the_program_at_the_sale(places: tuple[Place, Place]) -> None:
    one, two = places
    member = enrolled(one)
    sold(two)
    last = two.desk.session.last
    assert last is not None
    in_force(two, PROGRAM.replace("points = 4\n", "points = 9\n"))
    cable_back(two)
    assert points(two, member) == 2 * (last.completed.figures.total_minor // 100)
