"""Goods swapped for the same move no money, no tax; the first receipt stays in charge."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from pos_app.kernel.errors import Refused
from pos_app.kernel.messages import Message
from pos_app.retail.completed import CompletedSale
from pos_app.retail.returning import Wanted, return_of
from pos_app.retail.sale import Adjustment, AdjustmentKind
from pos_app.retail.shop import TaxRules
from pos_app.retail.totals import figures
from tests.support.receipts import line, product
from tests.unit.retail.test_returning import RULES, SCARF, sold

DEARER = product("Pen", 250)
"""Today's price of what was 1.00 when it was sold."""


def exchange(rules: TaxRules) -> tuple[CompletedSale, CompletedSale]:
    """Three pens for 2.00 instead of 3.00; one of them is swapped, a scarf is bought beside it."""
    before = sold([line(1, product("Pen", 100), 3000)], {1: 100}, rules)
    back = return_of(before, [], [Wanted(1, 1000, replaced_by=5)], 6)
    same = Adjustment(AdjustmentKind.HISTORY, "swap", back.lines[0].amount_minor - 250, Message("sample"))
    again = replace(line(5, DEARER), adjustments=(same,))
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
        return_of(before, [gone], [Wanted(1, 2000, replaced_by=5)], 1)
