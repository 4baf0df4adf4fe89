"""Reads goods that came back, exactly as they were filed."""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter
from typing import Any
from uuid import UUID

from pos_app.kernel.ids import SaleId
from pos_app.kernel.money import Rate
from pos_app.retail.returned import ReturnedLine, ReturnReason, SaleReturn
from pos_app.storage.database import Database
from pos_app.storage.product_versions import decode_product
from pos_app.storage.sale_rows import PLACE_BITS

_RETURNS = """SELECT sale_id, receipt_number, by_points_minor, by_coupon_minor, deducted_minor, is_void,
    approved_by     FROM sale_return WHERE row_no BETWEEN ? AND ? ORDER BY row_no"""
_LINES = """SELECT l.return_place, l.line_no, l.of_line_no, v.body, l.quantity_milli, l.amount_minor, l.tax_class,
    l.tax_minor, l.gross_minor, l.reason, l.replaced_by, l.tax_label, l.rate_numerator, l.rate_denominator
    FROM return_line l JOIN product_version v ON v.version_no = l.version_no
    WHERE l.row_no BETWEEN ? AND ? ORDER BY l.row_no"""


def entry_keys(entry_no: int) -> tuple[int, int]:
    """Return the first and last key that rows of this sale can have."""
    first = entry_no << PLACE_BITS
    return first, first + (1 << PLACE_BITS) - 1


def read_returns(database: Database, entry_no: int) -> tuple[SaleReturn, ...]:
    """Return what came back with the sale of this entry."""
    keys = entry_keys(entry_no)
    rows = groupby(database.rows(_LINES, keys), key=itemgetter(0))
    lines = {place: tuple(_line(row) for row in group) for place, group in rows}
    return tuple(
        _return(row, lines.get(place, ())) for place, row in enumerate(database.rows(_RETURNS, keys))
    )


def _return(row: Any, lines: tuple[ReturnedLine, ...]) -> SaleReturn:
    sale_id, receipt_number, by_points, by_coupon, deducted, is_void, approved_by = row
    return SaleReturn(
        sale_id=SaleId(UUID(bytes=sale_id)) if sale_id is not None else None,
        receipt_number=receipt_number,
        lines=lines,
        by_points_minor=by_points,
        deducted_minor=deducted,
        is_void=bool(is_void),
        approved_by=approved_by,
        by_coupon_minor=by_coupon,
    )


def _line(row: Any) -> ReturnedLine:
    _, line_no, of_line_no, body, quantity, amount, tax_class, tax, gross, reason, *rest = row
    replaced_by, tax_label, numerator, denominator = rest
    return ReturnedLine(
        line_no=line_no,
        of_line_no=of_line_no,
        product=decode_product(body),
        quantity_milli=quantity,
        amount_minor=amount,
        tax_class=tax_class,
        tax_minor=tax,
        gross_minor=gross,
        reason=ReturnReason(reason),
        replaced_by=replaced_by,
        tax_label=tax_label,
        tax_rate=Rate(numerator, denominator) if numerator is not None else None,
    )
