"""A swap moves no money, keeps price with promotion, leaves the first receipt in charge."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from pos_app.kernel.errors import Refused
from pos_app.retail.completed import CompletedSale
from pos_app.retail.returning import Wanted, return_of
from pos_app.retail.sale import AdjustmentKind
from pos_app.retail.shop import TaxRules
from pos_app.retail.swapping import swap
from pos_app.retail.totals import figures
from tests.support.receipts import line, product
from tests.unit.retail.test_returning import RULES, SCARF, sold

DEARER = product("Pen", 250)
"""Today's price of what was 100 when it was sold."""


def exchange(rules: TaxRules) -> tuple[CompletedSale, CompletedSale]:
    """Three pens for 2.00 instead of 3.00; one of them is swapped, a scarf is bought beside it."""
    before = sold([line(1, product("Pen", 100), 3000)], {1: 100}, rules)
    back, again = swap(before, [], 1, 1000, 5)
    sale = replace(before.sale, lines=(again, line(7, SCARF)), tenders=(), returns=(back,))
    came_to = figures(sale, rules, {}, {})
    return before, CompletedSale(sale, came_to, "0001-01-A-0000008", "", "", 0)


@pytest.mark.parametrize("rules", RULES, ids=lambda each: f"{each.mode} {each.rounding}")
def test_a_swap_costs_nothing(rules: TaxRules) -> None:
    before, after = exchange(rules)
    scarf = figures(replace(before.sale, lines=(line(7, SCARF),), tenders=()), rules, {}, {})
    assert after.figures.total_minor == scarf.total_minor
    assert after.figures.taxes == scarf.taxes
    assert after.figures.saved_minor == 0
    again = after.sale.lines[0]
    assert (again.unit_price_minor, again.extended_minor, again.labelled) == (100, 100, True)
    assert [(one.kind, one.source, one.amount_minor) for one in again.adjustments] == [
        (AdjustmentKind.HISTORY, "two", -33)
    ]
    assert after.figures.lines[0].amount_minor == 67


def test_what_was_swapped_comes_back_with_the_first_receipt() -> None:
    before, after = exchange(RULES[0])
    with pytest.raises(Refused, match="replacement"):
        return_of(after, [], [Wanted(5, 1000)], 1)
    swapped = after.sale.returns
    assert return_of(before, swapped, [Wanted(1, 3000)], 1).refund_minor == 200
    assert return_of(after, [], [Wanted(7, 1000)], 1).refund_minor == 2000


def test_no_more_is_swapped_than_is_left() -> None:
    before, _after = exchange(RULES[0])
    gone = return_of(before, [], [Wanted(1, 2000)], 1)
    with pytest.raises(Refused, match="too_many"):
        swap(before, [gone], 1, 2000, 5)
