"""Goods that come back, as values on the sale that takes them."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from pos_app.kernel.ids import SaleId
from pos_app.kernel.money import Rate
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
    all its returns: the last one takes the cent. `replaced_by` is the line of the same sale on which the customer gets
    the same goods again at the same price (0 = none): then neither money nor points move, and the earlier receipt stays
    the one that later returns are made with.
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
    replaced_by: int = 0
    tax_label: str = ""
    """As the earlier receipt printed it; empty when there is none."""
    tax_rate: Rate | None = None
    """As it was charged: it may have changed since. None: today's."""


class SaleReturn(msgspec.Struct, frozen=True):
    """What comes back of one earlier sale; `sale_id` None and `receipt_number` empty without a receipt.

    `by_points_minor` of its worth was paid with points: it comes back as points, not as money. `deducted_minor` is kept
    for points that are spent already, or for what a membership was used for, where the program says so.
    `by_coupon_minor` was paid with a third party's coupon, which nobody pays out. `approved_by` is the manager who was
    asked, if any.
    """

    sale_id: SaleId | None
    receipt_number: str
    lines: tuple[ReturnedLine, ...]
    by_points_minor: int = 0
    deducted_minor: int = 0
    is_void: bool = False
    approved_by: str = ""
    by_coupon_minor: int = 0

    @property
    def gross_minor(self) -> int:
        """What the goods are worth to the customer."""
        return sum(line.gross_minor for line in self.lines)

    @property
    def refund_minor(self) -> int:
        """What goes back in money (or counts towards new goods)."""
        return self.gross_minor - self.by_points_minor - self.by_coupon_minor - self.deducted_minor
