"""What is reserved stays told until the fact that used it has arrived."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from pos_app.kernel.exchange_limits import PUSH_BYTES_MAX
from pos_app.kernel.ids import LotId, MemberId, SaleId, derived_id
from pos_app.loyalty.accounts import points_account
from pos_app.loyalty.ledger import LotChange
from pos_app.ports.books import SaleToFile
from pos_app.wire.push import PushReply
from pos_app.wire.sale_fact import Authority, read_sale
from tests.support.shops import Shop, Till, shop
from tests.support.tills import START_MS, enrolment, filing


@pytest.fixture
def one_shop(tmp_path: Path) -> Iterator[Shop]:
    """A server with no tills yet."""
    with shop(tmp_path) as opened:
        yield opened


def spending(till: Till, member: MemberId, earned: SaleToFile, points: int) -> SaleToFile:
    """A sale that spends points of an earlier one."""
    lot = LotId(derived_id(earned.sale.sale_id, "lot"))
    change = LotChange(lot, -points, earned.sale.started_at_ms, earned.sale.started_at_ms + 10**9)
    return filing(till.ids, 1, member=member, spent=(change,))


def with_points(one_shop: Shop, till: Till) -> tuple[MemberId, SaleToFile]:
    """A member with 20 points that the server knows."""
    member = till.storage.members.enrol(enrolment(till.ids)).member_id
    earned = filing(till.ids, 1, member=member)
    till.storage.books.file_sale(earned)
    one_shop.settle()
    return member, earned


def hold(one_shop: Shop, till: Till, sale_id: SaleId, member: MemberId, points: int) -> str:
    """Have points held; returns the reservation."""
    outbox = till.storage.outbox
    request = outbox.intend(sale_id, points_account(member), points, "hold")
    outbox.reserved(request, one_shop.node.reserve(outbox.device_id, request))
    return request.res_id


def authority(till: Till) -> Authority:
    """What the newest fact says of its right."""
    row = till.storage.database.row("SELECT body FROM journal ORDER BY entry_no DESC LIMIT 1")
    assert row is not None
    return read_sale(row[0]).auth


def listed(till: Till) -> list[tuple[str, bool]]:
    """What the next push lists as open."""
    return [(each.res_id, each.confirmed) for each in till.storage.outbox.next_push(0, PUSH_BYTES_MAX).open]


def test_a_hold_is_listed_until_its_capture_is_acknowledged(one_shop: Shop) -> None:
    till = one_shop.till(1)
    member, earned = with_points(one_shop, till)
    paid = spending(till, member, earned, 15)
    res_id = hold(one_shop, till, paid.sale.sale_id, member, 15)
    account = points_account(member)
    assert till.storage.outbox.holds_of(paid.sale.sale_id) == {account: 15}
    till.storage.books.file_sale(paid)
    assert authority(till) == Authority("hold", res_id, (), ((res_id, str(account), 15),))
    assert till.storage.outbox.holds_of(paid.sale.sale_id) == {}
    assert listed(till) == [(res_id, True)]
    till.reopen()
    assert listed(till) == [(res_id, True)]
    outbox = till.storage.outbox
    request = outbox.next_push(500, PUSH_BYTES_MAX)
    answer = one_shop.node.push(outbox.device_id, request)
    assert isinstance(answer, PushReply)
    assert listed(till) == [(res_id, True)]
    outbox.acknowledged(request, answer)
    assert listed(till) == []
    one_shop.settle()
    assert (till.balance(member), one_shop.balance(member)) == (25, 25)
    row = till.storage.database.row(
        "SELECT held_points FROM confirmed_account WHERE account_id = ?", (account.bytes,)
    )
    assert row == (0,)


def test_an_answer_that_never_came_is_named_as_tried(one_shop: Shop) -> None:
    till = one_shop.till(1)
    member, earned = with_points(one_shop, till)
    paid = msgspec.structs.replace(spending(till, member, earned, 15), auth_mode="risk")
    outbox = till.storage.outbox
    request = outbox.intend(paid.sale.sale_id, points_account(member), 15, "hold")
    assert listed(till) == [(request.res_id, False)]
    outbox.reserved(request, None)
    assert listed(till) == []
    till.storage.books.file_sale(paid)
    assert authority(till) == Authority("risk", None, (request.res_id,))
    account = points_account(member)
    assert outbox.spent_offline(account, START_MS) == 15
    assert outbox.spent_offline(account, START_MS + 1) == 15
    assert outbox.spent_offline_total(0) == 15
    one_shop.settle()
    assert outbox.spent_offline(account, START_MS) == 15
    assert outbox.spent_offline(account, START_MS + 1) == 0
    till.whole()


def test_a_program_that_ends_while_it_asks_counts_as_not_answered(one_shop: Shop) -> None:
    till = one_shop.till(1)
    member, earned = with_points(one_shop, till)
    paid = spending(till, member, earned, 5)
    request = till.storage.outbox.intend(paid.sale.sale_id, points_account(member), 5, "hold")
    till.reopen()
    assert listed(till) == []
    till.storage.books.file_sale(paid)
    assert authority(till).tried == (request.res_id,)


def test_a_released_hold_is_free_again(one_shop: Shop) -> None:
    till = one_shop.till(1)
    member, earned = with_points(one_shop, till)
    paid = spending(till, member, earned, 20)
    hold(one_shop, till, paid.sale.sale_id, member, 20)
    till.storage.outbox.release(paid.sale.sale_id)
    one_shop.settle()
    other = spending(till, member, earned, 20)
    hold(one_shop, till, other.sale.sale_id, member, 20)
    assert till.storage.outbox.holds_of(other.sale.sale_id) == {points_account(member): 20}


def test_several_holds_of_a_sale_are_all_named(one_shop: Shop) -> None:
    till = one_shop.till(1)
    member, earned = with_points(one_shop, till)
    paid = spending(till, member, earned, 12)
    first = hold(one_shop, till, paid.sale.sale_id, member, 8)
    second = hold(one_shop, till, paid.sale.sale_id, member, 4)
    assert till.storage.outbox.holds_of(paid.sale.sale_id) == {points_account(member): 12}
    till.storage.books.file_sale(paid)
    told = authority(till)
    account = str(points_account(member))
    assert (told.mode, told.res in (first, second), told.tried) == ("hold", True, ())
    assert sorted(told.holds) == sorted(((first, account, 8), (second, account, 4)))


def test_holds_go_along_into_a_new_stream(one_shop: Shop, tmp_path: Path) -> None:
    till = one_shop.till(1)
    member, earned = with_points(one_shop, till)
    paid = spending(till, member, earned, 10)
    res_id = hold(one_shop, till, paid.sale.sale_id, member, 10)
    till.keep_copy(tmp_path / "copy", guard=False)
    till.storage.books.file_sale(filing(till.ids, 1))
    one_shop.push(till)
    (till.folder / "books.guard").unlink()
    till.put_back(tmp_path / "copy")
    one_shop.push(till)
    assert len(till.storage.outbox.streams()) == 2
    assert listed(till) == [(res_id, True)]
    till.storage.books.file_sale(paid)
    one_shop.settle()
    assert (till.balance(member), one_shop.balance(member)) == (30, 30)
    till.whole()
