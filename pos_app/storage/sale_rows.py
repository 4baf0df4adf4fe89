"""Writes the rows of a paid sale."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from sqlalchemy import Connection

from pos_app.loyalty.quote import PointsStatement
from pos_app.ports.books import SaleToFile
from pos_app.retail.figures import SaleFigures
from pos_app.retail.sale import Adjustment, ChosenReward, Sale, SaleDiscount, ScannedCoupon, UnsoldCode
from pos_app.storage.return_rows import Sums, return_sums, returned_stock, write_returns

PLACE_BITS = 16
"""Bits of a row's key that count its place in the sale; the others are the sale's entry in the journal."""
OF_LINE = 1
COMPUTED = 2
BOTH = 3

_SALE = "INSERT INTO sale VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_LINE = "INSERT INTO sale_line VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_ADJUSTMENT = "INSERT INTO line_adjustment VALUES (?, ?, ?, ?, ?, ?, ?)"
_TENDER = "INSERT INTO tender VALUES (?, ?, ?, ?, ?, ?)"
_TAX = "INSERT INTO sale_tax VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
_STOCK = "INSERT INTO stock_movement VALUES (?, ?, ?)"
_TOTAL = """INSERT INTO shift_total VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT (business_day, cashier_id, measure, part) DO UPDATE SET
        amount_minor = amount_minor + excluded.amount_minor, times = times + excluded.times"""

_encode = msgspec.json.Encoder().encode


class More(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a sale says beyond its columns: chosen rewards, dismissed scans, codes, coupons, the member's statement
    without the name, the code of its claim, the discount by hand.
    """

    rewards: tuple[ChosenReward, ...] = ()
    unsold: tuple[UnsoldCode, ...] = ()
    statement: PointsStatement | None = None
    codes: tuple[str, ...] = ()
    coupons: tuple[ScannedCoupon, ...] = ()
    claim_code: str = ""
    discount: SaleDiscount | None = None


_NOTHING_MORE = More()

Row = tuple[object, ...]


def more_bytes(filing: SaleToFile) -> bytes | None:
    """Return what a sale says beyond its columns, None when that is nothing."""
    statement = filing.settlement.statement if filing.settlement else None
    if statement is not None:
        statement = msgspec.structs.replace(statement, masked_name="")
    sale = filing.sale
    more = More(
        sale.rewards, sale.unsold, statement, sale.codes, sale.coupons, filing.claim_code, sale.discount
    )
    return _encode(more) if more != _NOTHING_MORE else None


def write_sale(
    connection: Connection,
    entry_no: int,
    filing: SaleToFile,
    receipt_number: str,
    business_day: str,
    versions: Sequence[int],
    more: bytes | None,
    tier: str = "",
) -> None:
    """Write sale, lines, adjustments, tenders, taxes, stock and totals, inside the caller's transaction.

    `versions` are the stored versions of the lines' products, then of those that came back. The figures must name the
    sale's lines in their order.
    """
    sale, figures = filing.sale, filing.figures
    for line, done in zip(sale.lines, figures.lines, strict=True):
        if (line.line_no, line.extended_minor) != (done.line_no, done.extended_minor):
            raise ValueError(f"the figures of line {line.line_no} are those of another")
    connection.exec_driver_sql(_SALE, _sale_row(entry_no, filing, receipt_number, business_day, more, tier))
    first = entry_no << PLACE_BITS
    sold = versions[: len(sale.lines)]
    _many(connection, _LINE, _line_rows(first, sale, figures, sold))
    _many(connection, _ADJUSTMENT, _adjustment_rows(first, sale, figures))
    _many(connection, _TENDER, _tender_rows(first, sale))
    _many(connection, _TAX, _tax_rows(first, figures))
    _many(connection, _STOCK, _stock_rows(first, sale, versions))
    write_returns(connection, first, sale.returns, versions[len(sale.lines) :])
    _many(connection, _TOTAL, _total_rows(business_day, sale, figures))


def _many(connection: Connection, sql: str, rows: list[Row]) -> None:
    if rows:
        connection.exec_driver_sql(sql, rows)


