"""One means given in payment."""

from __future__ import annotations

from enum import StrEnum

import msgspec


class TenderKind(StrEnum):
    """How a customer pays; third-party coupons pay part of the total and leave the tax alone.

    A gift card is value that was bought before: a third party's terminal keeps it, as that of a bank keeps a card.
    """

    CASH = "cash"
    CARD = "card"
    GIFT_CARD = "gift_card"
    POINTS = "points"
    COUPON = "coupon"


class Tender(msgspec.Struct, frozen=True):
    """`amount_minor` counts towards what is due; `given_minor` is what was handed over (cash may be more).

    `reference` says whose: the reward for points, the manufacturer for a coupon; never card data.
    """

    tender_no: int
    kind: TenderKind
    amount_minor: int
    given_minor: int
    reference: str = ""
