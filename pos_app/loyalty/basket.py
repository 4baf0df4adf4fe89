"""The basket as the engine sees it, free of anything that retail knows."""

from __future__ import annotations

import msgspec


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


class Chosen(msgspec.Struct, frozen=True, gc=False):
    """A reward that was asked for: `times` of a fixed one, or `points` of one paid by the point (0 = as
    many as fit).
    """

    reward_id: str
    times: int = 1
    points: int = 0


class Basket(msgspec.Struct, frozen=True):
    """The sale at instant `at_ms` (its start), with the rewards chosen so far.

    `minute_of_week` 0..10079 and `date` (ISO, shop time) are what time rules look at: the engine has no
    time zone database. `stored_value_minor` is what stored value pays, which may not earn.
    """

    at_ms: int
    lines: tuple[BasketLine, ...]
    chosen: tuple[Chosen, ...] = ()
    minute_of_week: int = 0
    date: str = ""
    store: str = ""
    stored_value_minor: int = 0
