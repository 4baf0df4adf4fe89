"""Ledger entries as values that the engine drafts."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from pos_app.kernel.ids import AccountId, LotId, MemberId
from pos_app.kernel.messages import Message
from pos_app.loyalty.accounts import POINTS


class EntryKind(StrEnum):
    """Why an account changed."""

    EARN = "EARN"
    REDEEM = "REDEEM"
    MATURE = "MATURE"
    EXPIRE = "EXPIRE"
    ADJUST = "ADJUST"
    REVERSE = "REVERSE"
    TRANSFER = "TRANSFER"
    ISSUE = "ISSUE"
    USE = "USE"
    TIER = "TIER"


OPENING = frozenset(
    {EntryKind.EARN, EntryKind.ADJUST, EntryKind.ISSUE, EntryKind.USE, EntryKind.TRANSFER, EntryKind.MATURE}
)
"""Kinds whose points were earned: what they put into a lot counts as earned. REVERSE gives back what was taken, so it
changes what is open, and counts as earned only in a lot that it opens itself."""


class LotChange(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """`points` put into (positive) or taken out of (negative) one lot; the first change of a lot opens it.

    `ends_by` is the expiry rule of the lot, see `Lot`; empty where only what is in the lot changes.
    """

    lot_id: LotId
    points: int
    earned_at_ms: int
    expires_at_ms: int | None
    ends_by: str = ""


class EntryDraft(msgspec.Struct, frozen=True):
    """One immutable change of an account; (account, event, leg) is its key, so settling twice changes
    nothing.

    `points` (units of the account) is the sum of `lots` minus `debt_points`, what the owner owes more by it
    (negative: less). `rule` is the id of the rule, `reason` the why-line, `line_no` the sale line it belongs
    to (0 = the whole sale). `key` says which account of which `owner` (None: a bearer account).
    """

    account_id: AccountId
    leg: str
    kind: EntryKind
    points: int
    rule: str
    reason: Message
    lots: tuple[LotChange, ...]
    line_no: int = 0
    key: str = POINTS
    owner: MemberId | None = None
    debt_points: int = 0
    since_ms: int = 0
    """The instant from which it counts, where that is not the event's own: when points ended or matured, when a tier
    began (0 = with the event)."""
