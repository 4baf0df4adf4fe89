"""The same goods again: a swap keeps the price, the promotion, the receipt."""

from __future__ import annotations

from collections.abc import Sequence

from pos_app.kernel.money import divide
from pos_app.retail.completed import CompletedSale
from pos_app.retail.returned import ReturnedLine, ReturnReason, SaleReturn
from pos_app.retail.returning import Wanted, return_of
from pos_app.retail.sale import Adjustment, AdjustmentKind, SaleLine


def swap(
    completed: CompletedSale,
    earlier: Sequence[SaleReturn],
    of_line_no: int,
    quantity_milli: int,
    first_no: int,
    reason: ReturnReason = ReturnReason.FAULTY,
) -> tuple[SaleReturn, SaleLine]:
    """Return what comes back together with the line that replaces it: no money, no points move.

    The new line (numbered `first_no`, the returned one `first_no` + 1) has the old unit price; the old adjustments come
    with it as history, in their share. It earns nothing, no promotion looks at it, and it comes back with the earlier
    receipt. Raises Refused as `return_of`.
    """
    wanted = Wanted(of_line_no, quantity_milli, reason, replaced_by=first_no)
    back = return_of(completed, earlier, [wanted], first_no + 1)
    return back, _replacement(completed, back.lines[0], first_no)


def _replacement(completed: CompletedSale, returned: ReturnedLine, line_no: int) -> SaleLine:
    sold = next(line for line in completed.sale.lines if line.line_no == returned.of_line_no)
    was = next(line for line in completed.figures.lines if line.line_no == returned.of_line_no)
    extended = divide(was.extended_minor * returned.quantity_milli, sold.quantity_milli)
    off = returned.amount_minor - extended
    adjustments: list[Adjustment] = []
    for place, one in enumerate(was.adjustments):
        part = divide(one.amount_minor * returned.quantity_milli, sold.quantity_milli)
        if place == len(was.adjustments) - 1:
            part = off
        off -= part
        adjustments.append(Adjustment(AdjustmentKind.HISTORY, one.source, part, one.reason))
    return SaleLine(
        line_no=line_no,
        product=sold.product,
        quantity_milli=returned.quantity_milli,
        unit_price_minor=sold.unit_price_minor,
        extended_minor=extended + off,
        adjustments=tuple(adjustments),
        code=sold.code,
        labelled=True,
    )
