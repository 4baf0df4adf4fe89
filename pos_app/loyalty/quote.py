"""What the engine answers: points, rewards, nudges, settlement."""

from __future__ import annotations

import msgspec

from pos_app.kernel.messages import Message
from pos_app.loyalty.ledger import EntryDraft


class EarnItem(msgspec.Struct, frozen=True, gc=False):
    """Points one rule gives one line (`line_no` 0 = the whole sale), with its why-line."""

    rule_id: str
    line_no: int
    points: int
    reason: Message


class RewardChange(msgspec.Struct, frozen=True, gc=False):
    """What a chosen reward takes off one line: `amount_minor` is negative."""

    reward_id: str
    line_no: int
    amount_minor: int
    reason: Message


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


class Quote(msgspec.Struct, frozen=True):
    """Everything a screen or a settlement needs to know about one basket.

    `line_points` maps line numbers to points. `spent_points` is the price of the chosen rewards,
    `spendable_points` what is left to spend. `dropped` names chosen rewards that no longer fit, with the
    reason. `spent` is (the price of) each chosen reward, `left_out` the lines that earn nothing by rule or
    law.
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
    spent: tuple[SpentItem, ...] = ()
    left_out: tuple[LeftOut, ...] = ()


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


class Settlement(msgspec.Struct, frozen=True):
    """What a paid sale does to the member's accounts, ready to be written."""

    entries: tuple[EntryDraft, ...]
    statement: PointsStatement
