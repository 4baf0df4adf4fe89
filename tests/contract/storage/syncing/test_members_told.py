"""What another till says of a member is known here: changes, merges, that somebody is forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pos_app.kernel.errors import Refused
from pos_app.kernel.ids import EventId, MemberId
from tests.support.ledgers import tier, with_entries
from tests.support.shops import Shop, Till, shop
from tests.support.tills import START_MS, enrolment, filing


@pytest.fixture
def one_shop(tmp_path: Path) -> Iterator[Shop]:
    """A server with no tills yet."""
    with shop(tmp_path) as opened:
        yield opened


def enrol(till: Till, number: int) -> MemberId:
    """Enrol somebody."""
    new = enrolment(till.ids, f"Member {number}", f"+9053200{number:05d}", f"90{number:08d}")
    return till.storage.members.enrol(new).member_id


def test_a_change_of_a_member_reaches_the_others(one_shop: Shop) -> None:
    a, b = one_shop.till(1), one_shop.till(2)
    member, friend = enrol(a, 1), enrol(a, 2)
    one_shop.settle()
    changes = {"birthday": "02-29", "segments": "staff, vip", "referrer": str(friend)}
    a.storage.records.change(EventId(a.ids()), member, changes, START_MS)
    a.storage.books.file_sale(with_entries(filing(a.ids, 1, member=member), tier(member, "gold")))
    one_shop.settle()
    record = b.storage.records.record(member)
    assert (record.name, record.phone, record.birthday) == ("Member 1", "+905320000001", "02-29")
    assert (record.segments, record.referrer, record.tier) == (("staff", "vip"), friend, "gold")
    found = b.storage.members.by_card("9000000001")
    assert found is not None
    assert found.masked_name == "Member 1."
    for till in (a, b):
        till.whole()


def test_news_of_a_member_stay_until_the_server_has_them(one_shop: Shop) -> None:
    a, b = one_shop.till(1), one_shop.till(2)
    member = enrol(a, 1)
    one_shop.settle()
    a.storage.records.change(EventId(a.ids()), member, {"birthday": "01-02"}, START_MS)
    b.storage.records.change(EventId(b.ids()), member, {"status": "blocked"}, START_MS)
    one_shop.push(b)
    one_shop.apply()
    one_shop.pull(a)
    assert a.storage.records.record(member).birthday == "01-02"
    one_shop.settle()
    for till in (a, b):
        assert till.storage.records.record(member).birthday == "01-02"
        found = till.storage.members.by_card("9000000001")
        assert found is not None
        assert found.status == "blocked"


def test_who_is_forgotten_at_one_till_is_forgotten_everywhere(one_shop: Shop) -> None:
    a, b = one_shop.till(1), one_shop.till(2)
    member = enrol(a, 1)
    a.storage.books.file_sale(filing(a.ids, 1, member=member))
    one_shop.settle()
    assert b.storage.members.personal(member) is not None
    a.storage.records.erase(EventId(a.ids()), member, START_MS)
    one_shop.settle()
    for till in (a, b):
        assert till.storage.members.personal(member) is None
        assert till.storage.members.by_card("9000000001") is None
        assert till.balance(member) == 20
        assert till.storage.database.row("SELECT sealed, masked_name FROM member") == (b"", "")
        till.whole()


def test_two_who_became_one_are_one_everywhere(one_shop: Shop) -> None:
    a, b = one_shop.till(1), one_shop.till(2)
    stays, goes = enrol(a, 1), enrol(a, 2)
    one_shop.settle()
    a.storage.records.merge(EventId(a.ids()), goes, stays, (), START_MS)
    one_shop.settle()
    for till in (a, b):
        found = till.storage.members.by_card("9000000002")
        assert found is not None
        assert found.member_id == stays
        closed = till.storage.members.found(goes)
        assert closed is not None
        assert closed.merged_into == stays
        till.whole()
    with pytest.raises(Refused, match=r"member\.merged"):
        b.storage.records.change(EventId(b.ids()), goes, {"birthday": "01-01"}, START_MS)
