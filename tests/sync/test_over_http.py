"""The real till against the real server, over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from msgspec.structs import replace

from pos_app.kernel.errors import Refused
from pos_app.kernel.ids import AccountId, MemberId, SaleId
from pos_app.loyalty.accounts import points_account
from pos_app.ports.gateway import Contact, HoldAnswer, HoldOutcome
from pos_app.storage.document_appliers import appliers
from pos_app.storage.verify import verify
from pos_app.sync.address import EnrolCode, read_address
from pos_app.sync.documents import DocumentDesk
from pos_app.sync.joining import Applicant, connect, disconnect
from pos_app.wire.push import PushReply
from tests.support.counters import COFFEE as BEANS
from tests.support.counters import SHELF
from tests.support.served import Served, served
from tests.sync.shop import COFFEE, LinkedTill, facts_of, linked, put_document, settle

CARD = "M00000001"


@pytest.fixture(params=("sqlite", "postgresql"))
def server(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Served]:
    """A server with each of its databases."""
    url = request.getfixturevalue("postgres_url") if request.param == "postgresql" else ""
    with served(tmp_path / "server", url) as one:
        yield one


@pytest.fixture
def first(tmp_path: Path, server: Served) -> Iterator[LinkedTill]:
    """The till that came first."""
    with linked(tmp_path / "one", server, "01") as till:
        yield till


@pytest.fixture
def second(tmp_path: Path, server: Served, first: LinkedTill) -> Iterator[LinkedTill]:
    """Another one."""
    with linked(tmp_path / "two", server, "02") as till:
        yield till


def enrolled(till: LinkedTill, card: str = CARD, phone: str = "030 901820") -> MemberId:
    """A new member."""
    till.session.enrol(phone, "Ayşe Yılmaz", True, card)
    member = till.session.sale.member_id
    assert member is not None
    return member


def test_points_earned_here_are_there_for_the_other_till(
    server: Served, first: LinkedTill, second: LinkedTill
) -> None:
    member = enrolled(first)
    first.sell(times=4)
    settle(server, first, second)
    assert second.points(member) == first.points(member) == 59
    second.sell(CARD)
    settle(server, second, first)
    assert second.points(member) == first.points(member) == 74, "what was left of the first sale counts on"
    for till in (first, second):
        report = verify(till.counter.folder, use_keyring=False)
        assert report.is_whole, report.first_wrong


def test_points_can_be_held_by_one_till_only(server: Served, first: LinkedTill, second: LinkedTill) -> None:
    member = enrolled(first)
    first.sell(times=4)
    settle(server, first, second)
    for till in (first, second):
        till.attempts.attempt()
        assert till.gateway.contact() is Contact.CONNECTED
    here, there, points = SaleId(UUID(int=1)), SaleId(UUID(int=2)), points_account(member)
    assert first.gateway.hold(here, points, 40) == HoldAnswer(HoldOutcome.GRANTED)
    assert second.gateway.hold(there, points, 40) == HoldAnswer(HoldOutcome.REFUSED, 19)
    assert second.gateway.hold(there, points, 19) == HoldAnswer(HoldOutcome.GRANTED)
    assert first.gateway.hold(here, points, 41) == HoldAnswer(HoldOutcome.REFUSED, 40)
    first.gateway.release(here)
    settle(server, first)
    assert second.gateway.hold(there, points, 59) == HoldAnswer(HoldOutcome.GRANTED)


def test_an_account_nobody_heard_of_is_told_apart(server: Served, first: LinkedTill) -> None:
    first.attempts.attempt()
    answer = first.gateway.hold(SaleId(UUID(int=1)), AccountId(UUID(int=99)), 5)
    assert answer == HoldAnswer(HoldOutcome.REFUSED, 0, is_known=False)


def test_a_member_of_another_till_is_found_before_the_next_exchange(
    server: Served, first: LinkedTill, second: LinkedTill
) -> None:
    second.attempts.attempt()
    member = enrolled(first)
    first.sell(times=4)
    settle(server, first)
    members = second.counter.storage.members
    assert members.by_card(CARD) is None
    assert second.gateway.look_up_member("card", members.digests("card", CARD))
    found = members.by_card(CARD)
    assert found is not None
    assert found.member_id == member
    assert second.points(member) == 59
    assert not second.gateway.look_up_member("card", members.digests("card", "M99999999"))


def test_goods_of_another_till_can_be_found(server: Served, first: LinkedTill, second: LinkedTill) -> None:
    second.attempts.attempt()
    number = first.sell(times=2)
    settle(server, first)
    assert second.gateway.find_sale(number)
    assert not second.gateway.find_sale("0001-01-A-9999999")


def test_repeated_messages_change_nothing(server: Served, first: LinkedTill, second: LinkedTill) -> None:
    member = enrolled(first)
    first.sell(times=4)
    request = first.outbox.next_push(500, 1_000_000)
    answers = [first.hub.push(request) for _ in range(3)]
    assert all(isinstance(each, PushReply) for each in answers)
    settle(server, first, second)
    assert second.points(member) == 59
    intent = first.outbox.intend(SaleId(UUID(int=1)), points_account(member), 50, "hold")
    replies = [first.hub.reserve(intent) for _ in range(3)]
    assert all(each.granted for each in replies)
    first.hub.push(request)
    settle(server, first, second)
    assert second.points(member) == 59


def test_a_clock_that_is_wrong_by_decades_does_not_matter(
    tmp_path: Path, server: Served, first: LinkedTill
) -> None:
    with linked(tmp_path / "late", server, "03", clock_ms=-10 * 365 * 86_400_000) as late:
        late.sell()
        late.outbox.learn_clock(0)
        settle(server, late)
        assert late.outbox.waiting().facts == 0
        assert late.outbox.clock_offset_ms() > 9 * 365 * 86_400_000
    with linked(tmp_path / "early", server, "04", clock_ms=50 * 365 * 86_400_000) as early:
        early.sell()
        early.outbox.learn_clock(0)
        settle(server, early)
        assert early.outbox.waiting().facts == 0


def test_codes_that_do_not_count_are_refused_with_nothing_changed(
    tmp_path: Path, server: Served, first: LinkedTill
) -> None:
    assert server.node is not None
    code = server.node.make_code("0001", "05")
    place, who = read_address(server.address), Applicant("Till", "0.1.0", "0001", "01", False)
    disconnect(first.hub, first.outbox)
    with pytest.raises(Refused, match=r"server\.bad_code"):
        connect(first.outbox, place, EnrolCode("ZZZZZZZZ", ""), who, lambda _place, _pin: first.hub)
    assert first.outbox.link() is None
    with (
        linked(tmp_path / "other", server, "05", code=code),
        pytest.raises(Refused, match=r"server\.(code_used|bad_code)"),
    ):
        connect(first.outbox, place, EnrolCode(code, ""), who, lambda _place, _pin: first.hub)
    assert first.outbox.link() is None


def test_a_revoked_till_is_told_so_and_sells_on(server: Served, first: LinkedTill) -> None:
    first.attempts.attempt()
    assert server.node is not None
    server.node.revoke(UUID(str(first.outbox.device_id)))
    first.sell()
    first.attempts.attempt()
    status = first.attempts.status
    assert status.held_back is not None
    assert status.held_back.code == "server.revoked"
    assert (status.waiting > 0, status.contact) == (True, Contact.CUT_OFF)
    first.sell()


def test_a_till_that_leaves_has_told_everything(server: Served, first: LinkedTill) -> None:
    first.sell()
    disconnect(first.hub, first.outbox)
    assert first.outbox.link() is None
    assert len(facts_of(server)) == len(set(facts_of(server))) > 0


def test_the_catalogue_comes_down_and_changes_with_it(
    tmp_path: Path, server: Served, first: LinkedTill
) -> None:
    with linked(tmp_path / "bare", server, "06", shelf=()) as bare:
        storage = bare.counter.storage
        told: list[frozenset[str]] = []
        desk = DocumentDesk(storage.documents, appliers(storage.database, storage.catalogue), told.append)
        bare.exchange()
        assert "product" in desk.take_up()
        assert storage.catalogue.count() == len(SHELF)
        bare.session.scan(COFFEE)
        assert desk.take_up() == frozenset()
        dearer = replace(BEANS, price_minor=1999)
        put_document(server, "shop", "product", str(BEANS.product_id), dearer)
        put_document(server, "store:9999", "product", str(BEANS.product_id), replace(BEANS, price_minor=1))
        put_document(server, "shop", "weather", "today", "sunny")
        bare.exchange()
        assert desk.take_up() == {"product"}
        found = storage.catalogue.by_code(f"{int(COFFEE):014d}")
        assert found is not None
        assert found.price_minor == 1999
        assert server.node is not None
        server.node.documents.withdraw("shop", "product", str(BEANS.product_id), "test")
        bare.exchange()
        desk.take_up()
        assert storage.catalogue.by_code(f"{int(COFFEE):014d}") is None
        assert len(told) == 3
