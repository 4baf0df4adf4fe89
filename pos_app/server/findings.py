"""What somebody should look at: postings that went other than drafted, facts nobody understands, goods back twice."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import text

from pos_app.kernel.limits import FINDINGS_SHOWN
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
    """SELECT reason, kind, count(*) AS times FROM fact WHERE state = 2
    GROUP BY reason, kind ORDER BY reason, kind"""
)
_OWED = text("SELECT count(*) AS accounts, coalesce(sum(debt), 0) AS debt FROM account WHERE debt > 0")
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
    """How many facts of a kind are kept for a reason."""

    reason: str
    kind: str
    times: int


class Findings(msgspec.Struct, frozen=True):
    """Everything that is odd at one instant; `newest` are the last entries with a flag."""

    flags: tuple[FlagCount, ...]
    newest: tuple[FlaggedEntry, ...]
    kept: tuple[KeptCount, ...]
    indebted: int
    debt: int
    lines_back_twice: int

    @property
    def is_clean(self) -> bool:
        """Whether there is nothing to look at."""
        return not self.flags and not self.kept and not self.indebted and not self.lines_back_twice


def findings_of(database: ServerDatabase, most: int = FINDINGS_SHOWN) -> Findings:
    """Return what is odd, at most `most` single entries. Raises Unavailable `server.database_gone`."""
    return database.read(lambda tx: _findings(tx, most))


def _findings(tx: Tx, most: int) -> Findings:
    owed = tx.rows(_OWED)[0]
    return Findings(
        flags=tuple(FlagCount(row.flag, row.times, int(row.debt)) for row in tx.rows(_POSTINGS)),
        newest=tuple(_entry(row) for row in tx.rows(_NEWEST, most=most)),
        kept=tuple(KeptCount(row.reason or "", row.kind, row.times) for row in tx.rows(_KEPT)),
        indebted=owed.accounts,
        debt=int(owed.debt),
        lines_back_twice=tx.rows(_TWICE)[0].lines,
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
