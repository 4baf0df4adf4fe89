"""Every figure of a sale from scratch."""

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
from pos_app.retail.returned import ReturnedLine, SaleReturn
from pos_app.retail.sale import Adjustment, AdjustmentKind, Sale, SaleLine
from pos_app.retail.shop import TaxMode, TaxRounding, TaxRules
from pos_app.retail.tender import Tender, TenderKind
from pos_app.retail.totals import figures, item_count, line_figures
from tests.support.receipts import line, product, shop

RULES = shop().tax
ON_TOP = TaxRules(TaxMode.EXCLUSIVE, TaxRounding.PER_RECEIPT, RULES.classes)
MILK, BANANAS = product("Milk", 129), product("Bananas", 199, Unit.KG, "reduced")


def sale(*lines: SaleLine, tenders: tuple[Tender, ...] = ()) -> Sale:
    return Sale(SaleId(UUID(int=1)), 0, CashierId(UUID(int=2)), lines, tenders=tenders)


def off(amount_minor: int) -> Adjustment:
    return Adjustment(AdjustmentKind.PROMOTION, "test", -amount_minor, Message("sample"))


def cash(given_minor: int) -> Tender:
    return Tender(1, TenderKind.CASH, given_minor, given_minor)


def test_a_whole_sale() -> None:
    open_sale = sale(line(1, MILK, 2000), line(2, BANANAS, 1245), tenders=(cash(1000),))
    came_to = figures(open_sale, RULES, {1: [off(20)]}, {1: 2})
    assert [(one.amount_minor, one.points) for one in came_to.lines] == [(238, 2), (248, 0)]
    assert [(row.label, row.gross_minor, row.tax_minor) for row in came_to.taxes] == [
        ("A", 238, 38),
        ("B", 248, 16),
    ]
    assert (came_to.goods_minor, came_to.tax_minor, came_to.total_minor) == (486, 54, 486)
    assert (came_to.saved_minor, came_to.items) == (20, 3)
    assert (came_to.paid_minor, came_to.due_minor, came_to.change_minor) == (486, 0, 514)


def test_tax_on_top_is_owed_too() -> None:
    came_to = figures(sale(line(1, MILK, 1000)), ON_TOP, {}, {})
    assert (came_to.goods_minor, came_to.tax_minor, came_to.total_minor) == (129, 25, 154)
    assert came_to.due_minor == 154


def test_points_pay_a_part() -> None:
    paid = Tender(9, TenderKind.POINTS, 100, 100)
    came_to = figures(sale(line(1, MILK, 1000)), RULES, {}, {}, [paid])
    assert (came_to.paid_minor, came_to.due_minor, came_to.change_minor) == (100, 29, 0)


def test_an_empty_sale_comes_to_nothing() -> None:
    came_to = figures(sale(), RULES, {}, {})
    assert (came_to.total_minor, came_to.due_minor, came_to.items, came_to.taxes) == (0, 0, 0, ())


def test_an_unknown_tax_class_is_refused() -> None:
    with pytest.raises(Refused, match=r"tax\.unknown_class"):
        figures(sale(line(1, product("Gold", 100, tax_class="luxury"))), RULES, {}, {})


def test_a_lines_own_adjustments_come_first() -> None:
    own = replace(line(1, MILK), adjustments=(off(9),))
    came_to = line_figures(own, (off(20),), 3)
    assert [one.amount_minor for one in came_to.adjustments] == [-9, -20]
    assert (came_to.extended_minor, came_to.amount_minor, came_to.points) == (129, 100, 3)


@pytest.mark.parametrize(
    ("unit", "quantity_milli", "items"),
    [
        (Unit.PIECE, 3000, 3),
        (Unit.PIECE, 1500, 1),
        (Unit.PIECE, 0, 1),
        (Unit.PIECE, -2000, 1),
        (Unit.KG, 5000, 1),
    ],
)
def test_items(unit: Unit, quantity_milli: int, items: int) -> None:
    assert item_count([line(1, product("One", 100, unit), quantity_milli)]) == items


