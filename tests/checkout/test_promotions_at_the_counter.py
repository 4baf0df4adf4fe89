"""Promotions from the program file to the figures, the tax, the receipt's totals, the books."""

from __future__ import annotations

from pathlib import Path
from random import Random
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from pos_app.checkout.evaluation import Evaluated, evaluate
from pos_app.kernel.ids import CashierId, SaleId
from pos_app.loyalty.compiled import compile_program
from pos_app.retail.editing import add_line, price_line
from pos_app.retail.product import Forbid, Product
from pos_app.retail.sale import AdjustmentKind, Sale, ScannedCoupon
from pos_app.retail.shop import TaxMode
from pos_app.retail.tender import TenderKind
from pos_app.storage.verify import verify
from tests.support.counters import DEPOSIT, MILK, PROGRAM, RULES, SHOP, counter, item, the_program

SHIRT = item("500", 3000, "04012345678901", name="Shirt", tax_class="standard")
BOOK = item("501", 2000, "04012345678918", name="Book")
NOVEL = item("502", 1500, name="Novel", forbids=(Forbid.DISCOUNT,))
TEXT = (
    PROGRAM
    + """
[[promotion]]
id = "free"
name = "1 + 1"
buy = 1
get = 1
products = ["500", "501"]

[[promotion]]
id = "five"
name = "5.00 off"
amount = "5.00"
minimum_spend = "25.00"
code = "FIVE"

[[promotion]]
id = "all"
name = "Everything free"
percent = 100
code = "ALL"

[[coupon]]
id = "maker"
name = "From the maker"
amount = "2.00"
as = "tender"

[[price]]
id = "milk"
name = "Milk price"
price = "0.99"
products = ["100"]
""".replace('id = "five"\nname = "5.00 off"\namount', 'id = "code"\nname = "5.00 off"\namount')
)
PROGRAM_OF_SHOP = compile_program(the_program(TEXT), ZoneInfo("Europe/Berlin"))


def sale_of(*products: Product, codes: tuple[str, ...] = ()) -> Sale:
    sale = Sale(SaleId(UUID(int=1)), 1_767_000_000_000, CashierId(UUID(int=2)), codes=codes)
    for product in products:
        sale, _ = add_line(sale, product, 1000)
    return sale


def evaluated(sale: Sale, mode: TaxMode = TaxMode.INCLUSIVE) -> Evaluated:
    shop = replace(SHOP, tax=replace(RULES, mode=mode))
    return evaluate(shop, ZoneInfo("Europe/Berlin"), PROGRAM_OF_SHOP, sale)


def test_one_free_is_spread_over_both_tax_rates() -> None:
    """30 + 20 with 20 off: 18 at 19 %, 12 at 7 %."""
    figures = evaluated(sale_of(SHIRT, BOOK)).figures
    assert [line.amount_minor for line in figures.lines] == [1800, 1200]
    assert {row.tax_class: row.gross_minor for row in figures.taxes} == {"standard": 1800, "reduced": 1200}
    (one,) = figures.lines[0].adjustments
    assert (one.kind, one.source, one.amount_minor) == (AdjustmentKind.PROMOTION, "free", -1200)
    assert (figures.total_minor, figures.saved_minor) == (3000, 2000)


def test_a_price_list_is_an_adjustment_of_its_own() -> None:
    (line,) = evaluated(sale_of(MILK)).figures.lines
    assert [(one.kind, one.source, one.amount_minor) for one in line.adjustments] == [
        (AdjustmentKind.PROMOTION, "milk", -30)
    ]


def test_a_coupon_that_somebody_else_pays_leaves_the_tax_alone() -> None:
    paper = ScannedCoupon("code", "aa", "maker", 1_767_000_000_000)
    plain, paid = evaluated(sale_of(SHIRT)), evaluated(replace(sale_of(SHIRT), coupons=(paper,)))
    assert paid.figures.taxes == plain.figures.taxes
    assert (paid.figures.total_minor, paid.figures.due_minor) == (3000, 2800)
    assert [(one.kind, one.amount_minor, one.reference) for one in paid.tenders] == [
        (TenderKind.COUPON, 200, "maker")
    ]
    assert [(use.rule_id, use.coupon_id, use.amount_minor) for use in paid.quote.used] == [
        ("maker", "aa", 200)
    ]


def test_a_price_by_hand_goes_above_the_list() -> None:
    sale = sale_of(MILK)
    sale = price_line(sale, sale.lines[0].line_no, 119)
    (line,) = evaluated(sale).figures.lines
    assert line.amount_minor == 119


@pytest.mark.parametrize("mode", list(TaxMode))
def test_everything_free_is_exactly_nothing(mode: TaxMode) -> None:
    figures = evaluated(sale_of(SHIRT, BOOK, BOOK, MILK, codes=("all",)), mode).figures
    assert (figures.total_minor, figures.tax_minor, figures.due_minor) == (0, 0, 0)
    assert [line.amount_minor for line in figures.lines] == [0] * 3


def test_what_law_or_deposit_forbids_is_paid_in_full() -> None:
    figures = evaluated(sale_of(SHIRT, NOVEL, DEPOSIT, codes=("all",))).figures
    assert [line.amount_minor for line in figures.lines] == [0, 1500, 25]


@given(st.integers(0, 2**32), st.sampled_from(list(TaxMode)))
def test_what_adjustments_take_off_is_what_the_totals_lose(seed: int, mode: TaxMode) -> None:
    chance = Random(seed)
    for _ in range(10):
        goods = [chance.choice((SHIRT, BOOK, NOVEL, MILK, DEPOSIT)) for _ in range(chance.randint(1, 9))]
        codes = chance.choice(((), ("five",), ("all",), ("five", "all")))
        answer = evaluated(sale_of(*goods, codes=codes), mode)
        figures = answer.figures
        off = sum(one.amount_minor for line in figures.lines for one in line.adjustments)
        assert figures.goods_minor == sum(product.price_minor for product in goods) + off
        assert figures.saved_minor == -off
        lists = sum(each.amount_minor for each in answer.quote.prices)
        assert off == lists - answer.quote.promotions_minor
        assert all(line.amount_minor >= 0 for line in figures.lines)
        assert figures.total_minor == sum(row.gross_minor for row in figures.taxes)


def test_a_promotion_goes_into_the_books(tmp_path: Path) -> None:
    with counter(tmp_path, program_text=TEXT, shelf=(SHIRT, BOOK, MILK)) as till:
        till.session.scan("4012345678901")
        till.session.scan("4012345678918")
        assert till.session.evaluated.figures.due_minor == 3000
        till.session.add_tender(TenderKind.CASH, 3000)
        till.session.finish()
    assert verify(tmp_path, use_keyring=False).is_whole
