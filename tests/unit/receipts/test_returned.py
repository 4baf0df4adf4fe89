"""Returned goods on paper."""

from __future__ import annotations

from uuid import UUID

import pytest
from msgspec.structs import replace

from pos_app.kernel.ids import SaleId
from pos_app.kernel.money import Rate
from pos_app.kernel.notation import figures_of
from pos_app.receipts.returned import mark_rows, returned_rows, returned_tax_minor
from pos_app.receipts.sale_receipt import sale_receipt
from pos_app.receipts.text import as_text
from pos_app.retail.completed import CompletedSale
from pos_app.retail.returned import ReturnedLine, ReturnReason, SaleReturn
from pos_app.retail.shop import TaxMode
from pos_app.retail.tender import Tender, TenderKind
from tests.support.receipts import Words, product, sample_sale, shop

ENGLISH = Words("en")
FIGURES = figures_of("en_GB", "Europe/London", 2)
MILK = product("Milk", 129)
BACK = ReturnedLine(
    90, 1, MILK, 2000, 238, "standard", 38, 238, ReturnReason.FAULTY, tax_label="A", tax_rate=Rate(19, 100)
)


def refund(*backs: SaleReturn, keep_lines: bool = False, tenders: tuple[Tender, ...] = ()) -> CompletedSale:
    """The sample sale with goods that came back, alone or beside what was sold."""
    sample = sample_sale()
    sale = replace(sample.sale, returns=backs, tenders=tenders)
    money = sum(one.refund_minor for one in backs)
    figures = replace(sample.figures, refund_minor=money, total_minor=sample.figures.total_minor - money)
    if not keep_lines:
        sale = replace(sale, lines=())
        figures = replace(figures, lines=(), taxes=(), total_minor=-money, saved_minor=0, change_minor=0)
    return replace(sample, sale=sale, figures=figures)


def back(**changes: object) -> SaleReturn:
    return replace(SaleReturn(SaleId(UUID(int=3)), "0001-01-A-0000007", (BACK,)), **changes)


def test_only_a_return_is_a_refund_and_a_void_is_a_void() -> None:
    assert len(list(mark_rows(refund(back()), ENGLISH))) == 1
    assert list(mark_rows(refund(back(), keep_lines=True), ENGLISH)) == []
    shown = as_text(sale_receipt(refund(back(is_void=True)), None, shop(), ENGLISH), 42)
    assert "VOIDED SALE" in shown


def test_tax_on_top_is_told_of_what_was_sold() -> None:
    """Goods and tax, less what came back, is the total; the table below is after both."""
    line = replace(BACK, amount_minor=200, tax_minor=38, gross_minor=238)
    sale = refund(back(lines=(line,)), keep_lines=True)
    sale = replace(sale, figures=replace(sale.figures, goods_minor=1000, tax_minor=152, total_minor=952))
    on_top = replace(shop(), tax=replace(shop().tax, mode=TaxMode.EXCLUSIVE))
    rows = as_text(sale_receipt(sale, None, on_top, ENGLISH), 42).splitlines()
    told = {
        row.rsplit(None, 1)[0]: row.split()[-1] for row in rows if row and row[0] in "GTR" and row[-3] == "."
    }
    assert (told["Goods"], told["Tax"], told["Returned goods"], told["TOTAL EUR"]) == (
        "10.00",
        "1.90",
        "-2.38",
        "9.52",
    )


def test_swapped_goods_move_no_tax() -> None:
    swapped = replace(BACK, line_no=91, replaced_by=1)
    assert returned_tax_minor(refund(back(lines=(BACK, swapped)))) == 38


@pytest.mark.parametrize("columns", [48, 42, 32])
def test_what_is_not_money_is_said(columns: int) -> None:
    sale = refund(back(by_points_minor=100, by_coupon_minor=20, deducted_minor=5))
    shown = as_text(sale_receipt(sale, None, shop(), ENGLISH), columns)
    for words in (
        "REFUND",
        "Returned from",
        "0001-01-A-0000007",
        "-2.38",
        "faulty",
        "1.00",
        "0.20",
        "0.05",
        "1.13",
    ):
        assert words in shown


def test_money_paid_out_is_told_by_kind() -> None:
    tenders = (Tender(95, TenderKind.CASH, -200, -200), Tender(96, TenderKind.CARD, -38, -38))
    shown = as_text(sale_receipt(refund(back(), tenders=tenders), None, shop(), ENGLISH), 42)
    rows = [row.split() for row in shown.splitlines() if "paid out" in row]
    assert rows == [["Cash", "paid", "out", "2.00"], ["Card", "paid", "out", "0.38"]]


def test_without_a_receipt_there_is_no_number() -> None:
    rows = list(returned_rows(refund(back(sale_id=None, receipt_number="")), ENGLISH, FIGURES))
    assert "without" in str(rows[0])