@given(
    st.lists(st.tuples(st.integers(0, 10**5), st.integers(1, 50), st.integers(0, 100)), max_size=12),
    st.lists(st.integers(1, 10**6), max_size=4),
    st.sampled_from([RULES, ON_TOP]),
)
def test_figures_add_up(rows: list[tuple[int, int, int]], given_: list[int], rules: TaxRules) -> None:
    lines, changes = [], {}
    for number, (price, pieces, percent) in enumerate(rows, 1):
        one = line(number, product("One", price), pieces * 1000)
        lines.append(one)
        changes[number] = [off(one.extended_minor * percent // 100)]
    came_to = figures(sale(*lines, tenders=tuple(cash(one) for one in given_)), rules, changes, {})
    assert came_to.goods_minor == sum(one.amount_minor for one in came_to.lines)
    assert came_to.total_minor == sum(row.gross_minor for row in came_to.taxes)
    assert came_to.goods_minor + came_to.saved_minor == sum(one.extended_minor for one in lines)
    assert came_to.paid_minor + came_to.due_minor == came_to.total_minor
    assert came_to.paid_minor + came_to.change_minor == sum(given_)
    assert not (came_to.due_minor and came_to.change_minor)


def brought(worth_minor: int, by_points_minor: int = 0) -> SaleReturn:
    """Goods that come back, with what they bring."""
    back = ReturnedLine(90, 1, MILK, 1000, worth_minor, "standard", 0, worth_minor)
    return SaleReturn(SaleId(UUID(int=9)), "0001-01-A-0000001", (back,), by_points_minor)


@pytest.mark.parametrize(
    ("sold", "back", "given", "total", "due", "payout", "change"),
    [
        (0, 258, (), -258, 0, 258, 0),
        (0, 258, (-258,), -258, 0, 0, 0),
        (0, 258, (-100,), -258, 0, 158, 0),
        (2, 100, (), 158, 158, 0, 0),
        (2, 100, (500,), 158, 0, 0, 342),
        (1, 129, (), 0, 0, 0, 0),
        (1, 258, (), -129, 0, 129, 0),
        (1, 258, (500,), -129, 0, 129, 500),
        (2, 129, (-50,), 129, 179, 0, 0),
    ],
)
def test_what_goes_back_and_what_is_due(
    sold: int, back: int, given: tuple[int, ...], total: int, due: int, payout: int, change: int
) -> None:
    lines = [line(1, MILK, sold * 1000)] if sold else []
    tenders = tuple(Tender(50 + at, TenderKind.CASH, each, each) for at, each in enumerate(given))
    came_to = figures(replace(sale(*lines, tenders=tenders), returns=(brought(back),)), RULES, {}, {})
    assert came_to.total_minor == total
    assert (came_to.due_minor, came_to.payout_minor, came_to.change_minor) == (due, payout, change)
    assert came_to.paid_minor == sum(given) - change


@given(
    sold=st.integers(0, 20),
    back=st.integers(0, 3000),
    given_minor=st.lists(st.integers(-3000, 3000), max_size=4),
)
def test_money_is_never_lost(sold: int, back: int, given_minor: list[int]) -> None:
    """What was given, less what goes back, plus what is still due, is the total; never two of the three."""
    lines = [line(1, MILK, sold * 1000)] if sold else []
    tenders = tuple(Tender(50 + at, TenderKind.CASH, each, each) for at, each in enumerate(given_minor))
    came_to = figures(replace(sale(*lines, tenders=tenders), returns=(brought(back),)), RULES, {}, {})
    assert (
        sum(given_minor) + came_to.due_minor - came_to.payout_minor - came_to.change_minor
        == came_to.total_minor
    )
    assert min(came_to.due_minor, came_to.payout_minor + came_to.change_minor) == 0
    assert came_to.change_minor <= sum(each for each in given_minor if each > 0)


def test_goods_paid_with_points_bring_less_money() -> None:
    came_to = figures(replace(sale(), returns=(brought(1000, by_points_minor=400),)), RULES, {}, {})
    assert (came_to.refund_minor, came_to.payout_minor) == (600, 600)
