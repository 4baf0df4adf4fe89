"""A loyalty program as one frozen value."""

from __future__ import annotations

import msgspec

from pos_app.kernel.money import Rate
from pos_app.loyalty.extras import Activity, Charity, CouponRule, Entitlement, Plan, StampCard
from pos_app.loyalty.rules import AccessRule, Benefit, EarnRule, Exclusion, PriceRule
from pos_app.loyalty.settings import (
    Discounting,
    Earning,
    Expiry,
    Limits,
    Nudging,
    Offline,
    Pending,
    PointsDisplay,
    Redemption,
    Returns,
    Tiering,
)


class Tier(msgspec.Struct, frozen=True):
    """A member level: `letter` in its badge, `order` from the lowest, `multiplier` of the points earned (>=
    1). `threshold` of what tiers are measured by (minor units, point units or visits) reaches it, None: only by hand or
    plan. `perks` are told in plain text.
    """

    tier_id: str
    name: str
    letter: str
    order: int
    multiplier: Rate = Rate(1)
    threshold: int | None = None
    perks: tuple[str, ...] = ()


class Program(msgspec.Struct, frozen=True):
    """The rules in force.

    Points are kept in units of 10**-`decimals` points; `money_digits` are those of the currency the amounts
    are in.
    """

    program_id: str
    name: str
    version: int
    points_name: str = "points"
    decimals: int = 0
    money_digits: int = 2
    earning: Earning = Earning()
    discount: Discounting = Discounting()
    redemption: Redemption = Redemption()
    expiry: Expiry = Expiry()
    nudges: Nudging = Nudging()
    tiers: tuple[Tier, ...] = ()
    earn: tuple[EarnRule, ...] = ()
    exclusions: tuple[Exclusion, ...] = ()
    rewards: tuple[Benefit, ...] = ()
    display: PointsDisplay = PointsDisplay.TRUNCATE
    returns: Returns = Returns()
    pending: Pending = Pending()
    tiering: Tiering = Tiering()
    offline: Offline = Offline()
    limits: Limits = Limits()
    promotions: tuple[Benefit, ...] = ()
    prices: tuple[PriceRule, ...] = ()
    access: tuple[AccessRule, ...] = ()
    cards: tuple[StampCard, ...] = ()
    coupons: tuple[CouponRule, ...] = ()
    activities: tuple[Activity, ...] = ()
    plans: tuple[Plan, ...] = ()
    entitlements: tuple[Entitlement, ...] = ()
    charities: tuple[Charity, ...] = ()

    @property
    def entry_tier(self) -> str:
        """The tier a new member starts in, empty when the program has none."""
        return min(self.tiers, key=lambda tier: tier.order).tier_id if self.tiers else ""
