"""What the engine answers: points, rewards, nudges, settlement."""

from __future__ import annotations

import msgspec

from pos_app.kernel.messages import Message
from pos_app.loyalty.ledger import EntryDraft


class EarnItem(msgspec.Struct, frozen=True, gc=False):
    """What one rule gives one line (`line_no` 0 = the whole sale), with its why-line; `account` says points or the
    stamps of which card.
    """

    rule_id: str
    line_no: int
    points: int
    reason: Message
    account: str = "points"


class RewardChange(msgspec.Struct, frozen=True, gc=False):
    """What a promotion or a chosen reward takes off one line: `amount_minor` is negative."""

    reward_id: str
    line_no: int
    amount_minor: int
    reason: Message
    promotion: bool = False
    """True for what nobody paid points for: promotions, codes, coupons."""


class RewardTender(msgspec.Struct, frozen=True, gc=False):
    """A chosen reward that pays part of the total and leaves the tax alone: `amount_minor` is positive."""

    reward_id: str
    amount_minor: int
    points: int
    reason: Message


class SpentItem(msgspec.Struct, frozen=True, gc=False):
    """What one chosen reward costs and takes off in all: `points` and `amount_minor` are positive."""

    reward_id: str
    times: int
    points: int
    amount_minor: int
    reason: Message
    account: str = "points"


class LinePrice(msgspec.Struct, frozen=True, gc=False):
    """What a price list takes off one line before everything else: `amount_minor` is negative."""

    price_id: str
    line_no: int
    amount_minor: int
    reason: Message


class Barred(msgspec.Struct, frozen=True, gc=False):
    """A line that this customer may not buy: it must be taken off, or a member with the right shown."""

    line_no: int
    reason: Message


class HandOff(msgspec.Struct, frozen=True, gc=False):
    """What a discount on the whole sale, given by hand, takes off one line: `amount_minor` is negative."""

    line_no: int
    amount_minor: int


class LeftOut(msgspec.Struct, frozen=True, gc=False):
    """A line that earns nothing, with the exclusion or law that says so."""

    line_no: int
    reason: Message


class RewardOption(msgspec.Struct, frozen=True):
    """A reward of the program for this member and basket.

    `usable` when one more fits now; otherwise `why_not` says what is missing. `cost_points` and
    `worth_minor` are what one more use (or, for a reward paid by the point, as many points as fit) would
    cost and take off. `used` counts uses already chosen.
    """

    reward_id: str
    name: str
    cost_points: int
    worth_minor: int
    usable: bool
    by_points: bool = False
    used: int = 0
    why_not: Message | None = None
    account: str = "points"
    """What it is paid with: points, or the stamps of a card (`stamps:coffee`)."""
    gift: str = ""
    """Number of the product that choosing it puts on the sale."""
    left: int | None = None
    """How many are left in stock, None without a limit for everybody."""


class RuleUse(msgspec.Struct, frozen=True, gc=False):
    """`times` uses of a rule with a limit; `amount_minor` is what they took off, `coupon_id` the paper used."""

    rule_id: str
    times: int
    amount_minor: int = 0
    coupon_id: str = ""


class Quote(msgspec.Struct, frozen=True):
    """Everything a screen or a settlement needs to know about one basket.

    `line_points` maps line numbers to points. `spent_points` is the price of the chosen rewards,
    `spendable_points` what is left to spend, `withheld_points` what the member has besides and may not spend while
    the server cannot be reached. `dropped` names chosen rewards that no longer fit, with the reason. `spent` is
    (the price of) each chosen reward, `left_out` the lines that earn nothing by rule or law.
    """

    earned: tuple[EarnItem, ...] = ()
    earn_points: int = 0
    line_points: dict[int, int] = {}
    changes: tuple[RewardChange, ...] = ()
    tenders: tuple[RewardTender, ...] = ()
    rewards: tuple[RewardOption, ...] = ()
    nudges: tuple[Message, ...] = ()
    dropped: tuple[tuple[str, Message], ...] = ()
    spent_points: int = 0
    spendable_points: int = 0
    withheld_points: int = 0
    spent: tuple[SpentItem, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    prices: tuple[LinePrice, ...] = ()
    barred: tuple[Barred, ...] = ()
    used: tuple[RuleUse, ...] = ()
    """Uses of rules that have a limit: what settling counts."""
    remainders: tuple[tuple[str, int], ...] = ()
    """(Rule, minor units) that are carried to the next sale after this one, for rules where that changes."""
    stamps: tuple[EarnItem, ...] = ()
    """What the sale puts on stamp cards."""
    promotions_minor: int = 0
    """What promotions, codes and coupons take off in all, as a positive figure."""
    tier: str = ""
    """The tier whose benefits it has, when the sale itself or a plan in it raises the member's."""
    by_hand: tuple[HandOff, ...] = ()
    """What was taken off the whole sale by hand, after promotions, before rewards."""
    bound_hit: bool = False
    """The search for the best combination ended at its bound: there may be a better one."""


class PointsStatement(msgspec.Struct, frozen=True):
    """The member's side of a completed sale, as the receipt prints it.

    `earned` is (reason, points) per rule, `spent` likewise with positive points; `balance_points` after the
    sale; the next points to expire with their instant; `next_reward` a nudge.
    """

    masked_name: str
    tier_name: str
    earned: tuple[tuple[Message, int], ...]
    spent: tuple[tuple[Message, int], ...]
    balance_points: int
    expiring_points: int = 0
    expires_at_ms: int | None = None
    next_reward: Message | None = None
    tier_news: Message | None = None
    """Reached a tier, or how far the next one is."""
    stamps: tuple[tuple[str, int, int], ...] = ()
    """(Card, stamps on it, stamps of a full card)."""
    notes: tuple[Message, ...] = ()
    """Further lines: membership until, given to charity, points that wait."""
    coupons: tuple[PaperCoupon, ...] = ()


class PaperCoupon(msgspec.Struct, frozen=True):
    """A coupon to print: `code` is filled in by whoever can sign it."""

    coupon_id: str
    rule_id: str
    name: str
    starts_at_ms: int
    expires_at_ms: int
    code: str = ""
    minimum_minor: int = 0
    """The least sale that it can be used in, 0 = any."""


class Settlement(msgspec.Struct, frozen=True):
    """What a paid sale does to the accounts of its member and of bearers, ready to be written."""

    entries: tuple[EntryDraft, ...]
    statement: PointsStatement
