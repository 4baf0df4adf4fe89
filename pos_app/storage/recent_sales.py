"""Reads the newest sales for a list on the screen."""

from __future__ import annotations

from pos_app.kernel.ids import MemberId
from pos_app.kernel.limits import RECENT_SALES_MAX
from pos_app.ports.books import RecentSale
from pos_app.storage.database import Database

_COLUMNS = """SELECT s.receipt_number, s.completed_at_ms, s.total_minor, s.items, m.masked_name
    FROM sale s LEFT JOIN member m ON m.member_id = s.member_id """
_NEWEST = _COLUMNS + "ORDER BY s.entry_no DESC LIMIT ?"
_OF_MEMBER = _COLUMNS + "WHERE s.member_id = ? ORDER BY s.entry_no DESC LIMIT ?"


def recent_sales(database: Database, limit: int, member_id: MemberId | None) -> tuple[RecentSale, ...]:
    """Return the newest sales of this till, newest first, of one member or of everybody; at most RECENT_SALES_MAX."""
    most = max(0, min(limit, RECENT_SALES_MAX))
    rows = (
        database.rows(_NEWEST, (most,))
        if member_id is None
        else database.rows(_OF_MEMBER, (member_id.bytes, most))
    )
    return tuple(
        RecentSale(number, at_ms, total, items, name or "") for number, at_ms, total, items, name in rows
    )
