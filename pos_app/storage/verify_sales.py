"""Checks the rows of sales against their facts, their figures against each other."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from typing import Any
from uuid import UUID

import msgspec

from pos_app.kernel.messages import Message
from pos_app.retail.product import Product
from pos_app.storage.finding import WrongRow, must_equal
from pos_app.storage.product_versions import decode_product
from pos_app.storage.return_rows import Sums
from pos_app.storage.rows_in_step import RowsInStep
from pos_app.storage.sale_rows import COMPUTED
from pos_app.storage.verify_journal import Checked
from pos_app.storage.verify_returns import ReturnChecks, Returned
from pos_app.wire.sale_fact import (
    SaleFact,
    SaleFactAdjustment,
    SaleFactLine,
    SaleFactTax,
    SaleFactTender,
    read_sale,
)

_SALES = """SELECT entry_no, sale_id, receipt_number, started_at_ms, completed_at_ms, business_day,
    cashier_id, member_id, card, goods_minor, tax_minor, total_minor, paid_minor, due_minor, change_minor,
    more, program_hash, tier, refund_minor, payout_minor FROM sale ORDER BY entry_no"""
_LINES = """SELECT row_no >> 16, row_no & 65535, line_no, version_no, quantity_milli, unit_price_minor,
    extended_minor, amount_minor, tax_class, points, code FROM sale_line ORDER BY row_no"""
_ADJUSTMENTS = """SELECT row_no >> 16, row_no & 65535, line_place, part, kind, source, amount_minor, reason
    FROM line_adjustment ORDER BY row_no"""
_TENDERS = """SELECT row_no >> 16, row_no & 65535, kind, amount_minor, given_minor, reference
    FROM tender ORDER BY row_no"""
_TAXES = """SELECT row_no >> 16, row_no & 65535, tax_class, label, rate_numerator, rate_denominator,
    net_minor, tax_minor, gross_minor FROM sale_tax ORDER BY row_no"""
_STOCK = """SELECT row_no >> 16, row_no & 65535, version_no, quantity_milli
    FROM stock_movement ORDER BY row_no"""
_VERSION = "SELECT body FROM product_version WHERE version_no = ?"
_VERSIONS_HELD = 10_000

_reason = msgspec.json.Decoder(Message).decode
ShiftKey = tuple[str, bytes, str, str]


class SaleChecks:
    """Walks all tables of sales beside the journal, in constant memory; adds up what shifts must come to."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self._sales = RowsInStep(connection, "sale", _SALES)
        self._lines = RowsInStep(connection, "sale_line", _LINES)
        self._adjustments = RowsInStep(connection, "line_adjustment", _ADJUSTMENTS)
        self._tenders = RowsInStep(connection, "tender", _TENDERS)
        self._taxes = RowsInStep(connection, "sale_tax", _TAXES)
        self._stock = RowsInStep(connection, "stock_movement", _STOCK)
        self._returns = ReturnChecks(connection, self._product)
        self._products: OrderedDict[int, Product] = OrderedDict()
        self.sales = 0
        self.numbers: dict[str, int] = {}
        self.shifts: dict[ShiftKey, tuple[int, int]] = {}

    def check(self, fact: Checked) -> SaleFact:
        """Check the rows of one sale and return its fact; raises WrongRow at the first that is wrong."""
        try:
            told = read_sale(fact.body)
        except msgspec.DecodeError as error:
            raise WrongRow("journal", fact.entry_no, "verify.no_fact") from error
        rows = self._sales.take(fact.entry_no)
        if not rows:
            raise WrongRow("sale", fact.entry_no, "verify.missing")
        row = rows[0]
        self._check_number(fact, row[2])
        _check_sale(row, told)
        lines = self._check_lines(fact.entry_no, told)
        returned = self._returns.check(fact.entry_no, told)
        self._check_stock(fact.entry_no, lines, returned.stock)
        tenders = self._check_tenders(fact.entry_no, told)
        taxes = self._check_taxes(fact.entry_no, told)
        _check_sums(row, lines, tenders, taxes, returned)
        self._add_up(row, tenders, taxes, returned.sums)
        self.sales += 1
        return told

    def end(self) -> None:
        """Raise WrongRow when a table has rows of sales that are not in the journal."""
        for rows in (self._sales, self._lines, self._adjustments, self._tenders, self._taxes, self._stock):
            rows.end()
        self._returns.end()

    def _check_number(self, fact: Checked, receipt_number: str) -> None:
        series, _, number = receipt_number.rpartition("-")
        if series.rpartition("-")[2] != fact.series or not number.isdigit():
            raise WrongRow("sale", fact.entry_no, "verify.bad_number", number=receipt_number)
        wanted = self.numbers.get(series, 0) + 1
        must_equal("sale", fact.entry_no, "receipt_number", int(number), wanted)
        self.numbers[series] = wanted

    def _check_lines(self, entry_no: int, told: SaleFact) -> list[Any]:
        rows = self._lines.take(entry_no)
        adjustments: dict[int, list[SaleFactAdjustment]] = {}
        for _, number, place, part, kind, source, amount, reason in self._adjustments.take(entry_no):
            if place >= len(rows):
                raise WrongRow("line_adjustment", (entry_no, number), "verify.no_sale")
            if part & COMPUTED:
                why = _reason(reason)
                each = SaleFactAdjustment(kind, source, amount, (why.code, why.params))
                adjustments.setdefault(place, []).append(each)
        must_equal("sale", entry_no, "lines", len(rows), len(told.lines))
        for row, line in zip(rows, told.lines, strict=True):
            self._check_line(row, line, tuple(adjustments.get(row[1], ())))
        return rows

    def _check_line(self, row: Any, line: SaleFactLine, adjustments: tuple[SaleFactAdjustment, ...]) -> None:
        entry_no, position, line_no, version_no, quantity, price, extended, amount, tax, points, code = row
        product = self._product(version_no)
        key = (entry_no, position)
        must_equal("line_adjustment", key, "amount_minor", adjustments, line.adj)
        if product is None:
            raise WrongRow("sale_line", key, "verify.no_product")
        named = (str(product.product_id), product.number, product.name)
        must_equal("product_version", version_no, "body", named, (line.product, line.sku, line.name))
        found = (line_no, quantity, price, extended, amount, tax, points, code)
        wanted = (line.no, line.qty, line.price, line.ext, line.amt, line.tax, line.pts, line.code)
        must_equal("sale_line", key, "*", found, wanted)
        must_equal(
            "sale_line", key, "amount_minor", amount, extended + sum(each.amount for each in adjustments)
        )

    def _check_stock(self, entry_no: int, lines: list[Any], returned: list[tuple[int, int]]) -> None:
        rows = [(row[2], row[3]) for row in self._stock.take(entry_no)]
        must_equal("stock_movement", entry_no, "*", rows, [(line[3], -line[4]) for line in lines] + returned)

    def _check_tenders(self, entry_no: int, told: SaleFact) -> list[SaleFactTender]:
        found = [SaleFactTender(*row[2:]) for row in self._tenders.take(entry_no)]
        must_equal("tender", entry_no, "*", found, list(told.tender))
        return found

    def _check_taxes(self, entry_no: int, told: SaleFact) -> list[SaleFactTax]:
        rows = self._taxes.take(entry_no)
        found = [SaleFactTax(row[2], row[3], (row[4], row[5]), *row[6:]) for row in rows]
        must_equal("sale_tax", entry_no, "*", found, list(told.tax))
        for position, each in enumerate(found):
            must_equal("sale_tax", (entry_no, position), "gross_minor", each.gross, each.net + each.tax)
        return found

    def _add_up(
        self, row: Any, tenders: list[SaleFactTender], taxes: list[SaleFactTax], returned: Sums
    ) -> None:
        parts = [("sale", "", row[11]), ("change", "", row[14])]
        parts += [("tender", each.kind, each.amt) for each in tenders]
        parts += [("tax", each.cls, each.tax) for each in taxes]
        for measure, part, amount in parts + returned:
            key = (row[5], row[6], measure, part)
            sum_minor, times = self.shifts.get(key, (0, 0))
            self.shifts[key] = (sum_minor + amount, times + 1)

    def _product(self, version_no: int) -> Product | None:
        held = self._products.get(version_no)
        if held is None:
            row = self._connection.execute(_VERSION, (version_no,)).fetchone()
            if row is None:
                return None
            held = self._products[version_no] = decode_product(row[0])
            if len(self._products) > _VERSIONS_HELD:
                self._products.popitem(last=False)
        return held


