"""Goods that come back: read as they were filed, never more than was sold, tied to their sale."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from pos_app.kernel.errors import Refused
from pos_app.kernel.messages import Message
from pos_app.loyalty.accounts import POINTS
from pos_app.loyalty.ledger import EntryKind
from pos_app.retail.returned import ReturnedLine, ReturnReason, SaleReturn
from pos_app.retail.sale import ScannedCoupon
from pos_app.storage.opening import Storage
from pos_app.storage.sums import read_sums
from pos_app.storage.verify import verify
from tests.support.ledgers import entry, returning, taking_back
from tests.support.tills import START_MS, CountedIds, enrolment, filing


def _whole(folder: Path) -> bool:
    found = verify(folder, use_keyring=False).first_wrong
    assert found is None, found
    return True


def test_returns_read_back_as_they_were_filed(till: Storage, folder: Path, ids: CountedIds) -> None:
    filed = till.books.file_sale(filing(ids))
    back = taking_back(ids, filed, (1, 500), (2, 2000))
    again = till.books.file_sale(back)
    assert again.completed.sale == back.sale
    assert again.completed.figures == back.figures
    assert till.books.by_receipt(again.completed.receipt_number) == again
    assert till.database.row("SELECT kind FROM journal ORDER BY entry_no DESC") == ("refund",)
    assert _whole(folder)


def test_every_field_of_a_return_is_kept(till: Storage, ids: CountedIds) -> None:
    """A field that is added to the value needs its column: nothing may be lost between filing and reading."""
    assert msgspec.structs.fields(SaleReturn)[-1].name == "by_coupon_minor"
    assert msgspec.structs.fields(ReturnedLine)[-1].name == "tax_rate"
    assert len(msgspec.structs.fields(SaleReturn)) == 8
    assert len(msgspec.structs.fields(ReturnedLine)) == 12
    filed = till.books.file_sale(filing(ids))
    (line,) = taking_back(ids, filed, (4, 4000), reason=ReturnReason.FAULTY).sale.returns[0].lines
    line = msgspec.structs.replace(line, replaced_by=0, tax_rate=None, tax_label="")
    back = SaleReturn(
        *(filed.completed.sale.sale_id, filed.completed.receipt_number, (line,), 50, 20, True, "Max", 10)
    )
    read = till.books.file_sale(returning(ids, None, back))
    found = till.books.by_receipt(read.completed.receipt_number)
    assert found is not None
    assert found.completed.sale.returns == (back,)


def test_a_sold_sale_tells_what_came_back(till: Storage, folder: Path, ids: CountedIds) -> None:
    member = till.members.enrol(enrolment(ids)).member_id
    paid = filing(ids, member=member)
    filed = till.books.file_sale(paid)
    number = filed.completed.receipt_number
    lot = paid.settlement.entries[0].lots[0] if paid.settlement else None
    assert lot is not None
    taken = entry(*(member, POINTS, -8, EntryKind.REVERSE), lot=lot.lot_id, leg=f"take:base:{paid.event_id}")
    other = entry(member, "stamps:tea", 1, EntryKind.REVERSE, leg="take:base:of another sale")
    till.books.file_sale(taking_back(ids, filed, (1, 500), entries=(taken, other)))
    till.books.file_sale(taking_back(ids, filed, (1, 500), (3, 1000)))
    sold = till.books.sold(number)
    assert sold is not None
    assert (sold.filed, sold.event_id, sold.program_hash, sold.tier) == (
        filed,
        paid.event_id,
        "ff" * 32,
        "base",
    )
    assert [each.points for each in sold.entries] == [20]
    assert sold.entries[0].owner == member
    assert [[line.quantity_milli for line in each.lines] for each in sold.returns] == [[500], [500, 1000]]
    assert sold.return_entries == (taken,)
    assert till.members.snapshot(member, START_MS).balance_points == 12
    assert till.books.sold("0001-01-A-9999999") is None
    assert _whole(folder)


def test_no_more_comes_back_than_was_sold(till: Storage, folder: Path, ids: CountedIds) -> None:
    filed = till.books.file_sale(filing(ids))
    till.books.file_sale(taking_back(ids, filed, (3, 2000)))
    with pytest.raises(Refused) as refused:
        till.books.file_sale(taking_back(ids, filed, (3, 1001)))
    assert refused.value.message == Message("return.too_many", {"have_milli": 1000, "need_milli": 1001})
    till.books.file_sale(taking_back(ids, filed, (3, 1000)))
    assert _whole(folder)


def test_goods_without_a_receipt_come_back(till: Storage, folder: Path, ids: CountedIds) -> None:
    filed = till.books.file_sale(filing(ids))
    (line,) = taking_back(ids, filed, (2, 2000)).sale.returns[0].lines
    back = SaleReturn(None, "", (msgspec.structs.replace(line, of_line_no=0),), approved_by="Max")
    read = till.books.file_sale(returning(ids, None, back))
    assert read.completed.sale.returns == (back,)
    assert _whole(folder)


def test_stock_comes_back_unless_it_is_faulty(till: Storage, folder: Path, ids: CountedIds) -> None:
    filed = till.books.file_sale(filing(ids))
    sql = "SELECT sum(quantity_milli) FROM stock_movement"
    assert till.database.row(sql) == (-36_000,)
    till.books.file_sale(taking_back(ids, filed, (3, 1000)))
    till.books.file_sale(taking_back(ids, filed, (3, 1000), reason=ReturnReason.FAULTY))
    assert till.database.row(sql) == (-35_000,)
    assert _whole(folder)


def test_refunds_are_in_the_totals(till: Storage, folder: Path, ids: CountedIds) -> None:
    filed = till.books.file_sale(filing(ids))
    back = taking_back(ids, filed, (3, 3000))
    till.books.file_sale(back)
    money = back.figures.refund_minor
    sums = read_sums(till.database)
    assert (sums.sales, sums.refunds, sums.refund_minor) == (1, 1, money)
    assert sums.total_minor == filed.completed.figures.total_minor - money
    sql = "SELECT amount_minor FROM shift_total WHERE measure = ? AND part = ?"
    assert till.database.row(sql, ("refund", "")) == (money,)
    cash = filed.completed.sale.tenders[1].amount_minor
    assert till.database.row(sql, ("tender", "cash")) == (cash - money,)
    assert _whole(folder)


def test_a_void_takes_the_visit_back(till: Storage, folder: Path, ids: CountedIds) -> None:
    member = till.members.enrol(enrolment(ids)).member_id
    kept = till.books.file_sale(filing(ids, 2, member=member))
    voided = till.books.file_sale(filing(ids, 2, member=member))
    assert till.members.snapshot(member, START_MS).visits == 2
    everything = ((1, 1000), (2, 2000))
    till.books.file_sale(taking_back(ids, kept, (1, 1000)))
    assert till.members.snapshot(member, START_MS).visits == 2
    till.books.file_sale(taking_back(ids, voided, *everything, is_void=True))
    assert till.members.snapshot(member, START_MS).visits == 1
    assert till.database.row("SELECT kind FROM journal ORDER BY entry_no DESC") == ("sale.void",)
    assert _whole(folder)


def test_codes_coupons_claims_read_back(till: Storage, folder: Path, ids: CountedIds) -> None:
    paid = filing(ids)
    sale = msgspec.structs.replace(
        paid.sale, codes=("spring",), coupons=(ScannedCoupon("PC1ABC", "ab" * 16, "next", START_MS),)
    )
    filed = till.books.file_sale(msgspec.structs.replace(paid, sale=sale, claim_code="PC1CLAIM"))
    assert filed.claim_code == "PC1CLAIM"
    assert till.books.by_receipt(filed.completed.receipt_number) == filed
    assert filed.completed.sale == sale
    assert _whole(folder)
