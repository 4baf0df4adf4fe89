"""Ledger entries as values that the engine drafts."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from pos_app.kernel.ids import AccountId, LotId, MemberId, derived_id
from pos_app.kernel.messages import Message


class EntryKind(StrEnum):
    """Why an account changed."""

    EARN = "EARN"
    REDEEM = "REDEEM"
    EXPIRE = "EXPIRE"
    ADJUST = "ADJUST"


class LotChange(msgspec.Struct, frozen=True, gc=False):
    """`points` put into (positive) or taken out of (negative) one lot; the first change of a lot opens it."""

    lot_id: LotId
    points: int
    earned_at_ms: int
    expires_at_ms: int | None


class EntryDraft(msgspec.Struct, frozen=True):
    """One immutable change of an account; (account, event, leg) is its key, so settling twice changes
    nothing.

    `points` is the sum of `lots`. `rule` is the id of the earn rule or reward, `reason` the why-line,
    `line_no` the sale line it belongs to (0 = the whole sale).
    """

    account_id: AccountId
    leg: str
    kind: EntryKind
    points: int
    rule: str
    reason: Message
    lots: tuple[LotChange, ...]
    line_no: int = 0


def points_account(member_id: MemberId) -> AccountId:
    """Return the id of the member's points account, the same on every terminal."""
    return AccountId(derived_id(member_id, "account:points"))
