"""Changes of the open sale."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from pos_app.kernel.errors import Refused
from pos_app.kernel.ids import CashierId, SaleId
from pos_app.kernel.limits import SALE_LINES_MAX, TENDERS_MAX, UNSOLD_MAX
from pos_app.kernel.messages import Message
from pos_app.kernel.money import Rate
from pos_app.kernel.quantity import Unit, extended_minor
from pos_app.retail import editing
from pos_app.retail.product import Forbid, Product
from pos_app.retail.sale import Adjustment, AdjustmentKind, Sale
from pos_app.retail.tender import TenderKind
from tests.support.receipts import product

EMPTY = Sale(SaleId(UUID(int=1)), 0, CashierId(UUID(int=2)))
MILK = product("Milk", 129)
BREAD = replace(product("Bread", 450), number="2")
BANANAS = product("Bananas", 199, Unit.KG)
STAMP = replace(product("Stamp", 165), forbids=(Forbid.DISCOUNT,))


def sold(*items: tuple[Product, int]) -> Sale:
    sale = EMPTY
    for item, quantity_milli in items:
        sale, _line_no = editing.add_line(sale, item, quantity_milli)
    return sale


def amounts(sale: Sale) -> list[int]:
    return [line.extended_minor + sum(one.amount_minor for one in line.adjustments) for line in sale.lines]


def refusal(change: Callable[[], object]) -> str:
    with pytest.raises(Refused) as refused:
        change()
    return refused.value.code


def test_the_same_product_again_adds_to_its_line() -> None:
    sale = sold((MILK, 1000), (MILK, 2000))
    assert [(line.line_no, line.quantity_milli, line.extended_minor) for line in sale.lines] == [
        (1, 3000, 387)
    ]


def test_the_order_of_the_belt_is_kept() -> None:
    sale = sold((MILK, 1000), (BREAD, 1000), (MILK, 1000))
    assert [line.product.name for line in sale.lines] == ["Milk", "Bread", "Milk"]


def test_what_somebody_changed_is_not_added_to() -> None:
    sale = editing.discount_line(sold((MILK, 1000)), 1, Rate(1, 10))
    sale, line_no = editing.add_line(sale, MILK, 1000)
    assert line_no == 2
    assert len(sale.lines) == 2


@pytest.mark.parametrize(("item", "labelled"), [(BANANAS, False), (MILK, True)])
def test_weights_and_labels_stay_apart(item: Product, labelled: bool) -> None:
    sale, _line_no = editing.add_line(EMPTY, item, 1000, labelled=labelled)
    sale, line_no = editing.add_line(sale, item, 1000, labelled=labelled)
    assert line_no == 2


def test_a_price_label_says_the_amount() -> None:
    sale, _line_no = editing.add_line(EMPTY, BANANAS, 1256, "code", 250, labelled=True)
    assert sale.lines[0].extended_minor == 250
    assert refusal(lambda: editing.change_quantity(sale, 1, 2000)) == "quantity.labelled"
    assert refusal(lambda: editing.price_line(sale, 1, 100)) == "quantity.labelled"


@pytest.mark.parametrize(
    ("item", "quantity_milli", "code"),
    [
        (MILK, 0, "quantity.not_positive"),
        (MILK, -1000, "quantity.not_positive"),
        (MILK, 10_000_000, "quantity.absurd"),
        (MILK, 1500, "quantity.not_whole"),
        (replace(MILK, price_minor=99_999_999), 9_999_000, "sale.too_much"),
    ],
)
def test_quantities_that_cannot_be_sold(item: Product, quantity_milli: int, code: str) -> None:
    assert refusal(lambda: editing.add_line(EMPTY, item, quantity_milli)) == code


def test_a_sale_is_full_at_its_bound() -> None:
    full = sold(*([(MILK, 1000), (BREAD, 1000)] * (SALE_LINES_MAX // 2)))
    assert refusal(lambda: editing.add_line(full, MILK, 1000)) == "sale.full"
    assert editing.add_line(full, BREAD, 1000)[1] == SALE_LINES_MAX


def test_numbers_never_come_back() -> None:
    sale = editing.remove_line(sold((MILK, 1000), (BREAD, 1000)), 2)
    assert editing.add_line(sale, BREAD, 1000)[1] == 3
    assert editing.change_quantity(sale, 1, 0).lines == ()
    assert refusal(lambda: editing.remove_line(sale, 2)) == "line.not_there"


def test_a_share_stays_a_share() -> None:
    sale = editing.discount_line(sold((MILK, 1000)), 1, Rate(1, 10))
    assert amounts(sale) == [116]
    assert amounts(editing.change_quantity(sale, 1, 10_000)) == [1161]


def test_a_second_discount_replaces_the_first() -> None:
    sale = editing.discount_line(sold((MILK, 1000)), 1, Rate(1, 10))
    sale = editing.discount_line(sale, 1, Rate(75, 1000))
    assert amounts(sale) == [119]
    assert sale.lines[0].adjustments[0].reason == Message("discount.manual", {"percent": "7.5"})


def test_history_stays_beside_a_discount_by_hand() -> None:
    sale = sold((MILK, 1000))
    history = Adjustment(AdjustmentKind.HISTORY, "retail_disc", -9, Message("history.retail_disc"))
    sale = replace(sale, lines=(replace(sale.lines[0], adjustments=(history,)),))
    assert amounts(editing.discount_line(sale, 1, Rate(1, 2))) == [129 - 9 - 65]


@pytest.mark.parametrize("rate", [Rate(0), Rate(-1, 10), Rate(11, 10)])
def test_absurd_discounts(rate: Rate) -> None:
    assert refusal(lambda: editing.discount_line(sold((MILK, 1000)), 1, rate)) == "discount.absurd"


def test_what_the_law_forbids() -> None:
    sale = sold((STAMP, 1000))
    assert refusal(lambda: editing.discount_line(sale, 1, Rate(1, 10))) == "discount.forbidden"
    assert refusal(lambda: editing.price_line(sale, 1, 164)) == "discount.forbidden"
    assert amounts(editing.price_line(sale, 1, 170)) == [170]


@given(st.integers(0, 10**6), st.integers(1, 5000), st.integers(1, 5000))
def test_a_typed_price_holds_for_any_quantity(price_minor: int, first_milli: int, then_milli: int) -> None:
    sale = editing.price_line(sold((BANANAS, first_milli)), 1, price_minor)
    assert amounts(sale) == [extended_minor(price_minor, first_milli)]
    assert amounts(editing.change_quantity(sale, 1, then_milli)) == [extended_minor(price_minor, then_milli)]


def test_the_shelf_price_takes_a_typed_one_back() -> None:
    sale = editing.price_line(editing.price_line(sold((MILK, 1000)), 1, 100), 1, 129)
    assert sale.lines[0].adjustments == ()
    assert refusal(lambda: editing.price_line(sale, 1, -1)) == "price.absurd"
    assert refusal(lambda: editing.price_line(sale, 1, 100_000_000)) == "price.absurd"


def test_prices_set_by_hand_are_bounded_together() -> None:
    sale = editing.price_line(sold((MILK, 9_999_000)), 1, 100_000)
    assert refusal(lambda: editing.price_line(sale, 1, 99_999_999)) == "sale.too_much"
    one = editing.price_line(sold((MILK, 1000)), 1, 99_999_999)
    assert refusal(lambda: editing.change_quantity(one, 1, 9_999_000)) == "sale.too_much"
    assert refusal(lambda: editing.change_quantity(one, 1, 101_000)) == "sale.too_much"
    assert amounts(editing.change_quantity(one, 1, 100_000)) == [9_999_999_900]


def test_refused_scans_are_kept_up_to_a_bound() -> None:
    sale = EMPTY
    for number in range(UNSOLD_MAX + 5):
        sale = editing.add_unsold(sale, str(number), Message("product.unknown"))
    assert len(sale.unsold) == UNSOLD_MAX
    assert sale.unsold[0].code == "0"
    sale = editing.dismiss_unsold(sale, sale.unsold[0].unsold_no)
    assert sale.unsold[0].code == "1"


def test_tenders_come_and_go() -> None:
    sale = editing.add_tender(EMPTY, TenderKind.CASH, 500)
    sale = editing.add_tender(sale, TenderKind.CARD, 100, "terminal 1")
    sale = editing.remove_tender(sale, 1)
    assert [(one.tender_no, one.kind, one.amount_minor) for one in sale.tenders] == [
        (2, TenderKind.CARD, 100)
    ]
    assert refusal(lambda: editing.remove_tender(sale, 1)) == "tender.not_there"


def test_tenders_are_bounded() -> None:
    sale = EMPTY
    for _each in range(TENDERS_MAX):
        sale = editing.add_tender(sale, TenderKind.CASH, 1)
    assert refusal(lambda: editing.add_tender(sale, TenderKind.CASH, 1)) == "tender.too_many"


def test_the_sale_goes_to_another_cashier() -> None:
    other = CashierId(UUID(int=9))
    assert editing.with_cashier(editing.started_at(EMPTY, 5), other) == replace(
        EMPTY, cashier_id=other, started_at_ms=5
    )


@given(st.lists(st.tuples(st.sampled_from([MILK, BREAD]), st.integers(1, 9)), max_size=20))
def test_nothing_scanned_is_lost(scans: list[tuple[Product, int]]) -> None:
    before = EMPTY
    sale = sold(*((item, pieces * 1000) for item, pieces in scans))
    assert sum(line.quantity_milli for line in sale.lines) == sum(pieces for _item, pieces in scans) * 1000
    assert sum(amounts(sale)) == sum(item.price_minor * pieces for item, pieces in scans)
    assert before == EMPTY
