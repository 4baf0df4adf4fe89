"""Checks the rows of goods that came back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple
from uuid import UUID

from pos_app.retail.product import Product
from pos_app.retail.returned import ReturnReason
from pos_app.storage.finding import WrongRow, must_equal
from pos_app.storage.return_rows import Sums
from pos_app.storage.rows_in_step import RowsInStep
from pos_app.wire.sale_fact import SaleFact, SaleFactReturn, SaleFactReturnLine

_RETURNS = """SELECT row_no >> 16, row_no & 65535, of_entry_no, sale_id, receipt_number, by_points_minor,
    by_coupon_minor, deducted_minor, is_void, approved_by FROM sale_return ORDER BY row_no"""
_LINES = """SELECT row_no >> 16, row_no & 65535, return_place, line_no, of_line_no, version_no, quantity_milli,
    amount_minor, tax_class, tax_minor, gross_minor, reason, replaced_by, rate_numerator, rate_denominator
    FROM return_line ORDER BY row_no"""
_EARLIER = "SELECT entry_no FROM sale WHERE receipt_number = ? AND sale_id = ? AND entry_no < ?"
# More of a line came back than was sold.
_TOO_MANY = """SELECT r.of_entry_no, l.of_line_no FROM sale_return r
    JOIN return_line l ON l.row_no BETWEEN (r.row_no >> 16) << 16 AND ((r.row_no >> 16) << 16) + 65535
        AND l.return_place = (r.row_no & 65535) AND l.replaced_by = 0
    LEFT JOIN sale_line s ON s.row_no BETWEEN r.of_entry_no << 16 AND (r.of_entry_no << 16) + 65535
        AND s.line_no = l.of_line_no
    WHERE r.of_entry_no IS NOT NULL
    GROUP BY r.of_entry_no, l.of_line_no HAVING sum(l.quantity_milli) > coalesce(max(s.quantity_milli), 0)"""


class Returned(NamedTuple):
    """What the returns of one sale come to: `tax_minor` and `gross_minor` of all their lines, what moves in stock
    (version, thousandths), what is added to the totals of the shift.
    """

    refund_minor: int
    gross_minor: int
    tax_minor: int
    has_swaps: bool
    stock: list[tuple[int, int]]
    sums: Sums


class ReturnChecks:
    """Walks the tables of returns beside the journal."""

    def __init__(self, connection: Any, product: Callable[[int], Product | None]) -> None:
        self._connection = connection
        self._product = product
        self._returns = RowsInStep(connection, "sale_return", _RETURNS)
        self._lines = RowsInStep(connection, "return_line", _LINES)

    def check(self, entry_no: int, told: SaleFact) -> Returned:
        """Check the returns of one sale against its fact; raises WrongRow at the first row that is wrong."""
        rows = self._returns.take(entry_no)
        lines = self._lines.take(entry_no)
        must_equal("sale_return", entry_no, "*", len(rows), len(told.ret))
        for line in lines:
            if line[2] >= len(rows):
                raise WrongRow("return_line", (entry_no, line[1]), "verify.no_sale")
        for row, wanted in zip(rows, told.ret, strict=True):
            self._check_return(row, [line for line in lines if line[2] == row[1]], wanted)
        return _summed(lines, told.ret)

    def end(self) -> None:
        """Raise WrongRow when rows are left, or more of a line came back than was sold."""
        self._returns.end()
        self._lines.end()
        extra = self._connection.execute(_TOO_MANY).fetchone()
        if extra is not None:
            raise WrongRow("return_line", tuple(extra), "verify.too_many")

    def _check_return(self, row: Any, lines: list[Any], wanted: SaleFactReturn) -> None:
        entry_no, place, of_entry, sale_id, receipt, points, coupon, kept, is_void, approved_by = row
        found = SaleFactReturn(
            str(UUID(bytes=sale_id)) if sale_id is not None else None,
            receipt,
            tuple(self._line(line) for line in lines),
            points,
            kept,
            bool(is_void),
            approved_by,
            coupon,
        )
        must_equal("sale_return", (entry_no, place), "*", found, wanted)
        earlier = self._connection.execute(_EARLIER, (receipt, sale_id, entry_no)).fetchone()
        must_equal("sale_return", (entry_no, place), "of_entry_no", of_entry, earlier[0] if earlier else None)

    def _line(self, row: Any) -> SaleFactReturnLine:
        no, of, version_no, quantity, amount, tax_class, tax, gross, reason, swap, *rate = row[3:]
        product = self._product(version_no)
        if product is None:
            raise WrongRow("return_line", row[:2], "verify.no_product")
        return SaleFactReturnLine(
            no=no,
            of=of,
            product=str(product.product_id),
            sku=product.number,
            qty=quantity,
            amt=amount,
            cls=tax_class,
            tax=tax,
            gross=gross,
            why=reason,
            swap=swap,
            rate=(rate[0], rate[1]) if rate[0] is not None else None,
        )


def _summed(lines: list[Any], told: tuple[SaleFactReturn, ...]) -> Returned:
    sums: Sums = []
    refund = 0
    for each in told:
        money = sum(line.gross for line in each.lines) - each.points - each.coupon - each.kept
        refund += money
        sums.append(("refund", "void" if each.void else "", money))
        parts = (("refund_points", each.points), ("refund_coupon", each.coupon), ("refund_kept", each.kept))
        sums += [(measure, "", amount) for measure, amount in parts if amount]
    stock = [(row[5], 0 if row[11] == ReturnReason.FAULTY.value else row[6]) for row in lines]
    returned = [line for each in told for line in each.lines]
    return Returned(
        refund_minor=refund,
        gross_minor=sum(line.gross for line in returned),
        tax_minor=sum(line.tax for line in returned),
        has_swaps=any(line.swap for line in returned),
        stock=stock,
        sums=sums,
    )
