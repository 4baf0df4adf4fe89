"""What somebody should look at: postings that went other than drafted, facts nobody understands, goods back twice."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import text

from pos_app.kernel.exchange_limits import COPIED_STREAMS_MIN, FINDINGS_SHOWN
from pos_app.server.database import ServerDatabase, Tx

# Over all buckets, for a person who asks.
_POSTINGS = text(
    """SELECT flag, count(*) AS times, sum(debt) AS debt FROM ledger WHERE flag <> ''
    GROUP BY flag ORDER BY flag"""
)
_NEWEST = text(
    """SELECT flag, account_id, device_id, points, drafted, debt, posted_at FROM ledger WHERE flag <> ''
    ORDER BY posted_at DESC, event_id, leg LIMIT :most"""
)
_KEPT = text(
    """SELECT reason, kind, CASE WHEN state = 2 THEN 0 ELSE 1 END AS posted, count(*) AS times FROM fact
    WHERE reason IS NOT NULL AND reason <> 'duplicate' GROUP BY reason, kind, 3 ORDER BY reason, kind, 3"""
)
_OWED = text("SELECT count(*) AS accounts, coalesce(sum(debt), 0) AS debt FROM account WHERE debt > 0")
_COPIED = text("SELECT device_id FROM stream GROUP BY device_id HAVING count(*) >= :many ORDER BY device_id")
_TWICE = text("SELECT count(*) AS lines FROM returned WHERE flag <> ''")


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
    """Everything that is odd at one instant; `newest` are the last entries with a flag, `copied` the terminals that
    began so many streams that two machines may have one disk.
    """

    flags: tuple[FlagCount, ...]
    newest: tuple[FlaggedEntry, ...]
    kept: tuple[KeptCount, ...]
    indebted: int
    debt: int
    lines_back_twice: int
    copied: tuple[UUID, ...]

    @property
    def is_clean(self) -> bool:
        """Whether there is nothing to look at."""
        return not (self.flags or self.kept or self.indebted or self.lines_back_twice or self.copied)


def findings_of(database: ServerDatabase, most: int = FINDINGS_SHOWN) -> Findings:
    """Return what is odd, at most `most` single entries. Raises Unavailable `server.database_gone`."""
    return database.read(lambda tx: _findings(tx, most))


def _findings(tx: Tx, most: int) -> Findings:
    owed = tx.rows(_OWED)[0]
    return Findings(
        flags=tuple(FlagCount(row.flag, row.times, int(row.debt)) for row in tx.rows(_POSTINGS)),
        newest=tuple(_entry(row) for row in tx.rows(_NEWEST, most=most)),
        kept=tuple(
            KeptCount(row.reason or "", row.kind, row.times, bool(row.posted)) for row in tx.rows(_KEPT)
        ),
        indebted=owed.accounts,
        debt=int(owed.debt),
        lines_back_twice=tx.rows(_TWICE)[0].lines,
        copied=tuple(UUID(bytes=bytes(row.device_id)) for row in tx.rows(_COPIED, many=COPIED_STREAMS_MIN)),
    )


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
