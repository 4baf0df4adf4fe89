"""Facts go up once, balances come down once, whatever happens between."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pos_app.kernel.errors import Refused
from pos_app.kernel.exchange_limits import PUSH_BYTES_MAX
from pos_app.kernel.ids import LotId, MemberId, derived_id
from pos_app.loyalty.ledger import LotChange
from pos_app.ports.books import SaleToFile
from tests.support.shops import Shop, Till, shop
from tests.support.tills import START_MS, enrolment, filing


@pytest.fixture
def one_shop(tmp_path: Path) -> Iterator[Shop]:
    """A server with no tills yet."""
    with shop(tmp_path) as opened:
        yield opened


def member_of(till: Till, number: int = 1) -> MemberId:
    """Enrol somebody."""
    new = enrolment(till.ids, f"Member {number}", f"+9053200{number:05d}", f"90{number:08d}")
    return till.storage.members.enrol(new).member_id


def sell(till: Till, member: MemberId, *spent: LotChange) -> SaleToFile:
    """File a sale that earns 20 points and spends some."""
    paid = filing(till.ids, 2, member=member, spent=spent)
    till.storage.books.file_sale(paid)
    return paid


def lot_of(paid: SaleToFile, points: int) -> LotChange:
    """Take points out of what a sale earned."""
    lot = LotId(derived_id(paid.sale.sale_id, "lot"))
    return LotChange(lot, -points, paid.sale.started_at_ms, paid.sale.started_at_ms + 10**9)


def test_two_tills_come_to_the_same(one_shop: Shop) -> None:
    a, b = one_shop.till(1), one_shop.till(2)
    member = member_of(a)
    first = sell(a, member)
    one_shop.settle()
    assert b.storage.members.by_phone("+905320000001") is not None
    assert [a.balance(member), b.balance(member), one_shop.balance(member)] == [20, 20, 20]
    sell(b, member, lot_of(first, 15))
    assert (b.balance(member), a.balance(member)) == (25, 20)
    one_shop.settle()
    assert [a.balance(member), b.balance(member), one_shop.balance(member)] == [25, 25, 25]
    for till in (a, b):
        till.whole()
        assert till.storage.members.snapshot(member, START_MS).visits == 2
        assert till.storage.outbox.waiting().facts == 0


def test_every_order_of_telling_counts_a_sale_once(one_shop: Shop) -> None:
    a = one_shop.till(1)
    member = member_of(a)
    one_shop.settle()
    outbox = a.storage.outbox
    sell(a, member)
    request = outbox.next_push(500, PUSH_BYTES_MAX)
    answer = one_shop.node.push(outbox.device_id, request)
    assert a.balance(member) == 20
    one_shop.apply()
    one_shop.pull(a)
    assert a.balance(member) == 20
    assert outbox.waiting().facts == 1
    sell(a, member)
    assert a.balance(member) == 40
    one_shop.answer(a, request, answer)
    one_shop.answer(a, request, answer)
    assert a.balance(member) == 40
    a.whole()
    one_shop.settle()
    assert (a.balance(member), one_shop.balance(member)) == (40, 40)
    a.whole()


def test_both_spend_the_same_points_and_somebody_owes(one_shop: Shop) -> None:
    a, b = one_shop.till(1), one_shop.till(2)
    member = member_of(a)
    first = sell(a, member)
    one_shop.settle()
    sell(a, member, lot_of(first, 20))
    sell(b, member, lot_of(first, 20))
    assert (a.balance(member), b.balance(member)) == (20, 20)
    one_shop.settle()
    assert [a.balance(member), b.balance(member), one_shop.balance(member)] == [20, 20, 20]
    late = sell(a, member, lot_of(first, 20))
    assert a.balance(member) == 20
    assert late.settlement is not None
    a.whole()
    one_shop.settle()
    assert [each.balance(member) for each in (a, b)] == [20, 20]
    b.whole()


def test_a_history_from_before_goes_along(one_shop: Shop) -> None:
    a, b = one_shop.till(1, connected=False), one_shop.till(2, connected=False)
    at_a, at_b = member_of(a, 1), member_of(b, 2)
    sell(a, at_a)
    sell(b, at_b)
    one_shop.connect(a)
    one_shop.connect(b)
    one_shop.settle()
    for till in (a, b):
        assert (till.balance(at_a), till.balance(at_b)) == (20, 20)
        assert till.storage.members.by_phone("+905320000001") is not None
        assert till.storage.members.by_card("9000000002") is not None
        till.whole()
    coupon = b"coupon"
    for one, other in ((a, b), (b, a)):
        assert other.storage.signing.is_genuine(coupon, one.storage.signing.sign(coupon))


def test_leaving_waits_for_facts(one_shop: Shop) -> None:
    a = one_shop.till(1)
    sell(a, member_of(a))
    with pytest.raises(Refused, match=r"sync\.facts_waiting"):
        a.storage.outbox.disconnect()
    one_shop.settle()
    a.storage.outbox.disconnect()
    assert a.storage.outbox.link() is None
    a.reopen()
    assert a.storage.outbox.link() is None
    a.whole()


@pytest.mark.parametrize("guard", [True, False])
def test_a_disk_put_back_begins_a_new_stream(one_shop: Shop, tmp_path: Path, guard: bool) -> None:
    a, b = one_shop.till(1), one_shop.till(2)
    member = member_of(a)
    sell(a, member)
    one_shop.settle()
    a.keep_copy(tmp_path / "copy", guard=False)
    sell(a, member)
    lost = a.storage.books.last_sale()
    assert lost is not None
    one_shop.settle()
    if not guard:
        (a.folder / "books.guard").unlink()
    a.put_back(tmp_path / "copy")
    sell(a, member)
    one_shop.settle()
    sell(a, member)
    one_shop.settle()
    assert [a.balance(member), b.balance(member), one_shop.balance(member)] == [80, 80, 80]
    assert a.storage.books.by_receipt(lost.completed.receipt_number) != lost
    last = a.storage.books.last_sale()
    assert last is not None
    assert last.completed.receipt_number.split("-")[2] == "B"
    assert len(a.storage.outbox.streams()) == 2
    assert a.storage.members.snapshot(member, START_MS).visits == 4
    a.whole()
    b.whole()


def test_another_number_begins_another_series(one_shop: Shop) -> None:
    a = one_shop.till(1, connected=False)
    member = member_of(a)
    sell(a, member)
    one_shop.connect(a, "07")
    sell(a, member)
    last = a.storage.books.last_sale()
    assert last is not None
    assert last.completed.receipt_number.startswith("0001-07-")
    a.reopen()
    sell(a, member)
    one_shop.settle()
    assert (a.balance(member), one_shop.balance(member)) == (60, 60)
    a.whole()
