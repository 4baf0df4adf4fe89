"""Total, tenders, change, taxes."""

from __future__ import annotations

import msgspec

from pos_app.kernel.money import Rate
from pos_app.kernel.notation import figures_of
from pos_app.receipts.document import Document, Row
from pos_app.receipts.text import as_text
from pos_app.receipts.totals import tax_rows, tender_rows, total_rows
from pos_app.retail.completed import CompletedSale
from pos_app.retail.figures import TaxLine
from pos_app.retail.shop import TaxMode, TaxRounding, TaxRules
from pos_app.retail.tender import Tender, TenderKind
from tests.support.receipts import Words, line, product, shop
from tests.support.receipts import completed as completed_sale

FIGURES = figures_of("en_GB", "UTC", 2)
ENGLISH = Words("en")


def shown(rows: list[Row]) -> list[str]:
    """The rows as text, blank lines left out."""
    return [text for text in as_text(Document(tuple(rows)), 32).splitlines() if text]


def one_product() -> CompletedSale:
    """One product of 11.90."""
    return completed_sale((line(1, product("Tea", 1190)),))


def test_total_of_inclusive_prices() -> None:
    assert shown(list(total_rows(one_product(), shop(), ENGLISH, FIGURES))) == [
        "TOTAL EUR                  11.90",
        "Items: 1",
    ]


def test_tax_on_top_is_shown_before_the_total() -> None:
    exclusive = shop(tax=TaxRules(TaxMode.EXCLUSIVE, TaxRounding.PER_LINE, ()))
    assert shown(list(total_rows(one_product(), exclusive, ENGLISH, FIGURES)))[:3] == [
        "Goods                      11.90",
        "Tax                         1.90",
        "TOTAL EUR                  11.90",
    ]


def test_what_was_saved() -> None:
    sale = one_product()
    saved = msgspec.structs.replace(sale, figures=msgspec.structs.replace(sale.figures, saved_minor=210))
    assert "You saved                   2.10" in shown(list(total_rows(saved, shop(), ENGLISH, FIGURES)))


def test_cash_is_shown_as_given_with_change() -> None:
    assert shown(list(tender_rows(one_product(), ENGLISH, FIGURES))) == [
        "Card                        3.96",
        "Cash                       10.00",
        "Change                      2.06",
    ]


def test_points_and_coupons_are_tenders() -> None:
    sale = one_product()
    tenders = (Tender(1, TenderKind.POINTS, 500, 500), Tender(2, TenderKind.COUPON, 690, 690))
    exact = msgspec.structs.replace(
        sale,
        sale=msgspec.structs.replace(sale.sale, tenders=tenders),
        figures=msgspec.structs.replace(sale.figures, change_minor=0),
    )
    assert shown(list(tender_rows(exact, ENGLISH, FIGURES))) == [
        "Points                      5.00",
        "Coupon                      6.90",
    ]


def test_nothing_to_pay_shows_no_tender() -> None:
    sale = one_product()
    free = msgspec.structs.replace(
        sale,
        sale=msgspec.structs.replace(sale.sale, tenders=()),
        figures=msgspec.structs.replace(sale.figures, change_minor=0),
    )
    assert list(tender_rows(free, ENGLISH, FIGURES)) == []


def test_tax_table_has_a_row_for_each_rate() -> None:
    sale = one_product()
    two = (
        TaxLine("standard", "A", Rate(19, 100), 1000, 190, 1190),
        TaxLine("reduced", "B", Rate(7, 100), 100, 7, 107),
    )
    taxed = msgspec.structs.replace(sale, figures=msgspec.structs.replace(sale.figures, taxes=two))
    assert shown(list(tax_rows(taxed, ENGLISH, FIGURES))) == [
        "Rate              Net  Tax Gross",
        "A 19%           10.00 1.90 11.90",
        "B 7%             1.00 0.07  1.07",
    ]


def test_no_taxes_no_table() -> None:
    sale = one_product()
    untaxed = msgspec.structs.replace(sale, figures=msgspec.structs.replace(sale.figures, taxes=()))
    assert list(tax_rows(untaxed, ENGLISH, FIGURES)) == []
