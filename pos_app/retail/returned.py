"""Goods that come back, as values on the sale that takes them."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from pos_app.kernel.ids import SaleId
from pos_app.retail.product import Product


class ReturnReason(StrEnum):
    """Why goods come back; faulty goods are never paid for by the customer's points."""

    CHANGED_MIND = "changed_mind"
    FAULTY = "faulty"
    WRONG_ITEM = "wrong_item"
    VOIDED = "voided"


class ReturnedLine(msgspec.Struct, frozen=True):
    """A quantity of one line of an earlier sale, with what was really paid for it.

    `line_no` numbers it within the sale that takes it back, `of_line_no` is the line of the earlier sale (0 without a
    receipt). `amount_minor` is positive, in the terms of the line's own amount; `tax_minor` is the tax in it or on it,
    `gross_minor` what it is worth to the customer. All three are shares of the earlier sale's figures, counted over
    all its returns: the last one takes the cent.
    """

    line_no: int
    of_line_no: int
    product: Product
    quantity_milli: int
    amount_minor: int
    tax_class: str
    tax_minor: int
    gross_minor: int
    reason: ReturnReason = ReturnReason.CHANGED_MIND


class SaleReturn(msgspec.Struct, frozen=True):
    """What comes back of one earlier sale; `sale_id` None and `receipt_number` empty without a receipt.

    `by_points_minor` of its worth was paid with points: it comes back as points, not as money. `deducted_minor` is kept
    for points that are spent already, where the program says so. `approved_by` is the manager who was asked, if any.
    """

    sale_id: SaleId | None
    receipt_number: str
    lines: tuple[ReturnedLine, ...]
    by_points_minor: int = 0
    deducted_minor: int = 0
    is_void: bool = False
    approved_by: str = ""

    @property
    def gross_minor(self) -> int:
        """What the goods are worth to the customer."""
        return sum(line.gross_minor for line in self.lines)

    @property
    def refund_minor(self) -> int:
        """What goes back in money (or counts towards new goods)."""
        return self.gross_minor - self.by_points_minor - self.deducted_minor
