"""A swap: goods go back, the same goods go out again at the price that was paid."""

from __future__ import annotations

from msgspec.structs import replace

from pos_app.kernel.messages import Message
from pos_app.retail.returned import ReturnedLine
from pos_app.retail.sale import Adjustment, AdjustmentKind, Sale, SaleLine

SWAP = "swap"
"""Source of the adjustment that gives a line the price of the goods it replaces."""


def swapped(sale: Sale) -> Sale:
    """Return the sale with every returned line paired with a new one of the same product in the same quantity.

    Computed from scratch: what was paired before and no longer fits is let go. Goods brought back without a receipt
    have no price of their own, and a voided sale is not a swap.
    """
    if not sale.returns:
        return sale
    free = {line.line_no: _bare(line) for line in sale.lines}
    lines = dict(free)
    returns = []
    for back in sale.returns:
        kept = []
        for line in back.lines:
            new = _match(line, free) if back.sale_id is not None and not back.is_void else None
            if new is not None:
                del free[new.line_no]
                lines[new.line_no] = _at_old_price(new, line)
            kept.append(replace(line, replaced_by=new.line_no if new is not None else 0))
        returns.append(replace(back, lines=tuple(kept)))
    return _same_or(replace(sale, lines=tuple(lines.values()), returns=tuple(returns)), sale)


def _same_or(changed: Sale, sale: Sale) -> Sale:
    return sale if changed == sale else changed


def _bare(line: SaleLine) -> SaleLine:
    kept = tuple(one for one in line.adjustments if one.source != SWAP)
    return replace(line, adjustments=kept) if len(kept) != len(line.adjustments) else line


def _match(back: ReturnedLine, free: dict[int, SaleLine]) -> SaleLine | None:
    """Return the first line of the same product in the same quantity whose price nobody changed."""
    for line in free.values():
        same = line.product.product_id == back.product.product_id
        if same and line.quantity_milli == back.quantity_milli and not line.adjustments and not line.labelled:
            return line
    return None


def _at_old_price(line: SaleLine, back: ReturnedLine) -> SaleLine:
    change = back.amount_minor - line.extended_minor
    swap = Adjustment(AdjustmentKind.MANUAL, SWAP, change, Message("exchange.same_price"))
    return replace(line, adjustments=(swap,))
