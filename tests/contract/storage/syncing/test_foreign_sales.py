"""Goods that another till sold come back here."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from pos_app.kernel.errors import Refused
from pos_app.kernel.exchange_limits import FOREIGN_SALES_DAYS
from pos_app.loyalty.accounts import POINTS
from pos_app.loyalty.ledger import EntryKind
from pos_app.ports.books import FiledSale, SaleToFile
from pos_app.wire.finding_sales import FindSaleRequest
from tests.support.ledgers import entry, taking_back
from tests.support.shops import Shop, Till, shop
from tests.support.tills import START_MS, enrolment, filing, product

DAY_MS = 86_400_000


@pytest.fixture
def one_shop(tmp_path: Path) -> Iterator[Shop]:
    """A server with no tills yet."""
    with shop(tmp_path) as opened:
        yield opened


def fetch(one_shop: Shop, till: Till, receipt: str) -> None:
    """Have the server find a sale, keep it."""
    found = one_shop.node.find_sale(till.storage.outbox.device_id, FindSaleRequest(receipt=receipt))
    assert len(found.sales) == 1
    till.storage.outbox.keep_sales(found.sales)


def test_a_sale_of_another_till_reads_like_its_own(one_shop: Shop) -> None:
    a, b = one_shop.till(1), one_shop.till(2)
    a.storage.catalogue.add([product(1)])
    b.storage.catalogue.add([product(1)])
    member = a.storage.members.enrol(enrolment(a.ids)).member_id
    filed = a.storage.books.file_sale(filing(a.ids, member=member))
    number = filed.completed.receipt_number
    one_shop.settle()
    assert b.storage.books.sold(number) is None
    fetch(one_shop, b, number)
    here, there = b.storage.books.sold(number), a.storage.books.sold(number)
    assert here is not None
    assert there is not None
    assert b.storage.books.by_receipt(number) is None
    assert (here.event_id, here.program_hash, here.tier) == (there.event_id, there.program_hash, there.tier)
    assert here.entries == there.entries
    assert here.filed.completed.figures.taxes == filed.completed.figures.taxes
    assert here.filed.completed.figures.total_minor == filed.completed.figures.total_minor
    for line, wanted in zip(here.filed.completed.sale.lines, filed.completed.sale.lines, strict=True):
        assert msgspec.structs.replace(line, product=wanted.product, labelled=wanted.labelled) == wanted
    assert here.filed.completed.sale.lines[0].product == product(1)
    a.storage.outbox.keep_sales(
        one_shop.node.find_sale(a.storage.outbox.device_id, FindSaleRequest(receipt=number)).sales
    )
    assert a.storage.database.row("SELECT count(*) FROM foreign_fact") == (0,)


def test_what_another_till_sold_comes_back_once(one_shop: Shop) -> None:
    a, b = one_shop.till(1), one_shop.till(2)
    member = a.storage.members.enrol(enrolment(a.ids)).member_id
    paid = filing(a.ids, 3, member=member)
    number = a.storage.books.file_sale(paid).completed.receipt_number
    one_shop.settle()
    fetch(one_shop, b, number)
    sold = b.storage.books.sold(number)
    assert sold is not None
    lot = sold.entries[0].lots[0].lot_id
    leg = f"take:base:{sold.event_id}"
    taken = entry(member, POINTS, -8, EntryKind.REVERSE, lot=lot, leg=leg)
    with pytest.raises(Refused, match=r"return\.too_many"):
        b.storage.books.file_sale(back(b, sold.filed, 2, 2500))
    b.storage.books.file_sale(taking_back(b.ids, sold.filed, (2, 1500), (1, 1000), entries=(taken,)))
    assert b.balance(member) == 12
    again = b.storage.books.sold(number)
    assert again is not None
    assert [line.quantity_milli for line in again.returns[0].lines] == [1500, 1000]
    assert [each.points for each in again.return_entries] == [-8]
    with pytest.raises(Refused, match=r"return\.too_many"):
        b.storage.books.file_sale(back(b, sold.filed, 2, 600))
    b.whole()
    one_shop.settle()
    assert [a.balance(member), b.balance(member), one_shop.balance(member)] == [12, 12, 12]
    c = one_shop.till(3)
    one_shop.settle()
    fetch(one_shop, c, number)
    elsewhere = c.storage.books.sold(number)
    assert elsewhere is not None
    assert [line.quantity_milli for line in elsewhere.returns[0].lines] == [1500, 1000]
    assert [each.points for each in elsewhere.return_entries] == [-8]
    with pytest.raises(Refused, match=r"return\.too_many"):
        c.storage.books.file_sale(back(c, elsewhere.filed, 1, 1))
    fetch(one_shop, b, number)
    known = b.storage.books.sold(number)
    assert known is not None
    assert len(known.returns) == 1
    for till in (a, b, c):
        till.whole()


def test_sales_of_others_are_forgotten_in_time(one_shop: Shop) -> None:
    a, b = one_shop.till(1), one_shop.till(2)
    number = a.storage.books.file_sale(filing(a.ids, 1)).completed.receipt_number
    one_shop.settle()
    fetch(one_shop, b, number)
    b.clock.at_ms = START_MS + (FOREIGN_SALES_DAYS + 1) * DAY_MS
    b.storage.outbox.keep_sales(())
    assert b.storage.books.sold(number) is None


def back(till: Till, filed: FiledSale, line_no: int, milli: int) -> SaleToFile:
    """Take so much of one line back."""
    return taking_back(till.ids, filed, (line_no, milli))
