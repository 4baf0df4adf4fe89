"""The basket as the engine sees it, free of anything that retail knows."""

from __future__ import annotations

import msgspec

from pos_app.kernel.money import Rate


class BasketLine(msgspec.Struct, frozen=True, gc=False):
    """One line: `amount_minor` as priced, after the adjustments that are not the engine's own.

    `net_minor` is the same without tax. `may_*` are what law and price rules allow for the product: no rule
    overrides them.
    """

    line_no: int
    product: str
    """The product's number, as rules name it."""
    category: tuple[str, ...]
    brand: str
    tags: tuple[str, ...]
    quantity_milli: int
    unit_price_minor: int
    extended_minor: int
    amount_minor: int
    net_minor: int
    may_discount: bool = True
    may_earn: bool = True
    may_redeem: bool = True
    by_hand: bool = False
    """A price or discount was given by hand: price lists and promotions on items leave the line alone."""
    gross_minor: int | None = None
    """The amount with tax where tax is added on top; None where prices include it."""


class Chosen(msgspec.Struct, frozen=True, gc=False):
    """A reward that was asked for: `times` of a fixed one, or `points` of one paid by the point (0 = as
    many as fit).
    """

    reward_id: str
    times: int = 1
    points: int = 0


class ShownCoupon(msgspec.Struct, frozen=True, gc=False):
    """A printed coupon that was scanned and found genuine: `coupon_id` hex, `rule_id` the program's coupon."""

    coupon_id: str
    rule_id: str
    expires_at_ms: int


class TenderShare(msgspec.Struct, frozen=True, gc=False):
    """What one kind of tender pays of the sale so far, in minor units."""

    kind: str
    amount_minor: int


class HandDiscount(msgspec.Struct, frozen=True, gc=False):
    """What was taken off the whole sale by hand: `rate` of it (a fraction of 1), or `amount_minor`."""

    rate: Rate = Rate(0)
    amount_minor: int = 0


class CutOff(msgspec.Struct, frozen=True, gc=False):
    """What a till knows that cannot reach its server: for how long (ms) it cannot, how old (ms) is what it was told
    last of the member, how many points were spent without the server's word by the member and on this till today.

    `held_points` the server holds for this very sale: they can be spent whatever else is so. `approved` when a manager
    has said yes today to going on.
    """

    away_ms: int = 0
    state_ms: int = 0
    member_points: int = 0
    till_points: int = 0
    held_points: int = 0
    approved: bool = False


NOT_CUT_OFF = CutOff()
"""The till reaches its server, or has none."""


class Basket(msgspec.Struct, frozen=True):
    """The sale at instant `at_ms` (its start), with the rewards chosen so far.

    `minute_of_week` 0..10079 and `date` (ISO, shop time) are what time rules look at: the engine has no
    time zone database. `stored_value_minor` is what stored value pays, which may not earn. `codes` are those
    entered, casefolded; `coupons` those scanned. `used_by_all` tells how often rules with a limit for everybody were
    used: (uses key, times). `connected` is false while a server exists and cannot be
    reached; then `cut_off` is asked.
    """

    at_ms: int
    lines: tuple[BasketLine, ...]
    chosen: tuple[Chosen, ...] = ()
    minute_of_week: int = 0
    date: str = ""
    store: str = ""
    stored_value_minor: int = 0
    channel: str = "counter"
    codes: tuple[str, ...] = ()
    coupons: tuple[ShownCoupon, ...] = ()
    tenders: tuple[TenderShare, ...] = ()
    used_by_all: tuple[tuple[str, int], ...] = ()
    connected: bool = True
    off_by_hand: HandDiscount | None = None
    cut_off: CutOff = NOT_CUT_OFF
