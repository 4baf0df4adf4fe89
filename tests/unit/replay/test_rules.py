"""Every row of history follows one written rule."""

from __future__ import annotations

import pytest

from pos_app.replay import naming
from pos_app.replay.history import HistoryBasket, HistoryLine
from pos_app.replay.rules import Odd, odd_about, to_sale_line, to_tenders
from pos_app.replay.tally import Tally
from pos_app.retail.product import Product
from pos_app.retail.tender import TenderKind

PRODUCT = Product(naming.product_id(7), "7", "Bread", "Bread", 129, "none", codes=(naming.example_gtin(7),))


def row(
    quantity: int, sales: int, retail: int = 0, coupon: int = 0, match: int = 0, product: int = 7
) -> HistoryLine:
    return HistoryLine(product, quantity, sales, retail, coupon, match)


def basket(*lines: HistoryLine, at_ms: int = 0, basket_id: int = 1) -> HistoryBasket:
    return HistoryBasket(basket_id, 900, at_ms, lines)


def test_the_shelf_amount_is_what_the_line_starts_from_and_history_takes_it_down_to_the_sales_value() -> None:
    line = to_sale_line(1, row(1, 54, retail=7, coupon=65, match=35), PRODUCT)
    assert line.extended_minor == 96
    assert [(one.source, one.amount_minor) for one in line.adjustments] == [
        ("retail_disc", -7),
        ("coupon_match_disc", -35),
    ]
    assert line.extended_minor + sum(one.amount_minor for one in line.adjustments) == 54
    assert line.code == "09520000000073"


@pytest.mark.parametrize(
    ("quantity", "shelf", "milli", "unit_price"),
    [
        (1, 129, 1000, 129),
        (3, 2174, 3000, 725),
        (0, 0, 0, 0),
        (0, 350, 0, 350),
        (999, 999, 999_000, 1),
        (1000, 243, 1000, 243),
        (14_012, 3410, 14_012, 243),
    ],
)
def test_quantities_become_thousandths(quantity: int, shelf: int, milli: int, unit_price: int) -> None:
    line = to_sale_line(4, row(quantity, shelf), PRODUCT)
    assert (line.quantity_milli, line.unit_price_minor, line.extended_minor) == (milli, unit_price, shelf)


@pytest.mark.parametrize(
    ("line", "unlisted", "odd"),
    [
        (row(2, 200), False, []),
        (row(3, 100), False, [Odd.UNEVEN_PRICE]),
        (row(0, 0, coupon=200), True, [Odd.NO_QUANTITY, Odd.COUPON_OVER_SALE, Odd.UNLISTED_PRODUCT]),
        (row(14_012, 3410), False, [Odd.UNEVEN_PRICE, Odd.THOUSANDTHS]),
        (row(1, 100, coupon=100), False, []),
    ],
)
def test_what_is_odd_about_a_row(line: HistoryLine, unlisted: bool, odd: list[Odd]) -> None:
    assert odd_about(line, unlisted) == odd


@pytest.mark.parametrize(
    ("sales", "coupon", "tenders"),
    [
        (500, 0, [(1, TenderKind.CASH, 500)]),
        (500, 120, [(1, TenderKind.COUPON, 120), (2, TenderKind.CASH, 380)]),
        (500, 500, [(1, TenderKind.COUPON, 500)]),
        (500, 620, [(1, TenderKind.COUPON, 500)]),
        (0, 200, []),
        (0, 0, []),
    ],
)
def test_coupons_pay_first_and_nobody_is_paid_out(
    sales: int, coupon: int, tenders: list[tuple[int, TenderKind, int]]
) -> None:
    paid = to_tenders(basket(row(1, sales, coupon=coupon)), 1)
    assert [(one.tender_no, one.kind, one.amount_minor) for one in paid] == tenders
    assert all(one.given_minor == one.amount_minor for one in paid)


def test_a_coupon_on_its_own_row_pays_for_the_other_rows() -> None:
    paid = to_tenders(basket(row(1, 500), row(0, 0, coupon=200)), 3)
    assert [(one.kind, one.amount_minor) for one in paid] == [
        (TenderKind.COUPON, 200),
        (TenderKind.CASH, 300),
    ]


def test_the_tally_counts_rows_baskets_and_instants_that_several_baskets_share() -> None:
    tally = Tally(frozenset({8}))
    for at_ms, lines in [
        (5, (row(3, 100),)),
        (5, (row(1, 1, product=8),)),
        (5, (row(1, 1),)),
        (9, (row(1, 5, coupon=9),)),
    ]:
        tally.count(basket(*lines, at_ms=at_ms))
    assert (tally.baskets, tally.lines, tally.sales_minor) == (4, 4, 107)
    assert tally.odd == {
        Odd.UNEVEN_PRICE: 1,
        Odd.SHARED_INSTANT: 1,
        Odd.UNLISTED_PRODUCT: 1,
        Odd.COUPON_OVER_SALE: 1,
        Odd.COUPON_CAPPED: 1,
    }
