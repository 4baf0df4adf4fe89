"""Returned goods on paper."""

from __future__ import annotations

from uuid import UUID

import pytest
from msgspec.structs import replace

from pos_app.kernel.ids import SaleId
from pos_app.kernel.money import Rate
from pos_app.kernel.notation import figures_of
from pos_app.receipts.returned import mark_rows, returned_rows, taxes_after
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


def test_the_tax_that_was_charged_is_taken_off() -> None:
    assert [
        (row.label, row.net_minor, row.tax_minor, row.gross_minor)
        for row in taxes_after(refund(back()), TaxMode.INCLUSIVE)
    ] == [("A", -200, -38, -238)]


def test_tax_on_top_is_taken_off_as_it_was_added() -> None:
    line = replace(BACK, amount_minor=200, tax_minor=38, gross_minor=238)
    assert [
        (row.net_minor, row.tax_minor, row.gross_minor)
        for row in taxes_after(refund(back(lines=(line,))), TaxMode.EXCLUSIVE)
    ] == [(-200, -38, -238)]


def test_an_exchange_has_one_table_for_both() -> None:
    sale = refund(back(), keep_lines=True)
    before = {row.label: row.gross_minor for row in sale.figures.taxes}
    after = {row.label: row.gross_minor for row in taxes_after(sale, TaxMode.INCLUSIVE)}
    assert after["A"] == before["A"] - 238
    assert sum(after.values()) == sum(before.values()) - 238


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
