"""What head office reads in the morning: who was overdrawn by which cause, papers used twice, goods back twice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import text

from pos_app.kernel.exchange_limits import FINDINGS_MAX
from pos_app.loyalty.posting.books import OVERDRAWN
from pos_app.server.database import ServerDatabase
from pos_app.server.reservation_rows import LATE_CAPTURE
from pos_app.server.returned_goods import DUPLICATE

PAPERS = ("coupon:", "claim:")
"""Accounts that one paper stands for: owing there means that it was used twice, or never given out."""

# Reports read over all buckets, by an index of what is flagged.
_FLAGGED = text(
    """SELECT l.account_id, a.owner, a.account_key, a.debt AS owed, l.device_id, l.event_id, l.leg, l.debt, l.points,
        l.flag, l.occurred_at, l.posted_at
    FROM ledger l JOIN account a ON a.bucket = l.bucket AND a.account_id = l.account_id
    WHERE l.flag <> '' AND l.flag <> 'less' AND l.posted_at BETWEEN :first AND :last
    ORDER BY l.posted_at, l.account_id, l.event_id, l.leg LIMIT :most"""
)
_PAPERS = text(
    """SELECT bucket, account_id, account_key, debt FROM account
    WHERE debt > 0 AND owner IS NULL ORDER BY account_key LIMIT :most"""
)
_ISSUED = text(
    """SELECT device_id, event_id, occurred_at, kind FROM ledger WHERE bucket = :bucket AND account_id = :account
    ORDER BY occurred_at, event_id"""
)
_RETURNED = text(
    """SELECT r.sale_id, r.line_no, r.event_id, r.device_id, r.quantity_milli, r.sold_milli, f.occurred_at
    FROM returned r JOIN stream s ON s.stream_id = r.stream_id
    JOIN fact f ON f.bucket = s.bucket AND f.stream_id = r.stream_id AND f.seq = r.seq
    WHERE r.flag = :flag AND f.received_at BETWEEN :first AND :last
    ORDER BY f.occurred_at, r.sale_id, r.line_no LIMIT :most"""
)
_KEPT = text(
    """SELECT device_id, stream_id, seq, kind, occurred_at, reason FROM fact WHERE state = 2
    ORDER BY received_at, stream_id, seq LIMIT :most"""
)


class Overdraft(msgspec.Struct, frozen=True):
    """More was spent than there was: `amount` in units of the account, `cause` as the ledger says it."""

    account: UUID
    owner: UUID | None
    key: str
    amount: int
    cause: str
    device: UUID
    event: UUID
    at_ms: int
    posted_at_ms: int


class LateCapture(msgspec.Struct, frozen=True):
    """A hold had been given up when the fact came that uses it; it went well all the same."""

    account: UUID
    owner: UUID | None
    points: int
    device: UUID
    event: UUID
    at_ms: int


class PaperUse(msgspec.Struct, frozen=True):
    """A paper that was used more often than it was given out: `times` too often; `is_issued` False when no till says
    that it was ever given out. `uses` are (terminal, event, ms).
    """

    key: str
    times: int
    is_issued: bool
    uses: tuple[tuple[UUID, UUID, int], ...]


class DuplicateRefund(msgspec.Struct, frozen=True):
    """Goods that came back though they were back already; quantities in thousandths."""

    sale: UUID
    line_no: int
    event: UUID
    device: UUID
    quantity_milli: int
    sold_milli: int
    at_ms: int


class KeptFact(msgspec.Struct, frozen=True):
    """A fact that is kept and cannot be applied; `reason` is a message code."""

    device: UUID
    stream: UUID
    seq: int
    kind: str
    at_ms: int
    reason: str


class Findings(msgspec.Struct, frozen=True):
    """Everything between two instants, FINDINGS_MAX of each at most; papers, kept facts as they stand now."""

    overdrafts: tuple[Overdraft, ...]
    late: tuple[LateCapture, ...]
    papers: tuple[PaperUse, ...]
    refunds: tuple[DuplicateRefund, ...]
    kept: tuple[KeptFact, ...]


class MorningLine(msgspec.Struct, frozen=True):
    """Overdrafts of one kind of account by one cause: how many members, how many units together."""

    key: str
    cause: str
    members: int
    amount: int


def find(database: ServerDatabase, first_ms: int, last_ms: int) -> Findings:
    """Return what was posted between two instants (ms UTC, both included) and needs a look."""
    values = {"first": first_ms, "last": last_ms, "most": FINDINGS_MAX}
    flagged = database.read(lambda tx: tx.rows(_FLAGGED, **values))
    returned = database.read(lambda tx: tx.rows(_RETURNED, **values, flag=DUPLICATE))
    kept = database.read(lambda tx: tx.rows(_KEPT, most=FINDINGS_MAX))
    papers = database.read(lambda tx: tx.rows(_PAPERS, most=FINDINGS_MAX))
    return Findings(
        overdrafts=tuple(_overdraft(row) for row in flagged if _is_overdraft(row)),
        late=tuple(_late(row) for row in flagged if row.flag == LATE_CAPTURE),
        papers=tuple(_paper(database, row) for row in papers if row.account_key.startswith(PAPERS)),
        refunds=tuple(_refund(row) for row in returned),
        kept=tuple(
            KeptFact(
                _id(row.device_id), _id(row.stream_id), row.seq, row.kind, row.occurred_at, row.reason or ""
            )
            for row in kept
        ),
    )


def morning(overdrafts: Sequence[Overdraft]) -> tuple[MorningLine, ...]:
    """Return overdrafts summed up by kind of account, by cause: "offline overdraft: 3 members, 420 points"."""
    found: dict[tuple[str, str], list[Overdraft]] = {}
    for each in overdrafts:
        found.setdefault((each.key, each.cause), []).append(each)
    return tuple(
        MorningLine(key, cause, len({each.account for each in some}), sum(each.amount for each in some))
        for (key, cause), some in sorted(found.items())
    )


def _is_overdraft(row: Any) -> bool:
    """Papers are told apart: a use may have come before the paper was given out."""
    return row.flag.startswith(OVERDRAWN) and row.debt > 0 and not row.account_key.startswith(PAPERS)


def _overdraft(row: Any) -> Overdraft:
    return Overdraft(
        account=_id(row.account_id),
        owner=_id(row.owner) if row.owner is not None else None,
        key=row.account_key,
        amount=row.debt,
        cause=row.flag.partition(":")[2],
        device=_id(row.device_id),
        event=_id(row.event_id),
        at_ms=row.occurred_at,
        posted_at_ms=row.posted_at,
    )


def _late(row: Any) -> LateCapture:
    owner = _id(row.owner) if row.owner is not None else None
    return LateCapture(
        _id(row.account_id), owner, -row.points, _id(row.device_id), _id(row.event_id), row.occurred_at
    )


def _paper(database: ServerDatabase, row: Any) -> PaperUse:
    place = {"bucket": row.bucket, "account": bytes(row.account_id)}
    entries = database.read(lambda tx: tx.rows(_ISSUED, **place))
    return PaperUse(
        key=row.account_key,
        times=row.debt,
        is_issued=any(each.kind == "ISSUE" for each in entries),
        uses=tuple(
            (_id(each.device_id), _id(each.event_id), each.occurred_at)
            for each in entries
            if each.kind == "USE"
        ),
    )


def _refund(row: Any) -> DuplicateRefund:
    return DuplicateRefund(
        sale=_id(row.sale_id),
        line_no=row.line_no,
        event=_id(row.event_id),
        device=_id(row.device_id),
        quantity_milli=row.quantity_milli,
        sold_milli=row.sold_milli or 0,
        at_ms=row.occurred_at,
    )


def _id(value: Any) -> UUID:
    return UUID(bytes=bytes(value))
