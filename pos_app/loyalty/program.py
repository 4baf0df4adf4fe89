"""A loyalty program as one frozen value."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from pos_app.kernel.money import Rate, Rounding
from pos_app.loyalty.rules import EarnRule, Exclusion, Reward


class EarnBase(StrEnum):
    """Which amount earns: as the price tag says, or without tax."""

    AS_PRICED = "as_priced"
    NET = "net"


class PointsRounding(StrEnum):
    """How a part of a step or of a point counts; `keep` keeps two decimals of a point."""

    FLOOR = "floor"
    HALF_UP = "half_up"
    CEIL = "ceil"
    KEEP = "keep"


class RoundPer(StrEnum):
    """Where points are rounded: once over all rules, per rule, or per rule and line (steps are counted per
    line, too).
    """

    SALE = "sale"
    RULE = "rule"
    LINE = "line"


class Stacking(StrEnum):
    """What happens when several rules fit one line: point rules always add up; multipliers best only, or
    all.
    """

    BEST_MULTIPLIER = "best_multiplier"
    ALL = "all"


class Multiplying(StrEnum):
    """How several multipliers join: x2 with x3 is x4 when they add (1 + 1 + 2), x6 when they compound."""

    ADD = "add"
    COMPOUND = "compound"


class ExpiryKind(StrEnum):
    """When points end."""

    INACTIVITY = "inactivity"
    NEVER = "never"
    AFTER = "after"
    END_OF_MONTH = "end_of_month"
    END_OF_YEAR = "end_of_year"


class Earning(msgspec.Struct, frozen=True):
    """What counts towards points; each default is the one that LOYALTY.md documents first."""

    base: EarnBase = EarnBase.AS_PRICED
    after_promotions: bool = True
    after_rewards: bool = True
    after_stored_value: bool = False
    rounding: PointsRounding = PointsRounding.FLOOR
    round_per: RoundPer = RoundPer.SALE
    stacking: Stacking = Stacking.BEST_MULTIPLIER
    multipliers: Multiplying = Multiplying.ADD


class Discounting(msgspec.Struct, frozen=True):
    """How percentages are taken: rounding of a cent, and whether a later one sees what earlier ones left."""

    rounding: Rounding = Rounding.HALF_UP
    compound: bool = True


class Redemption(msgspec.Struct, frozen=True):
    """How points may be spent.

    `step` and `floor` in point units: points paid by the point go in multiples of `step`, and a member
    needs `floor` points before any can be spent. The caps bound what all rewards of one sale take together.
    `cover_last_cents` lets the last, smaller part be paid with fewer points than a full step or a full
    reward costs.
    """

    step: int = 1
    floor: int = 0
    cap_percent: Rate | None = None
    cap_minor: int | None = None
    cover_last_cents: bool = True


class Expiry(msgspec.Struct, frozen=True):
    """When points end, always with the end of a day in the shop's time zone.

    INACTIVITY: `months` after the last purchase or redemption. AFTER: `days` or `months` after they were
    earned. END_OF_MONTH, END_OF_YEAR: with the month or year that lies `months` after they were earned.
    """

    kind: ExpiryKind = ExpiryKind.INACTIVITY
    months: int = 24
    days: int = 0


class Nudging(msgspec.Struct, frozen=True):
    """Which hints are worth a line: gains from `least_points` (point units), points that end within
    `expiry_days`.
    """

    least_points: int = 5
    expiry_days: int = 30


class Tier(msgspec.Struct, frozen=True):
    """A member level: `letter` in its badge, `order` from the lowest, `multiplier` of the points earned (>=
    1).
    """

    tier_id: str
    name: str
    letter: str
    order: int
    multiplier: Rate = Rate(1)


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
    rewards: tuple[Reward, ...] = ()

    @property
    def entry_tier(self) -> str:
        """The tier a new member starts in, empty when the program has none."""
        return min(self.tiers, key=lambda tier: tier.order).tier_id if self.tiers else ""
