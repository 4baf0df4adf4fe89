"""What came of a scan or an entry, for the presenter to show."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from pos_app.kernel.messages import Message
from pos_app.loyalty.quote import PaperCoupon
from pos_app.ports.members import FoundMember
from pos_app.retail.product import Product
from pos_app.wire.paper_code import Paper


class Command(StrEnum):
    """The commands that a printed barcode can give."""

    CASH = "cash"
    EXACT = "exact"
    CARD = "card"
    FINISH = "finish"
    CANCEL = "cancel"


class Added(msgspec.Struct, frozen=True):
    """A product was put on the sale at this line."""

    line_no: int
    product: Product
    quantity_milli: int


class Identified(msgspec.Struct, frozen=True):
    """A member is on the sale; `again` when it was the same one as before."""

    found: FoundMember
    again: bool = False
    said: Message | None = None
    """What a new member was given for signing up, with coupons to print."""
    coupons: tuple[PaperCoupon, ...] = ()


class NotEnrolled(msgspec.Struct, frozen=True):
    """A card or phone number that nobody has: offer enrolment. Exactly one of the two is set."""

    card: str = ""
    phone: str = ""


class Commanded(msgspec.Struct, frozen=True):
    """A command barcode was scanned."""

    command: Command


class Changed(msgspec.Struct, frozen=True):
    """A line was changed (discount, price, quantity)."""

    line_no: int


class Discounted(msgspec.Struct, frozen=True):
    """The discount on the whole sale was changed; `saved_minor` is what it takes off, 0 when it was taken off again."""

    saved_minor: int = 0


class NeedsQuantity(msgspec.Struct, frozen=True):
    """An absurdly large quantity was typed: ask once before it is sold."""

    product: Product
    quantity_milli: int
    code: str


class CodeTaken(msgspec.Struct, frozen=True):
    """A promotion code is on the sale; `name` of what it gives, `saved_minor` what it takes off so far."""

    code: str
    name: str
    saved_minor: int = 0


class CouponTaken(msgspec.Struct, frozen=True):
    """A printed coupon is on the sale; `saved_minor` is what it takes off so far."""

    name: str
    saved_minor: int = 0
    again: bool = False


class ClaimShown(msgspec.Struct, frozen=True):
    """The receipt of an earlier sale without a card was scanned: its points can be claimed."""

    paper: Paper


class Claimed(msgspec.Struct, frozen=True):
    """The points of an earlier sale went to the member who is on this one."""

    found: FoundMember
    points: int


Outcome = (
    ClaimShown
    | CodeTaken
    | CouponTaken
    | Claimed
    | Added
    | Identified
    | NotEnrolled
    | Commanded
    | Changed
    | Discounted
    | NeedsQuantity
)
