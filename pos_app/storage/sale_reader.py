"""Reads a filed sale back exactly as it was."""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter
from typing import NamedTuple
from uuid import UUID

import msgspec

from pos_app.kernel.ids import CashierId, MemberId, SaleId
from pos_app.kernel.messages import Message
from pos_app.kernel.money import Rate
from pos_app.ports.books import FiledSale
from pos_app.retail.completed import CompletedSale
from pos_app.retail.figures import LineFigures, SaleFigures, TaxLine
from pos_app.retail.sale import Adjustment, AdjustmentKind, Sale, SaleLine
from pos_app.retail.tender import Tender, TenderKind
from pos_app.storage.database import Database
from pos_app.storage.product_versions import decode_product
from pos_app.storage.return_reader import entry_keys, read_returns
from pos_app.storage.sale_rows import COMPUTED, OF_LINE, More
from pos_app.wire.chain import fingerprint

_SALE = """SELECT s.entry_no, s.sale_id, s.receipt_number, s.started_at_ms, s.completed_at_ms, s.cashier_id,
    s.cashier_name, s.member_id, s.card, s.next_no, s.goods_minor, s.tax_minor, s.total_minor, s.saved_minor,
    s.paid_minor, s.due_minor, s.change_minor, s.items, s.more, s.refund_minor, s.payout_minor, j.chain_hash,
    m.masked_name, EXISTS (SELECT 1 FROM sale_return r WHERE r.row_no = s.entry_no << 16) FROM sale s
    JOIN journal j ON j.entry_no = s.entry_no LEFT JOIN member m ON m.member_id = s.member_id """
BY_RECEIPT = _SALE + "WHERE s.receipt_number = ?"
BY_ENTRY = _SALE + "WHERE s.entry_no = ?"
LAST = _SALE + "ORDER BY s.entry_no DESC LIMIT 1"
_LINES = """SELECT l.line_no, v.body, l.quantity_milli, l.unit_price_minor, l.extended_minor, l.amount_minor,
    l.tax_class, l.points, l.code, l.labelled FROM sale_line l
    JOIN product_version v ON v.version_no = l.version_no WHERE l.row_no BETWEEN ? AND ? ORDER BY l.row_no"""
_ADJUSTMENTS = """SELECT line_place, part, kind, source, amount_minor, reason FROM line_adjustment
    WHERE row_no BETWEEN ? AND ? ORDER BY row_no"""
_TENDERS = """SELECT tender_no, kind, amount_minor, given_minor, reference FROM tender
    WHERE row_no BETWEEN ? AND ? ORDER BY row_no"""
_TAXES = """SELECT tax_class, label, rate_numerator, rate_denominator, net_minor, tax_minor, gross_minor
    FROM sale_tax WHERE row_no BETWEEN ? AND ? ORDER BY row_no"""

_reason = msgspec.json.Decoder(Message).decode
_more = msgspec.json.Decoder(More).decode


class SaleRow(NamedTuple):
    """The columns of `_SALE`, in their order."""

    entry_no: int
    sale_id: bytes
    receipt_number: str
    started_at_ms: int
    completed_at_ms: int
    cashier_id: bytes
    cashier_name: str
    member_id: bytes | None
    card: str
    next_no: int
    goods_minor: int
    tax_minor: int
    total_minor: int
    saved_minor: int
    paid_minor: int
    due_minor: int
    change_minor: int
    items: int
    more: bytes | None
    refund_minor: int
    payout_minor: int
    chain_hash: bytes
    masked_name: str | None
    has_returns: int


class SaleReader:
    """Puts sales together again from their rows."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def read(self, sql: str, values: tuple[object, ...] = ()) -> FiledSale | None:
        """Return the sale that one of this module's queries finds."""
        row = self._database.row(sql, values)
        return self._filed(SaleRow(*row)) if row is not None else None

    def _filed(self, row: SaleRow) -> FiledSale:
        more = _more(row.more) if row.more is not None else More()
        sale_lines, line_figures = self._lines(row.entry_no)
        sale = Sale(
            sale_id=SaleId(UUID(bytes=row.sale_id)),
            started_at_ms=row.started_at_ms,
            cashier_id=CashierId(UUID(bytes=row.cashier_id)),
            lines=sale_lines,
            member_id=MemberId(UUID(bytes=row.member_id)) if row.member_id else None,
            card=row.card,
            rewards=more.rewards,
            tenders=tuple(
                Tender(number, TenderKind(kind), amount, given, reference)
                for number, kind, amount, given, reference in self._database.rows(
                    _TENDERS, entry_keys(row.entry_no)
                )
            ),
            unsold=more.unsold,
            next_no=row.next_no,
            codes=more.codes,
            coupons=more.coupons,
            discount=more.discount,
            returns=read_returns(self._database, row.entry_no) if row.has_returns else (),
        )
        completed = CompletedSale(
            sale=sale,
            figures=self._figures(row, line_figures),
            receipt_number=row.receipt_number,
            fingerprint=fingerprint(row.chain_hash),
            cashier_name=row.cashier_name,
            completed_at_ms=row.completed_at_ms,
        )
        statement = more.statement
        if statement is not None:
            statement = msgspec.structs.replace(statement, masked_name=row.masked_name or "")
        return FiledSale(completed, statement, more.claim_code)

    def _lines(self, entry_no: int) -> tuple[tuple[SaleLine, ...], tuple[LineFigures, ...]]:
        adjustments = self._adjustments(entry_no)
        lines: list[SaleLine] = []
        figures: list[LineFigures] = []
        for place, row in enumerate(self._database.rows(_LINES, entry_keys(entry_no))):
            number, body, quantity, price, extended, amount, tax_class, points, code, labelled = row
            parts = adjustments.get(place, [])
            own = tuple(each for part, each in parts if part & OF_LINE)
            computed = tuple(each for part, each in parts if part & COMPUTED)
            product = decode_product(body)
            lines.append(SaleLine(number, product, quantity, price, extended, own, code, bool(labelled)))
            figures.append(LineFigures(number, extended, computed, amount, tax_class, points))
        return tuple(lines), tuple(figures)

    def _adjustments(self, entry_no: int) -> dict[int, list[tuple[int, Adjustment]]]:
        rows = self._database.rows(_ADJUSTMENTS, entry_keys(entry_no))
        return {
            place: [
                (part, Adjustment(AdjustmentKind(kind), source, amount, _reason(reason)))
                for _, part, kind, source, amount, reason in group
            ]
            for place, group in groupby(rows, key=itemgetter(0))
        }

    def _figures(self, row: SaleRow, lines: tuple[LineFigures, ...]) -> SaleFigures:
        taxes = tuple(
            TaxLine(tax_class, label, Rate(numerator, denominator), net, tax, gross)
            for tax_class, label, numerator, denominator, net, tax, gross in self._database.rows(
                _TAXES, entry_keys(row.entry_no)
            )
        )
        return SaleFigures(
            lines=lines,
            taxes=taxes,
            goods_minor=row.goods_minor,
            tax_minor=row.tax_minor,
            total_minor=row.total_minor,
            saved_minor=row.saved_minor,
            paid_minor=row.paid_minor,
            due_minor=row.due_minor,
            change_minor=row.change_minor,
            items=row.items,
            refund_minor=row.refund_minor,
            payout_minor=row.payout_minor,
        )
