"""The computed figures of a sale: what every line, tax, total comes to."""

from __future__ import annotations

import msgspec

from pos_app.kernel.money import Rate
from pos_app.retail.sale import Adjustment


class LineFigures(msgspec.Struct, frozen=True):
    """One line after all adjustments.

    `amount_minor` = extended + sum of `adjustments`; it contains the tax when the shop's prices do. `points` are what
    the line earns (0 without a member).
    """

    line_no: int
    extended_minor: int
    adjustments: tuple[Adjustment, ...]
    amount_minor: int
    tax_class: str
    points: int = 0


class TaxLine(msgspec.Struct, frozen=True):
    """One rate of the tax table: `gross_minor` = `net_minor` + `tax_minor`."""

    tax_class: str
    label: str
    rate: Rate
    net_minor: int
    tax_minor: int
    gross_minor: int


class SaleFigures(msgspec.Struct, frozen=True):
    """Everything the totals line, the receipt and the books say about a sale.

    `goods_minor` is the sum of line amounts, `total_minor` what the customer owes (goods plus tax where tax is added
    on top), `saved_minor` the sum of discounts as a positive figure, `paid_minor` the sum of tender amounts,
    `due_minor` what is left to pay, `change_minor` what goes back.
    """

    lines: tuple[LineFigures, ...]
    taxes: tuple[TaxLine, ...]
    goods_minor: int
    tax_minor: int
    total_minor: int
    saved_minor: int
    paid_minor: int
    due_minor: int
    change_minor: int
    items: int
    """Pieces, with every weighed line counting as one."""
    refund_minor: int = 0
    """What returned goods bring in money; `total_minor` is after it, so that it may be negative."""
    payout_minor: int = 0
    """What is still to be paid out to the customer while the total is negative; tenders that pay out are negative."""
