"""The morning's sums for a till's manager."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text

from pos_app.kernel.exchange_limits import REPORT_ROWS_MAX
from pos_app.loyalty.accounts import PENDING, POINTS
from pos_app.loyalty.posting.books import OVERDRAWN
from pos_app.server.database import ServerDatabase, Tx
from pos_app.server.morning import PAPERS
from pos_app.server.reservation_rows import LATE_CAPTURE
from pos_app.server.returned_goods import DUPLICATE
from pos_app.wire.reporting import OverdrawnSum, ReportReply, ReportRequest

# Over all buckets, by the index of what is flagged: once a day for each till.
_FLAGGED = text(
    """SELECT l.flag, a.account_key, a.owner, count(*) AS times, sum(l.debt) AS debt
    FROM ledger l JOIN account a ON a.bucket = l.bucket AND a.account_id = l.account_id
    WHERE l.flag <> '' AND l.flag <> 'less' AND l.posted_at BETWEEN :first AND :last
    GROUP BY l.flag, a.account_key, a.owner ORDER BY l.flag, a.account_key, a.owner LIMIT :most"""
)
_TWICE = text(
    """SELECT count(*) AS lines FROM returned r JOIN stream s ON s.stream_id = r.stream_id
    JOIN fact f ON f.bucket = s.bucket AND f.stream_id = r.stream_id AND f.seq = r.seq
    WHERE r.flag = :flag AND f.received_at BETWEEN :first AND :last"""
)
_PAPERS = text(
    """SELECT account_key, count(*) AS papers FROM account WHERE debt > 0 AND owner IS NULL
    GROUP BY account_key ORDER BY account_key LIMIT :most"""
)
_KEPT = text("SELECT count(*) AS facts FROM fact WHERE state = 2")


def report_of(database: ServerDatabase, request: ReportRequest) -> ReportReply:
    """Return the sums between two instants, at most REPORT_ROWS_MAX members looked at. Raises Unavailable
    `server.database_gone`.
    """
    return database.read(lambda tx: _report(tx, request))


def _report(tx: Tx, request: ReportRequest) -> ReportReply:
    span = {"first": request.from_ms, "last": request.until_ms}
    flagged = tx.rows(_FLAGGED, **span, most=REPORT_ROWS_MAX)
    papers = tx.rows(_PAPERS, most=REPORT_ROWS_MAX)
    return ReportReply(
        overdrawn=_overdrawn(flagged),
        late_captures=sum(int(row.times) for row in flagged if row.flag == LATE_CAPTURE),
        lines_back_twice=int(tx.rows(_TWICE, **span, flag=DUPLICATE)[0].lines),
        papers_twice=sum(int(row.papers) for row in papers if row.account_key.startswith(PAPERS)),
        kept_facts=int(tx.rows(_KEPT)[0].facts),
    )


def _overdrawn(flagged: Any) -> tuple[OverdrawnSum, ...]:
    """Return sums by cause; a member with several accounts counts once."""
    owners: dict[str, set[bytes]] = {}
    points: dict[str, int] = {}
    for row in flagged:
        if not row.flag.startswith(OVERDRAWN) or row.owner is None or int(row.debt) <= 0:
            continue
        cause = row.flag.partition(":")[2]
        owners.setdefault(cause, set()).add(bytes(row.owner))
        if row.account_key in (POINTS, PENDING):
            points[cause] = points.get(cause, 0) + int(row.debt)
    return tuple(OverdrawnSum(cause, len(owners[cause]), points.get(cause, 0)) for cause in sorted(owners))