def _sale_row(
    entry_no: int, filing: SaleToFile, receipt_number: str, business_day: str, more: bytes | None, tier: str
) -> Row:
    sale, figures = filing.sale, filing.figures
    return (
        entry_no,
        sale.sale_id.bytes,
        receipt_number,
        sale.started_at_ms,
        filing.completed_at_ms,
        business_day,
        sale.cashier_id.bytes,
        filing.cashier_name,
        sale.member_id.bytes if sale.member_id else None,
        sale.card,
        sale.next_no,
        figures.goods_minor,
        figures.tax_minor,
        figures.total_minor,
        figures.saved_minor,
        figures.paid_minor,
        figures.due_minor,
        figures.change_minor,
        figures.items,
        more,
        filing.program_hash,
        tier,
        figures.refund_minor,
        figures.payout_minor,
    )


def _line_rows(first: int, sale: Sale, figures: SaleFigures, versions: Sequence[int]) -> list[Row]:
    return [
        (
            first + place,
            line.line_no,
            version,
            line.quantity_milli,
            line.unit_price_minor,
            line.extended_minor,
            done.amount_minor,
            done.tax_class,
            done.points,
            line.code,
            line.labelled,
        )
        for place, (line, done, version) in enumerate(zip(sale.lines, figures.lines, versions, strict=True))
    ]


def _adjustment_rows(first: int, sale: Sale, figures: SaleFigures) -> list[Row]:
    rows: list[Row] = []
    for place, (line, done) in enumerate(zip(sale.lines, figures.lines, strict=True)):
        for part, each in _parts(line.adjustments, done.adjustments):
            key, kind, reason = first + len(rows), each.kind.value, _encode(each.reason)
            rows.append((key, place, part, kind, each.source, each.amount_minor, reason))
    if len(rows) >> PLACE_BITS:
        raise ValueError("more adjustments than a sale can keep")
    return rows


def _parts(own: Sequence[Adjustment], computed: Sequence[Adjustment]) -> list[tuple[int, Adjustment]]:
    """Say of each adjustment whether the line has it, the figures have it, or both, without losing either's
    order.
    """
    parts: list[tuple[int, Adjustment]] = []
    matched = 0
    for each in computed:
        if matched < len(own) and own[matched] == each:
            matched += 1
            parts.append((BOTH, each))
        else:
            parts.append((COMPUTED, each))
    return parts + [(OF_LINE, each) for each in own[matched:]]


def _tender_rows(first: int, sale: Sale) -> list[Row]:
    return [
        (
            first + place,
            each.tender_no,
            each.kind.value,
            each.amount_minor,
            each.given_minor,
            each.reference,
        )
        for place, each in enumerate(sale.tenders)
    ]


def _tax_rows(first: int, figures: SaleFigures) -> list[Row]:
    return [
        (
            first + place,
            each.tax_class,
            each.label,
            each.rate.numerator,
            each.rate.denominator,
            each.net_minor,
            each.tax_minor,
            each.gross_minor,
        )
        for place, each in enumerate(figures.taxes)
    ]


def _stock_rows(first: int, sale: Sale, versions: Sequence[int]) -> list[Row]:
    moved = [
        (version, -line.quantity_milli)
        for line, version in zip(sale.lines, versions[: len(sale.lines)], strict=True)
    ]
    moved += returned_stock(sale.returns, versions[len(sale.lines) :])
    return [(first + place, *each) for place, each in enumerate(moved)]


def _total_rows(business_day: str, sale: Sale, figures: SaleFigures) -> list[Row]:
    parts: Sums = [("sale", "", figures.total_minor), ("change", "", figures.change_minor)]
    parts += [("tender", each.kind.value, each.amount_minor) for each in sale.tenders]
    parts += [("tax", each.tax_class, each.tax_minor) for each in figures.taxes]
    parts += return_sums(sale.returns)
    cashier = sale.cashier_id.bytes
    return [(business_day, cashier, measure, part, amount, 1) for measure, part, amount in parts]
