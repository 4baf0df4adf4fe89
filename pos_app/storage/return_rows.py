"""Writes the rows of goods that come back."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from pos_app.kernel.errors import Refused
from pos_app.retail.product import Product
from pos_app.retail.returned import ReturnReason, SaleReturn
from pos_app.storage.syncing.foreign_sale import check_foreign_left

_RETURN = "INSERT INTO sale_return VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
_LINE = "INSERT INTO return_line VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_SALE = "SELECT entry_no FROM sale WHERE receipt_number = ? AND sale_id = ?"
# What was sold on a line, less what came back of it until now.
_LEFT = """SELECT s.quantity_milli - coalesce((
        SELECT sum(l.quantity_milli) FROM sale_return r JOIN return_line l
            ON l.row_no BETWEEN (r.row_no >> 16) << 16 AND ((r.row_no >> 16) << 16) + 65535
            AND l.return_place = (r.row_no & 65535)
        WHERE r.of_entry_no = ?1 AND l.of_line_no = ?2 AND l.replaced_by = 0), 0)
    FROM sale_line s WHERE s.row_no BETWEEN ?1 << 16 AND (?1 << 16) + 65535 AND s.line_no = ?2"""

Sums = list[tuple[str, str, int]]
"""Measure, part, amount."""


def returned_products(returns: Sequence[SaleReturn]) -> list[Product]:
    """Return the products that came back, in the order of their rows."""
    return [line.product for each in returns for line in each.lines]


def write_returns(
    connection: Connection, first: int, returns: Sequence[SaleReturn], versions: Sequence[int]
) -> None:
    """Write what comes back with a sale whose rows begin at `first`, inside the caller's transaction.

    Raises Refused `return.too_many` (have_milli, need_milli) when less of a line is left than comes back.
    """
    place = 0
    for number, each in enumerate(returns):
        of_entry = _earlier(connection, each)
        if of_entry is None and each.sale_id is not None:
            check_foreign_left(connection, each)
        connection.exec_driver_sql(_RETURN, (first + number, of_entry, *_return_row(each)))
        for line in each.lines:
            if of_entry is not None and not line.replaced_by:
                _check_left(connection, of_entry, line.of_line_no, line.quantity_milli)
            values = (
                first + place,
                number,
                line.line_no,
                line.of_line_no,
                versions[place],
                line.quantity_milli,
                line.amount_minor,
                line.tax_class,
                line.tax_minor,
                line.gross_minor,
                line.reason.value,
                line.replaced_by,
                line.tax_label,
                line.tax_rate.numerator if line.tax_rate else None,
                line.tax_rate.denominator if line.tax_rate else None,
            )
            connection.exec_driver_sql(_LINE, values)
            place += 1


def _earlier(connection: Connection, each: SaleReturn) -> int | None:
    """Return the entry of the earlier sale, None for one that was rung up on another till or has no receipt."""
    if each.sale_id is None:
        return None
    found = connection.exec_driver_sql(_SALE, (each.receipt_number, each.sale_id.bytes)).scalar()
    return int(found) if found is not None else None


def _return_row(each: SaleReturn) -> tuple[object, ...]:
    return (
        each.sale_id.bytes if each.sale_id is not None else None,
        each.receipt_number,
        each.by_points_minor,
        each.by_coupon_minor,
        each.deducted_minor,
        each.is_void,
        each.approved_by,
    )


def _check_left(connection: Connection, of_entry: int, line_no: int, quantity_milli: int) -> None:
    left = connection.exec_driver_sql(_LEFT, (of_entry, line_no)).scalar() or 0
    if left < quantity_milli:
        raise Refused("return.too_many", have_milli=left, need_milli=quantity_milli)


def returned_stock(returns: Sequence[SaleReturn], versions: Sequence[int]) -> list[tuple[int, int]]:
    """Return (version, thousandths) that go back on the shelf: faulty goods do not."""
    lines = [line for each in returns for line in each.lines]
    return [
        (version, 0 if line.reason is ReturnReason.FAULTY else line.quantity_milli)
        for line, version in zip(lines, versions, strict=True)
    ]


def return_sums(returns: Sequence[SaleReturn]) -> Sums:
    """Return what goods that came back add to the totals of a shift: money back, worth that went back as points or was
    paid with a coupon, what was held back. Their tax is in the tax table already.
    """
    sums: Sums = []
    for each in returns:
        sums.append(("refund", "void" if each.is_void else "", each.refund_minor))
        if each.by_points_minor:
            sums.append(("refund_points", "", each.by_points_minor))
        if each.by_coupon_minor:
            sums.append(("refund_coupon", "", each.by_coupon_minor))
        if each.deducted_minor:
            sums.append(("refund_kept", "", each.deducted_minor))
    return sums
