"""Ledger entries as facts tell them."""

from __future__ import annotations

from uuid import UUID

from pos_app.kernel.ids import AccountId, LotId, MemberId
from pos_app.kernel.messages import Message
from pos_app.loyalty.accounts import points_account
from pos_app.loyalty.ledger import EntryDraft, EntryKind, LotChange
from pos_app.wire.sale_fact import SaleFactEntry, SaleFactLot


def entry_fact(entry: EntryDraft) -> SaleFactEntry:
    """Return an entry as a fact tells it."""
    lots = tuple(lot_fact(change) for change in entry.lots)
    return SaleFactEntry(
        str(entry.account_id),
        entry.leg,
        entry.kind.value,
        entry.points,
        entry.rule,
        (entry.reason.code, entry.reason.params),
        entry.line_no,
        lots,
        entry.key,
        str(entry.owner) if entry.owner else None,
        entry.debt_points,
        entry.since_ms,
    )


def lot_fact(change: LotChange) -> SaleFactLot:
    """Return a change of a lot as a fact tells it."""
    return SaleFactLot(
        str(change.lot_id), change.points, change.earned_at_ms, change.expires_at_ms, change.ends_by
    )


def entry_draft(told: SaleFactEntry, member: str | None) -> EntryDraft:
    """Return the entry that a fact tells; `member` is the fact's own.

    Facts of the first versions have points entries of their member only, and do not say whose they are.
    """
    account = AccountId(UUID(told.acct))
    owner = MemberId(UUID(told.own)) if told.own else None
    if owner is None and member is not None and account == points_account(MemberId(UUID(member))):
        owner = MemberId(UUID(member))
    return EntryDraft(
        account_id=account,
        leg=told.leg,
        kind=EntryKind(told.kind),
        points=told.amount,
        rule=told.rule,
        reason=Message(told.why[0], told.why[1]),
        lots=tuple(
            LotChange(LotId(UUID(lot.lot)), lot.points, lot.earned, lot.expires, lot.by) for lot in told.lots
        ),
        line_no=told.line,
        key=told.key,
        owner=owner,
        debt_points=told.debt,
        since_ms=told.since,
    )