def _check_sale(row: Any, told: SaleFact) -> None:
    """Check the columns of the sale that its fact tells too."""
    found = {
        "sale_id": str(UUID(bytes=row[1])),
        "receipt_number": row[2],
        "started_at_ms": row[3],
        "completed_at_ms": row[4],
        "cashier_id": str(UUID(bytes=row[6])),
        "member_id": str(UUID(bytes=row[7])) if row[7] else None,
        "card": row[8] or None,
        "total_minor": row[11],
        "change_minor": row[14],
        "more": hashlib.sha256(row[15]).hexdigest() if row[15] is not None else None,
        "program_hash": row[16],
        "tier": row[17],
    }
    wanted = (told.sale, told.receipt, told.started, told.at, told.op, told.member, told.card)
    for (column, value), want in zip(
        found.items(), (*wanted, told.total, told.change, told.more, told.rules, told.tier), strict=True
    ):
        must_equal("sale", row[0], column, value, want)


def _check_sums(
    row: Any,
    lines: list[Any],
    tenders: list[SaleFactTender],
    taxes: list[SaleFactTax],
    returned: Returned,
) -> None:
    """Check that goods, tax, total, paid, due, change follow from lines, returns, taxes, tenders."""
    entry_no = row[0]
    goods, tax, total, paid, due, change = row[9:15]
    must_equal("sale", entry_no, "goods_minor", goods, sum(line[7] for line in lines))
    must_equal("sale", entry_no, "tax_minor", tax, sum(each.tax for each in taxes))
    must_equal("sale", entry_no, "refund_minor", row[18], returned.refund_minor)
    must_equal("sale", entry_no, "payout_minor", row[19], 0)
    charged = total + returned.refund_minor
    if charged not in (goods, goods + tax + returned.tax_minor):
        raise WrongRow("sale", entry_no, "verify.total", total_minor=total, goods_minor=goods)
    if not returned.has_swaps:
        gross = sum(each.gross for each in taxes)
        must_equal("sale", entry_no, "total_minor", charged, gross + returned.gross_minor)
    must_equal("sale", entry_no, "paid_minor", paid, sum(each.amt for each in tenders))
    must_equal("sale", entry_no, "due_minor", due, total - paid)
    must_equal("sale", entry_no, "change_minor", change, sum(each.given - each.amt for each in tenders))
