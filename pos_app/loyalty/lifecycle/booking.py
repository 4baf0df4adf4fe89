"""Entries that put something into an account or take it out."""

from __future__ import annotations

from collections.abc import Sequence

from pos_app.kernel.ids import MemberId
from pos_app.kernel.messages import Message
from pos_app.loyalty.accounts import POINTS, TIER, account_id
from pos_app.loyalty.ledger import EntryDraft, EntryKind, LotChange
from pos_app.loyalty.limiting import shared_lot
from pos_app.loyalty.lots import DatedLot, take_from


def put(
    owner: MemberId | None,
    key: str,
    leg: str,
    kind: EntryKind,
    points: int,
    rule: str,
    reason: Message,
    lot: LotChange,
    *,
    debt_points: int = 0,
    line_no: int = 0,
    since_ms: int = 0,
) -> EntryDraft:
    """Return the entry that adds `points` (> 0) to an account: what is owed there (`debt_points`) is paid first, the
    rest goes into `lot`, whose own points are not looked at.
    """
    repaid = min(debt_points, points)
    rest = points - repaid
    lots = (LotChange(lot.lot_id, rest, lot.earned_at_ms, lot.expires_at_ms, lot.ends_by),) if rest else ()
    return EntryDraft(
        account_id(owner, key), leg, kind, points, rule, reason, lots, line_no, key, owner, -repaid, since_ms
    )


def put_shared(
    owner: MemberId | None,
    key: str,
    leg: str,
    kind: EntryKind,
    points: int,
    rule: str,
    reason: Message,
    ends: int | None,
    line_no: int = 0,
) -> EntryDraft:
    """Return the entry that adds `points` to the one lot of the account for everything that ends at `ends`."""
    lot = LotChange(shared_lot(account_id(owner, key), ends), points, 0, ends)
    return put(owner, key, leg, kind, points, rule, reason, lot, line_no=line_no)


def take(
    owner: MemberId | None,
    leg: str,
    kind: EntryKind,
    points: int,
    rule: str,
    reason: Message,
    lots: Sequence[DatedLot],
    *,
    key: str = POINTS,
    since_ms: int = 0,
) -> EntryDraft:
    """Return the entry that takes `points` (> 0) out of `lots` in their order. Raises ValueError when they hold
    less.
    """
    changes, _ = take_from(lots, points)
    account = account_id(owner, key)
    return EntryDraft(account, leg, kind, -points, rule, reason, tuple(changes), 0, key, owner, 0, since_ms)


def owe(
    owner: MemberId | None, key: str, leg: str, kind: EntryKind, points: int, rule: str, reason: Message
) -> EntryDraft:
    """Return the entry that makes an account owe `points` more."""
    return EntryDraft(account_id(owner, key), leg, kind, -points, rule, reason, (), 0, key, owner, points)


def tier_entry(owner: MemberId, leg: str, tier: str, reason: Message, since_ms: int) -> EntryDraft:
    """Return the entry of no amount by which `tier` begins at `since_ms`."""
    return EntryDraft(
        account_id(owner, TIER), leg, EntryKind.TIER, 0, tier, reason, (), 0, TIER, owner, 0, since_ms
    )
