"""Papers used twice, goods back twice: what the books of the server say of each."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import text

from pos_app.kernel.exchange_limits import FINDINGS_MAX
from pos_app.server.database import Tx, Values
from pos_app.server.returned_goods import DUPLICATE

PAPERS = ("coupon:", "claim:")
"""Accounts that one paper stands for: owing there means that it was used twice, or never given out."""

# Reports read over all buckets, by an index of what is flagged.
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


def papers(tx: Tx) -> tuple[PaperUse, ...]:
    """Return the papers that are used too often as it stands now, FINDINGS_MAX accounts looked at."""
    owing = tx.rows(_PAPERS, most=FINDINGS_MAX)
    return tuple(_paper(tx, row) for row in owing if row.account_key.startswith(PAPERS))


def refunds(tx: Tx, span: Values) -> tuple[DuplicateRefund, ...]:
    """Return goods that came back again, told between two instants, FINDINGS_MAX at most."""
    return tuple(_refund(row) for row in tx.rows(_RETURNED, **span, most=FINDINGS_MAX, flag=DUPLICATE))


def _paper(tx: Tx, row: Any) -> PaperUse:
    place = {"bucket": row.bucket, "account": bytes(row.account_id)}
    entries = tx.rows(_ISSUED, **place)
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
