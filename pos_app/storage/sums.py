"""What all sales in the books come to."""

from __future__ import annotations

from uuid import UUID

import msgspec

from pos_app.kernel.ids import MemberId
from pos_app.loyalty.accounts import POINTS
from pos_app.loyalty.ledger import EntryKind
from pos_app.retail.tender import TenderKind
from pos_app.storage.database import Database

_SALES = "SELECT coalesce(sum(items > 0), 0), coalesce(sum(total_minor), 0) FROM sale"
_REFUNDS = "SELECT coalesce(sum(items = 0), 0), coalesce(sum(refund_minor), 0) FROM sale"
_LINES = "SELECT count(*) FROM sale_line"
_TENDERED = "SELECT coalesce(sum(amount_minor), 0) FROM tender WHERE kind = ?"
_OF_MEMBERS = """SELECT member_id, sum(items > 0), sum(total_minor) FROM sale WHERE member_id IS NOT NULL
    GROUP BY member_id"""
_POINTS = """SELECT a.member_id, sum(l.points) FROM ledger l JOIN account a ON a.account_id = l.account_id
    WHERE l.kind = ? AND a.key = ? AND a.member_id IS NOT NULL GROUP BY a.member_id"""


class MemberSum(msgspec.Struct, frozen=True, gc=False):
    """How many sales a member has, what they come to after refunds, how many points they earned."""

    sales: int = 0
    total_minor: int = 0
    earned_points: int = 0


class BookSums(msgspec.Struct, frozen=True):
    """Sales, their lines, their totals after refunds, what coupons paid of them, the points that were issued; how
    often goods only came back, what all returns paid out.
    """

    sales: int
    lines: int
    total_minor: int
    coupon_minor: int
    earned_points: int
    members: dict[MemberId, MemberSum]
    refunds: int = 0
    refund_minor: int = 0


def read_sums(database: Database) -> BookSums:
    """Add up all sales, in one pass over each table: a report, never part of a sale."""
    sales, total_minor = _pair(database.row(_SALES))
    row = database.row(_LINES)
    lines = int(row[0]) if row else 0
    row = database.row(_TENDERED, (TenderKind.COUPON.value,))
    coupon_minor = int(row[0]) if row else 0
    earned = {
        bytes(member): int(points)
        for member, points in database.rows(_POINTS, (EntryKind.EARN.value, POINTS))
    }
    members = {
        MemberId(UUID(bytes=member)): MemberSum(count, money, earned.get(member, 0))
        for member, count, money in database.rows(_OF_MEMBERS)
    }
    return BookSums(
        sales, lines, total_minor, coupon_minor, sum(earned.values()), members, *_pair(database.row(_REFUNDS))
    )


def _pair(row: tuple[int, int] | None) -> tuple[int, int]:
    return (row[0], row[1]) if row else (0, 0)
