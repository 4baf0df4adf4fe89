"""The sale as an immutable value: every change makes a new one."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from pos_app.kernel.ids import CashierId, MemberId, SaleId
from pos_app.kernel.messages import Message
from pos_app.kernel.money import Rate
from pos_app.retail.product import Product
from pos_app.retail.returned import SaleReturn
from pos_app.retail.tender import Tender


class AdjustmentKind(StrEnum):
    """Who changed the amount of a line."""

    MANUAL = "manual"
    PROMOTION = "promotion"
    REWARD = "reward"
    HISTORY = "history"


class Adjustment(msgspec.Struct, frozen=True):
    """A change of one line's amount: signed `amount_minor` (a discount is negative), with source and reason.

    `source` is the id of the rule, reward or dataset column that made it; `reason` is what the receipt prints.
    """

    kind: AdjustmentKind
    source: str
    amount_minor: int
    reason: Message


class SaleLine(msgspec.Struct, frozen=True):
    """One product row.

    `line_no` never changes or comes back within a sale. `extended_minor` is the amount before adjustments: unit price
    times quantity, or what a price label or a replayed basket says. `adjustments` are those that belong to the line
    itself (manual, history); promotions and rewards are computed by the evaluation. `code` is what was scanned.
    """

    line_no: int
    product: Product
    quantity_milli: int
    unit_price_minor: int
    extended_minor: int
    adjustments: tuple[Adjustment, ...] = ()
    code: str = ""
    labelled: bool = False
    """Weight or price came from an in-store label: the quantity cannot be edited."""


class ChosenReward(msgspec.Struct, frozen=True):
    """A reward the customer asked for: `times` of a fixed one, `points` of one paid by the point (0 = all that fit)."""

    reward_id: str
    times: int = 1
    points: int = 0


class UnsoldCode(msgspec.Struct, frozen=True):
    """A refused scan that must be dismissed before payment, so that goods never leave unpaid by accident."""

    unsold_no: int
    code: str
    reason: Message


class ScannedCoupon(msgspec.Struct, frozen=True):
    """A printed coupon that was scanned and whose signature is good: `code` as scanned, `coupon_id` hex."""

    code: str
    coupon_id: str
    rule_id: str
    expires_at_ms: int


class SaleDiscount(msgspec.Struct, frozen=True):
    """A discount on the whole sale, given by hand: `rate` of it (a fraction of 1), or `amount_minor`."""

    rate: Rate = Rate(0)
    amount_minor: int = 0


class Sale(msgspec.Struct, frozen=True):
    """One customer's business from first line to payment.

    `started_at_ms` is the instant all rules are judged by. `card` is the digest of the card that was shown, kept even
    when no member was found. `next_no` numbers lines, tenders and unsold codes of this sale.
    """

    sale_id: SaleId
    started_at_ms: int
    cashier_id: CashierId
    lines: tuple[SaleLine, ...] = ()
    member_id: MemberId | None = None
    card: str = ""
    rewards: tuple[ChosenReward, ...] = ()
    tenders: tuple[Tender, ...] = ()
    unsold: tuple[UnsoldCode, ...] = ()
    next_no: int = 1
    codes: tuple[str, ...] = ()
    """Promotion codes that were entered, casefolded."""
    coupons: tuple[ScannedCoupon, ...] = ()
    returns: tuple[SaleReturn, ...] = ()
    discount: SaleDiscount | None = None

    @property
    def is_empty(self) -> bool:
        """True while nothing is in it that a customer could miss."""
        return not (
            self.lines or self.tenders or self.unsold or self.member_id or self.coupons or self.returns
        )
