"""The settings of a program in which vendors disagree."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from pos_app.kernel.money import Rate, Rounding


class EarnBase(StrEnum):
    """Which amount earns: as the price tag says, without tax, or with tax."""

    AS_PRICED = "as_priced"
    NET = "net"
    GROSS = "gross"


class PointsRounding(StrEnum):
    """How a part of a step or of a point counts; `keep` keeps two decimals of a point."""

    FLOOR = "floor"
    HALF_UP = "half_up"
    CEIL = "ceil"
    KEEP = "keep"


class RoundPer(StrEnum):
    """Where points are rounded: once over all rules, per rule, or per rule and line (steps are counted so, too)."""

    SALE = "sale"
    RULE = "rule"
    LINE = "line"


class Stacking(StrEnum):
    """Several rules fit one line: point rules add up with the best multiplier, or with all; `best` takes the one that
    gives most, `newest` the last of the file.
    """

    BEST_MULTIPLIER = "best_multiplier"
    ALL = "all"
    BEST = "best"
    NEWEST = "newest"


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


class OnChange(StrEnum):
    """What a change of the expiry rule does to points that are earned already."""

    GRANDFATHER = "grandfather"
    APPLY_IF_BETTER = "apply_if_better"
    APPLY = "apply"


class PointsDisplay(StrEnum):
    """How points with decimals are shown on screen and paper: as whole points, cut off or rounded, or as they are."""

    TRUNCATE = "truncate"
    ROUND = "round"
    EXACT = "exact"


class Combination(StrEnum):
    """In the written order, or a search for what costs the customer least."""

    IN_ORDER = "in_order"
    BEST = "best"


class Order(StrEnum):
    """Rank and saving decide what comes first, or the cashier's order of choosing."""

    BY_RANK = "by_rank"
    AS_CHOSEN = "as_chosen"


class Exclusive(StrEnum):
    """Whether several percentages off the whole sale join, or the best stands alone."""

    NONE = "none"
    BEST_PERCENT = "best_percent"


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
    allocate_sale_discounts: bool = True
    carry_remainder: bool = True
    same_sale_spendable: bool = False


class Discounting(msgspec.Struct, frozen=True):
    """How discounts are taken: rounding of a cent; whether a later one sees what earlier ones left; which join."""

    rounding: Rounding = Rounding.HALF_UP
    compound: bool = True
    exclusive: Exclusive = Exclusive.NONE
    combination: Combination = Combination.IN_ORDER
    order: Order = Order.BY_RANK


class Redemption(msgspec.Struct, frozen=True):
    """How points may be spent.

    `step` and `floor` in point units: points paid by the point go in multiples of `step`, and a member needs `floor`
    points before any can be spent. The caps bound what all rewards of one sale take together. `cover_last_cents` lets
    the last, smaller part be paid with fewer points than a full step or a full reward costs.
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
    on_change: OnChange = OnChange.GRANDFATHER


class TakeBack(StrEnum):
    """How many points a return takes back: what the kept lines would not earn, a share, or a share of whole steps."""

    CUMULATIVE = "cumulative"
    PRO_RATA = "pro_rata"
    PER_STEP_FLOOR = "per_step_floor"


class Shortfall(StrEnum):
    """What happens when points to take back are spent: a debt, a loss of the shop, or less money back."""

    DEBT = "debt"
    CLAMP = "clamp"
    DEDUCT_FROM_REFUND = "deduct_from_refund"


class OldExpiry(StrEnum):
    """The date of points that come back: the later of the old one and return + 30 days, or the old one."""

    LATER = "later"
    OLD_DATE = "old_date"


class WithoutReceipt(StrEnum):
    """Who may take goods back without a receipt."""

    MANAGER = "manager"
    ALLOWED = "allowed"
    REFUSED = "refused"


class Returns(msgspec.Struct, frozen=True):
    """What a return does to points; `days` is the return window, after which a manager decides."""

    take_back: TakeBack = TakeBack.CUMULATIVE
    give_back_spent: bool = True
    shortfall: Shortfall = Shortfall.DEBT
    old_expiry: OldExpiry = OldExpiry.LATER
    days: int = 30
    without_receipt: WithoutReceipt = WithoutReceipt.MANAGER


class PendingKind(StrEnum):
    """Which points wait: those for sign-up and referral, or all, until the return window closes; or all for days."""

    BONUSES = "bonuses"
    DAYS = "days"
    UNTIL_WINDOW = "until_window"


class Pending(msgspec.Struct, frozen=True):
    """Which points wait before they can be spent; `days` only with DAYS."""

    kind: PendingKind = PendingKind.BONUSES
    days: int = 0


class TierMeasure(StrEnum):
    """What a tier is reached by."""

    SPEND = "spend"
    POINTS = "points"
    VISITS = "visits"


class TierWindow(StrEnum):
    """The time in which it counts."""

    ROLLING = "rolling"
    CALENDAR_YEAR = "calendar_year"
    LIFETIME = "lifetime"


class CurrentSale(StrEnum):
    """Whether the sale that reaches a tier counts, and has its benefits itself."""

    NEXT_SALE = "next_sale"
    AT_ONCE = "at_once"
    NOT_COUNTED = "not_counted"


class Downgrade(StrEnum):
    """What a review does with a tier that is not held: one lower, the one that the figure holds, nothing."""

    ONE_DOWN = "one_down"
    BALANCE_BASED = "balance_based"
    NEVER = "never"


class Tiering(msgspec.Struct, frozen=True):
    """`months` is the rolling window, `grace_days` come before a downgrade, `reset_points` starts the figure anew."""

    measure: TierMeasure = TierMeasure.SPEND
    window: TierWindow = TierWindow.ROLLING
    months: int = 12
    include_current_sale: CurrentSale = CurrentSale.NEXT_SALE
    downgrade: Downgrade = Downgrade.ONE_DOWN
    grace_days: int = 0
    reset_points: bool = False


class OfflineMode(StrEnum):
    """What a till that cannot reach its server may let a member spend."""

    RISK = "risk"
    ESCROW = "escrow"
    STRICT = "strict"


class Offline(msgspec.Struct, frozen=True):
    """Only a till with a server asks this. RISK allows so many point units per sale, per member while it is cut off,
    per till and day; none after `hours` without a manager's yes, none at all after `most_hours`, none to members of
    less than `member_days`.
    """

    mode: OfflineMode = OfflineMode.RISK
    points_per_sale: int = 500
    points_per_member: int = 1000
    points_per_day: int = 10_000
    hours: int = 24
    most_hours: int = 72
    member_days: int = 30


class Limits(msgspec.Struct, frozen=True):
    """Bounds against mistakes and fraud, in point units; None or 0 = none.

    Points beyond `points_per_sale` and `points_per_day` are not earned; a card is refused after `card_uses_per_hour`;
    adjustments by hand above `adjustment` need a manager (0: every one). Points of a sale without a card can be
    claimed for `claim_days`.
    """

    points_per_sale: int | None = None
    points_per_day: int | None = None
    card_uses_per_hour: int = 0
    adjustment: int = 0
    claim_days: int = 30


class Nudging(msgspec.Struct, frozen=True):
    """Which hints are worth a line: gains from `least_points` (point units), points that end within `expiry_days`."""

    least_points: int = 5
    expiry_days: int = 30
