"""What a dataset says about one basket, as plain values in cents."""

from __future__ import annotations

import msgspec


class HistoryLine(msgspec.Struct, frozen=True, gc=False):
    """One row of the data: `sales_minor` is what the shop received, the manufacturer's part included.

    `quantity` is the figure of the data as it stands. The other amounts are positive: `retail_minor` what
    the shop's own discount took off, `match_minor` what it added to a coupon, `coupon_minor` what a
    manufacturer pays.
    """

    product_id: int
    quantity: int
    sales_minor: int
    retail_minor: int
    coupon_minor: int
    match_minor: int

    @property
    def shelf_minor(self) -> int:
        """The amount before the shop's discounts."""
        return self.sales_minor + self.retail_minor + self.match_minor


class HistoryBasket(msgspec.Struct, frozen=True):
    """One basket with its instant (ms UTC); `lines` in the order of the data."""

    basket_id: int
    household_id: int
    at_ms: int
    lines: tuple[HistoryLine, ...]

    @property
    def sales_minor(self) -> int:
        """What the shop received for the basket."""
        return sum(line.sales_minor for line in self.lines)

    @property
    def coupon_minor(self) -> int:
        """What manufacturers' coupons were worth on paper."""
        return sum(line.coupon_minor for line in self.lines)
