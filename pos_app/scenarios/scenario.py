"""What a scenario file says, as frozen values."""

from __future__ import annotations

from typing import Any

import msgspec

from pos_app.kernel.money import Currency, Rate
from pos_app.loyalty.problems import KeyPath
from pos_app.retail.product import Product
from pos_app.retail.returned import ReturnReason
from pos_app.retail.shop import ShopProfile
from pos_app.retail.tender import TenderKind

Expected = dict[str, Any]
"""Any subset of an answer, as it stands in the file."""


class Head(msgspec.Struct, frozen=True):
    """What must be known before a program can be read: its file (empty: none named), the rules that the scenario adds
    to it as program text, the currency of all amounts.
    """

    program: str
    adds: str
    currency: Currency


class OldLot(msgspec.Struct, frozen=True):
    """Something that is on an account (`key`) when the scenario begins; `points` in units of the account."""

    key: str
    points: int
    earned_at_ms: int
    expires_at_ms: int | None


class OldPurchase(msgspec.Struct, frozen=True):
    """A product that was bought before the scenario begins."""

    product: str
    at_ms: int


class Person(msgspec.Struct, frozen=True):
    """A member as the scenario begins; `person_id` is the scenario's own word for them."""

    person_id: str
    name: str
    tier: str = ""
    joined_at_ms: int = 0
    tier_since_ms: int = 0
    last_activity_ms: int = 0
    birthday: str = ""
    segments: tuple[str, ...] = ()
    referrer: str = ""
    visits: int = 0
    debt_points: int = 0
    lots: tuple[OldLot, ...] = ()
    bought: tuple[OldPurchase, ...] = ()
    allowance_points: int | None = None
    """What the server leased to this till."""


class StepLine(msgspec.Struct, frozen=True):
    """A product on a sale; `price_minor` per unit or `discount` (a fraction) when they are given by hand."""

    product: str
    quantity_milli: int
    price_minor: int | None = None
    discount: Rate | None = None


class StepReward(msgspec.Struct, frozen=True):
    """A reward that is asked for: so many times, or so many points (0 = as many as fit)."""

    reward: str
    times: int = 1
    points: int = 0


class StepTender(msgspec.Struct, frozen=True):
    """Money given; `amount_minor` None pays what is left."""

    kind: TenderKind
    amount_minor: int | None


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """What all steps have: `name` by which later ones refer to it, when it happens (None: now), what is expected."""

    name: str
    path: KeyPath
    at_ms: int | None = None
    member: str = ""
    expect: Expected | None = None


class SaleStep(Step, frozen=True, kw_only=True):
    """A sale from first line to payment, returned goods among it when it is an exchange.

    `store`, `channel` are the shop's own when empty; `offline`: the server cannot be reached.
    `coupons` are (step that issued it, coupon id); `receipt` of the returned goods names the step that sold them.
    """

    lines: tuple[StepLine, ...] = ()
    rewards: tuple[StepReward, ...] = ()
    tenders: tuple[StepTender, ...] = ()
    codes: tuple[str, ...] = ()
    coupons: tuple[tuple[str, str], ...] = ()
    store: str = ""
    channel: str = ""
    offline: bool = False
    card_in_payment: bool = False
    """The member's card is shown when some of the money was taken already."""
    returned: ReturnStep | None = None


class KeepStep(SaleStep, frozen=True, kw_only=True):
    """A sale that is rung up, then left open."""


class RecallStep(Step, frozen=True, kw_only=True):
    """The sale that `of` left open is taken up again, paid with `tenders`."""

    of: str
    tenders: tuple[StepTender, ...] = ()


class ReturnStep(Step, frozen=True, kw_only=True):
    """Goods of the sale `of` come back: (product, thousandths), all that is left when none is named; or goods that
    nobody has a receipt for. What a manager is asked is refused unless `by_manager`.
    """

    of: str
    lines: tuple[tuple[str, int], ...] = ()
    reason: ReturnReason = ReturnReason.CHANGED_MIND
    preview: bool = False
    """Only asked for, not done."""
    without_receipt: bool = False
    by_manager: bool = False


class VoidStep(Step, frozen=True, kw_only=True):
    """A completed sale is voided."""

    of: str


class ActivityStep(Step, frozen=True, kw_only=True):
    """Something rewarded without a sale; `activity` is its id in the program."""

    activity: str


class AdjustmentStep(Step, frozen=True, kw_only=True):
    """Points put on or taken off by hand."""

    points: int
    reason: str
    account: str
    by_manager: bool = False


class EnrolStep(Step, frozen=True, kw_only=True):
    """A new member joins."""

    person: Person


class MergeStep(Step, frozen=True, kw_only=True):
    """Two members who are one person: `loser` moves into `member`."""

    loser: str


class UnmergeStep(Step, frozen=True, kw_only=True):
    """The merge of an earlier step is taken back."""

    of: str


class EntitlementStep(Step, frozen=True, kw_only=True):
    """Something counted that a tier brings is used."""

    entitlement: str


class AttachStep(Step, frozen=True, kw_only=True):
    """A card is shown after the sale `of` was paid."""

    of: str
    by_claim: bool = False
    """With the code on the receipt, another day."""


class AdvanceStep(Step, frozen=True, kw_only=True):
    """Time passes, to `at_ms`; everybody's accounts are brought up to date."""


class ProgramStep(Step, frozen=True, kw_only=True):
    """Another version of the program comes into force: a file, text added to it, or both."""

    program: str
    adds: str


class SegmentStep(Step, frozen=True, kw_only=True):
    """The owner puts a member into these segments."""

    segments: tuple[str, ...]


AnyStep = (
    SaleStep
    | RecallStep
    | ReturnStep
    | VoidStep
    | ActivityStep
    | AdjustmentStep
    | EnrolStep
    | MergeStep
    | UnmergeStep
    | EntitlementStep
    | AttachStep
    | AdvanceStep
    | ProgramStep
    | SegmentStep
)


class Scenario(msgspec.Struct, frozen=True):
    """A file: the shop as it is, who is a member, what happens. `source` says where the case comes from, `known_bug`
    why an expectation is not met yet.
    """

    name: str
    source: str
    head: Head
    shop: ShopProfile
    starts_at_ms: int
    products: dict[str, Product]
    people: tuple[Person, ...]
    steps: tuple[AnyStep, ...]
    known_bug: str = ""
