"""The tax table of a sale, split over its lines."""

from __future__ import annotations

from msgspec.structs import replace

from pos_app.kernel.money import Rate
from pos_app.retail.returning import Wanted, return_of
from pos_app.retail.shop import TaxClass, TaxMode, TaxRounding, TaxRules
from pos_app.retail.sold_lines import sold_lines
from pos_app.retail.totals import figures
from tests.support.receipts import line, product
from tests.unit.retail.test_returning import CLASSES, RULES, SCARF, SHIRT, sold

ON_TOP = TaxRules(TaxMode.EXCLUSIVE, TaxRounding.PER_RECEIPT, CLASSES)


def test_lines_add_up_to_the_receipt() -> None:
    """Three times 0.33 has 0.19 of tax on the receipt, 0.06 each by themselves."""
    sale = sold([line(at, product("x", 33)) for at in (1, 2, 3)], rules=ON_TOP)
    lines = sold_lines(sale)
    assert sale.figures.tax_minor == 19
    assert sorted(each.tax_minor for each in lines) == [6, 6, 7]
    assert sum(each.gross_minor for each in lines) == sale.figures.total_minor == 118
    assert all(each.on_top and each.tax_label == "A" for each in lines)


def test_an_exchange_can_itself_come_back() -> None:
    """The tax of the goods that were taken back is no part of what the new ones were taxed with."""
    for rules in RULES:
        first = sold([line(1, SHIRT)], rules=rules)
        back = return_of(first, [], [Wanted(1, 1000)], 5)
        sale = replace(first.sale, lines=(line(7, SCARF),), tenders=(), returns=(back,))
        exchange = replace(first, sale=sale, figures=figures(sale, rules, {}, {}))
        alone = sold_lines(sold([line(7, SCARF)], rules=rules))
        assert sold_lines(exchange) == alone


def test_goods_come_back_at_the_rate_they_were_taxed_with() -> None:
    """16 % then, 19 % now: the table has a row for each."""
    lower = replace(RULES[0], classes=(TaxClass("standard", "A", Rate(16, 100)), *CLASSES[1:]))
    back = return_of(sold([line(1, SHIRT)], rules=lower), [], [Wanted(1, 1000)], 5)
    sale = replace(sold([line(7, SCARF)]).sale, tenders=(), returns=(back,))
    rows = figures(sale, RULES[0], {}, {}).taxes
    assert [(row.label, row.rate, row.tax_minor) for row in rows] == [
        ("A", Rate(19, 100), 319),
        ("A", Rate(16, 100), -414),
    ]
