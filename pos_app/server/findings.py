"""What somebody should look at: the one report, for head office as for a till's manager."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import text

from pos_app.kernel.exchange_limits import COPIED_STREAMS_MIN, FINDINGS_SHOWN, REPORT_ROWS_MAX
from pos_app.loyalty.accounts import PENDING, POINTS
from pos_app.loyalty.posting.books import OVERDRAWN
from pos_app.server.database import ServerDatabase, Tx
from pos_app.server.finding_rows import DuplicateRefund, PaperUse, papers, refunds
from pos_app.server.reservation_rows import OVER_COMMITTED
from pos_app.server.returned_goods import DUPLICATE
from pos_app.wire.reporting import OverdrawnSum

ALWAYS = 1 << 62
"""Later than any instant (ms)."""

# Over all buckets, by indexes of what is flagged: once a day for each till, or for a person who asks.
_POSTINGS = text(
    """SELECT flag, count(*) AS times, sum(debt) AS debt FROM ledger
    WHERE flag <> '' AND posted_at BETWEEN :first AND :last GROUP BY flag ORDER BY flag"""
)
_OWNERS = text(
    """SELECT l.flag, a.account_key, a.owner, sum(l.debt) AS debt
    FROM ledger l JOIN account a ON a.bucket = l.bucket AND a.account_id = l.account_id
    WHERE l.flag <> '' AND l.flag <> 'less' AND l.debt > 0 AND a.owner IS NOT NULL
    AND l.posted_at BETWEEN :first AND :last
    GROUP BY l.flag, a.account_key, a.owner ORDER BY l.flag, a.account_key, a.owner LIMIT :most"""
)
_NEWEST = text(
    """SELECT flag, account_id, device_id, points, drafted, debt, posted_at FROM ledger
    WHERE flag <> '' AND posted_at BETWEEN :first AND :last ORDER BY posted_at DESC, event_id, leg LIMIT :most"""
)
_KEPT = text(
    """SELECT reason, kind, CASE WHEN state = 2 THEN 0 ELSE 1 END AS posted, count(*) AS times FROM fact
    WHERE reason IS NOT NULL AND reason <> 'duplicate' GROUP BY reason, kind, 3 ORDER BY reason, kind, 3"""
)
_OWED = text("SELECT count(*) AS accounts, coalesce(sum(debt), 0) AS debt FROM account WHERE debt > 0")
_COPIED = text("SELECT device_id FROM stream GROUP BY device_id HAVING count(*) >= :many ORDER BY device_id")
_TWICE = text(
    """SELECT count(*) AS lines FROM returned r JOIN stream s ON s.stream_id = r.stream_id
    JOIN fact f ON f.bucket = s.bucket AND f.stream_id = r.stream_id AND f.seq = r.seq
    WHERE r.flag = :flag AND f.received_at BETWEEN :first AND :last"""
)
_PROMISED = text(
    """SELECT count(*) AS times FROM reservation
    WHERE flag = :flag AND created_at BETWEEN :first AND :last"""
)


class FlagCount(msgspec.Struct, frozen=True):
    """How often entries were posted with a flag, what is owed by that (units of the accounts)."""

    flag: str
    times: int
    debt: int


class FlaggedEntry(msgspec.Struct, frozen=True):
    """One entry that was posted other than drafted; instants ms UTC, points in units of the account."""

    flag: str
    account_id: UUID
    device_id: UUID
    points: int
    drafted: int
    debt: int
    at_ms: int


class KeptCount(msgspec.Struct, frozen=True):
    """How many facts of a kind are kept for a reason, or counted in spite of it."""

    reason: str
    kind: str
    times: int
    is_posted: bool


class Findings(msgspec.Struct, frozen=True):
    """Everything that is odd of what was booked between two instants; what is kept, owed, on papers, as it stands now.

    `overdrawn` are the sums by cause, `newest` the last entries with a flag, `over_committed` counts reservations that
    came back after a restore though there was too little for them, `copied` are terminals that began so many streams
    that two machines may have one disk.
    """

    overdrawn: tuple[OverdrawnSum, ...]
    flags: tuple[FlagCount, ...]
    newest: tuple[FlaggedEntry, ...]
    kept: tuple[KeptCount, ...]
    papers: tuple[PaperUse, ...]
    refunds: tuple[DuplicateRefund, ...]
    lines_back_twice: int
    over_committed: int
    indebted: int
    debt: int
    copied: tuple[UUID, ...]

    @property
    def is_clean(self) -> bool:
        """Whether there is nothing to look at."""
        counts = self.indebted, self.lines_back_twice, self.over_committed
        return not (self.flags or self.kept or self.papers or self.copied or any(counts))


def report(
    database: ServerDatabase, from_ms: int = 0, until_ms: int = ALWAYS, most: int = FINDINGS_SHOWN
) -> Findings:
    """Return what is odd between two instants (ms UTC, both included), at most `most` single entries, REPORT_ROWS_MAX
    members looked at. Raises Unavailable `server.database_gone`.
    """
    return database.read(lambda tx: _report(tx, from_ms, until_ms, most))


def _report(tx: Tx, from_ms: int, until_ms: int, most: int) -> Findings:
    span = {"first": from_ms, "last": until_ms}
    owed = tx.rows(_OWED)[0]
    return Findings(
        overdrawn=_overdrawn(tx.rows(_OWNERS, **span, most=REPORT_ROWS_MAX)),
        flags=tuple(FlagCount(row.flag, row.times, int(row.debt)) for row in tx.rows(_POSTINGS, **span)),
        newest=tuple(_entry(row) for row in tx.rows(_NEWEST, **span, most=most)),
        kept=tuple(
            KeptCount(row.reason or "", row.kind, row.times, bool(row.posted)) for row in tx.rows(_KEPT)
        ),
        papers=papers(tx),
        refunds=refunds(tx, span),
        lines_back_twice=int(tx.rows(_TWICE, **span, flag=DUPLICATE)[0].lines),
        over_committed=int(tx.rows(_PROMISED, **span, flag=OVER_COMMITTED)[0].times),
        indebted=owed.accounts,
        debt=int(owed.debt),
        copied=tuple(UUID(bytes=bytes(row.device_id)) for row in tx.rows(_COPIED, many=COPIED_STREAMS_MIN)),
    )


def _overdrawn(flagged: Any) -> tuple[OverdrawnSum, ...]:
    """Return sums by cause; a member with several accounts counts once."""
    owners: dict[str, set[bytes]] = {}
    points: dict[str, int] = {}
    for row in flagged:
        if not row.flag.startswith(OVERDRAWN):
            continue
        cause = row.flag.partition(":")[2]
        owners.setdefault(cause, set()).add(bytes(row.owner))
        if row.account_key in (POINTS, PENDING):
            points[cause] = points.get(cause, 0) + int(row.debt)
    return tuple(OverdrawnSum(cause, len(owners[cause]), points.get(cause, 0)) for cause in sorted(owners))


def _entry(row: Any) -> FlaggedEntry:
    return FlaggedEntry(
        flag=row.flag,
        account_id=UUID(bytes=bytes(row.account_id)),
        device_id=UUID(bytes=bytes(row.device_id)),
        points=row.points,
        drafted=row.drafted,
        debt=row.debt,
        at_ms=row.posted_at,
    )
