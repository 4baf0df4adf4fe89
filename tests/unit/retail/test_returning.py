"""What comes back of an earlier sale: cumulative shares, points, coupons, refusals."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from pos_app.kernel.errors import Refused
from pos_app.kernel.ids import CashierId, SaleId
from pos_app.kernel.messages import Message
from pos_app.kernel.quantity import Unit
from pos_app.retail.completed import CompletedSale
from pos_app.retail.returned import ReturnReason, SaleReturn
from pos_app.retail.returning import (
    Wanted,
    left_milli,
    new_goods,
    return_of,
    return_without_receipt,
    returned_milli,
    void_of,
)
from pos_app.retail.sale import Adjustment, AdjustmentKind, Sale, SaleLine
from pos_app.retail.shop import TaxMode, TaxRounding, TaxRules
from pos_app.retail.tender import Tender, TenderKind
from pos_app.retail.totals import figures
from tests.support.receipts import line, product, shop
from tests.support.rounds import invariant

CLASSES = shop().tax.classes
SHIRT, SCARF = product("Shirt", 3000), product("Scarf", 2000)
BANANAS = product("Bananas", 199, Unit.KG, "reduced")
RULES = [TaxRules(mode, rounding, CLASSES) for mode in TaxMode for rounding in TaxRounding]


def sold(
    lines: list[SaleLine],
    off: dict[int, int] | None = None,
    rules: TaxRules = RULES[0],
    tenders: tuple[tuple[TenderKind, int], ...] = (),
) -> CompletedSale:
    """A paid sale; `off` is what promotions take off per line, what no tender pays is paid in cash."""
    sale = Sale(SaleId(UUID(int=1)), 0, CashierId(UUID(int=2)), tuple(lines))
    changes = {
        number: [Adjustment(AdjustmentKind.PROMOTION, "two", -minor, Message("sample"))]
        for number, minor in (off or {}).items()
    }
    given_ = [Tender(90 + at, kind, minor, minor) for at, (kind, minor) in enumerate(tenders)]
    due = figures(sale, rules, changes, {}).total_minor - sum(one.amount_minor for one in given_)
    cash = Tender(99, TenderKind.CASH, due, due)
    sale = replace(sale, tenders=(*given_, cash) if due else tuple(given_))
    return CompletedSale(sale, figures(sale, rules, changes, {}), "0001-01-A-0000007", "", "", 0)


def test_buy_one_get_one_does_not_refund_everything() -> None:
    """30 + 20 with 20 off, spread over the set: 18 and 12."""
    sale = sold([line(1, SHIRT), line(2, SCARF)], {1: 1200, 2: 800})
    shirt = return_of(sale, [], [Wanted(1, 1000)], 1)
    scarf = return_of(sale, [shirt], [Wanted(2, 1000)], 1)
    assert (shirt.refund_minor, scarf.refund_minor) == (1800, 1200)
    assert (shirt.sale_id, shirt.receipt_number) == (sale.sale.sale_id, "0001-01-A-0000007")


def test_the_last_return_takes_the_cent() -> None:
    sale = sold([line(1, product("Pen", 100), 3000)], {1: 200})
    backs: list[SaleReturn] = []
    for _ in range(3):
        backs.append(return_of(sale, backs, [Wanted(1, 1000)], 1))
    assert [back.refund_minor for back in backs] == [33, 34, 33]
    assert left_milli(sale, backs) == {1: 0}


def test_goods_paid_with_points_come_back_as_money_and_points() -> None:
    sale = sold([line(1, SHIRT), line(2, SCARF)], tenders=((TenderKind.POINTS, 1000),))
    back = return_of(sale, [], [Wanted(1, 1000)], 1)
    assert (back.by_points_minor, back.refund_minor) == (600, 2400)
    rest = return_of(sale, [back], [Wanted(2, 1000)], 1)
    assert (rest.by_points_minor, rest.refund_minor) == (400, 1600)


def test_a_foreign_coupon_is_not_paid_out() -> None:
    sale = sold([line(1, SCARF)], tenders=((TenderKind.COUPON, 500),))
    back = return_of(sale, [], [Wanted(1, 1000)], 1)
    assert (back.by_coupon_minor, back.refund_minor) == (500, 1500)


def test_weighed_goods_come_back_by_weight() -> None:
    sale = sold([line(1, BANANAS, 1245)])
    half = return_of(sale, [], [Wanted(1, 600)], 1)
    assert (half.refund_minor, half.lines[0].tax_minor) == (120, 8)
    assert return_of(sale, [half], [Wanted(1, 645)], 1).refund_minor == 128


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        ([], "return.nothing"),
        ([Wanted(1, 0)], "return.nothing"),
        ([Wanted(1, -1000)], "return.nothing"),
        ([Wanted(9, 1000)], "return.unknown_line"),
        ([Wanted(1, 500)], "return.whole_pieces"),
        ([Wanted(1, 1000), Wanted(1, 1000)], "return.twice"),
        ([Wanted(1, 3000)], "return.too_many"),
    ],
)
def test_refused(wanted: list[Wanted], code: str) -> None:
    with pytest.raises(Refused) as refused:
        return_of(sold([line(1, SHIRT, 2000)]), [], wanted, 1)
    assert refused.value.code == code


def test_never_more_than_was_bought() -> None:
    sale = sold([line(1, SHIRT, 2000)])
    back = return_of(sale, [], [Wanted(1, 1000)], 1)
    with pytest.raises(Refused) as refused:
        return_of(sale, [back], [Wanted(1, 2000)], 1)
    assert refused.value.message.params == {"have_milli": 1000, "need_milli": 2000}


def test_a_void_is_everything_that_is_left() -> None:
    sale = sold([line(1, SHIRT, 2000), line(2, SCARF)])
    part = return_of(sale, [], [Wanted(1, 1000)], 1)
    rest = void_of(sale, [part], 5, "Ann")
    assert rest.is_void
    assert rest.refund_minor == 5000
    assert [(one.line_no, one.of_line_no, one.reason) for one in rest.lines] == [
        (5, 1, ReturnReason.VOIDED),
        (6, 2, ReturnReason.VOIDED),
    ]
    assert rest.approved_by == "Ann"
    with pytest.raises(Refused, match="nothing_left"):
        void_of(sale, [part, rest], 1)


def test_a_sale_that_took_goods_back_is_not_voided() -> None:
    sale = sold([line(1, SHIRT)])
    exchange = replace(sale, sale=replace(sale.sale, returns=(return_of(sale, [], [Wanted(1, 1000)], 1),)))
    with pytest.raises(Refused, match="has_returns"):
        void_of(exchange, [], 1)


def test_without_a_receipt_todays_price_counts() -> None:
    back = return_without_receipt(SHIRT, 2000, RULES[0], 4, approved_by="Ann")
    assert (back.sale_id, back.receipt_number, back.refund_minor) == (None, "", 6000)
    assert (back.lines[0].line_no, back.lines[0].of_line_no, back.lines[0].tax_minor) == (4, 0, 958)
    on_top = return_without_receipt(SHIRT, 1000, TaxRules(TaxMode.EXCLUSIVE, RULES[0].rounding, CLASSES), 1)
    assert on_top.refund_minor == 3570
    with pytest.raises(Refused, match="nothing"):
        return_without_receipt(SHIRT, 0, RULES[0], 1)


def test_what_replaces_goods_is_not_sold_anew() -> None:
    sale = sold([line(1, SHIRT)])
    back = return_of(sale, [], [Wanted(1, 1000, replaced_by=1)], 2)
    exchange = replace(sale.sale, lines=(line(1, SHIRT), line(3, SCARF)), returns=(back,))
    assert [one.line_no for one in new_goods(exchange)] == [3]
    assert returned_milli([back]) == {}
    assert new_goods(sale.sale) == sale.sale.lines


@invariant
@given(
    rows=st.lists(
        st.tuples(st.integers(0, 5000), st.integers(1, 7), st.integers(0, 5000), st.booleans()),
        min_size=1,
        max_size=5,
    ),
    rules=st.sampled_from(RULES),
    by_points=st.integers(0, 30_000),
    by_coupon=st.integers(0, 30_000),
    data=st.data(),
)
def test_all_refunds_together_are_what_was_paid(
    rows: list[tuple[int, int, int, bool]],
    rules: TaxRules,
    by_points: int,
    by_coupon: int,
    data: st.DataObject,
) -> None:
    """Whatever the split into partial returns: money, tax, points, coupons add up to the cent, none negative."""
    lines = [
        line(at, product("x", price, tax_class="reduced" if low else "standard"), pieces * 1000)
        for at, (price, pieces, _off, low) in enumerate(rows, 1)
    ]
    off = {at: min(minor, price * pieces) for at, (price, pieces, minor, _low) in enumerate(rows, 1)}
    worth = sold(lines, off, rules).figures.total_minor
    by_points = min(by_points, worth)
    by_coupon = min(by_coupon, worth - by_points)
    sale = sold(lines, off, rules, ((TenderKind.POINTS, by_points), (TenderKind.COUPON, by_coupon)))
    backs: list[SaleReturn] = []
    left = left_milli(sale, backs)
    while any(left.values()):
        number = data.draw(st.sampled_from([at for at, milli in left.items() if milli]))
        wanted = Wanted(number, 1000 * data.draw(st.integers(1, left[number] // 1000)))
        backs.append(return_of(sale, backs, [wanted], 1))
        left = left_milli(sale, backs)
    for back in backs:
        assert min(back.refund_minor, back.by_points_minor, back.by_coupon_minor) >= 0
    assert sum(back.gross_minor for back in backs) == worth
    assert sum(back.by_points_minor for back in backs) == by_points
    assert sum(back.by_coupon_minor for back in backs) == by_coupon
    assert sum(back.refund_minor for back in backs) == worth - by_points - by_coupon
    taken = replace(sale.sale, lines=(), tenders=(), returns=tuple(backs))
    back_figures = figures(taken, rules, {}, {})
    assert [(row.label, -row.net_minor, -row.tax_minor, -row.gross_minor) for row in back_figures.taxes] == [
        (row.label, row.net_minor, row.tax_minor, row.gross_minor) for row in sale.figures.taxes
    ]
    assert back_figures.payout_minor == worth - by_points - by_coupon
    assert (back_figures.items, back_figures.saved_minor) == (0, 0)
