"""A sale of another till, put together again from its fact."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import Connection

from pos_app.kernel.errors import Refused
from pos_app.kernel.ids import CashierId, EventId, MemberId, ProductId, SaleId
from pos_app.kernel.messages import Message
from pos_app.kernel.money import Rate
from pos_app.kernel.quantity import Unit
from pos_app.loyalty.ledger import EntryDraft
from pos_app.ports.books import FiledSale, SoldSale
from pos_app.retail.completed import CompletedSale
from pos_app.retail.figures import LineFigures, SaleFigures, TaxLine
from pos_app.retail.product import Product
from pos_app.retail.returned import ReturnedLine, ReturnReason, SaleReturn
from pos_app.retail.sale import Adjustment, AdjustmentKind, Sale, SaleLine
from pos_app.retail.tender import Tender, TenderKind
from pos_app.storage.database import Database
from pos_app.storage.entry_facts import entry_draft
from pos_app.storage.product_versions import decode_product
from pos_app.wire.sale_fact import SaleFact, SaleFactLine, SaleFactReturn, SaleFactReturnLine, read_sale

_FACT = "SELECT event_id, body FROM foreign_fact WHERE receipt_number = ? ORDER BY kept_at_ms DESC LIMIT 1"
# What came back of it elsewhere as far as it is known here, then at this till.
_RETURNS = """SELECT f.body FROM foreign_return f WHERE f.of_event_id = ?1
        AND NOT EXISTS (SELECT 1 FROM journal j WHERE j.event_id = f.event_id)
    UNION ALL SELECT j.body FROM journal j WHERE j.entry_no IN (
        SELECT r.row_no >> 16 FROM sale_return r WHERE r.sale_id = ?2 AND r.of_entry_no IS NULL)"""
_PRODUCT = """SELECT v.body FROM product p JOIN product_version v ON v.version_no = p.version_no
    WHERE p.product_id = ?"""
_WHOLE_MILLI = 1000


def read_foreign(database: Database, receipt_number: str) -> SoldSale | None:
    """Return a sale of another till that was kept, with what came back of it; None when there is none."""
    row = database.row(_FACT, (receipt_number,))
    if row is None:
        return None
    event_id, told = EventId(UUID(bytes=row[0])), read_sale(row[1])
    filed = FiledSale(_completed(database, told), None)
    returns: list[SaleReturn] = []
    made: list[EntryDraft] = []
    for (body,) in database.rows(_RETURNS, (row[0], UUID(told.sale).bytes)):
        later = read_sale(body)
        returns += [_return(filed.completed.sale, each) for each in later.ret if each.sale == told.sale]
        back = later.entries[len(later.entries) - later.back :]
        made += [entry_draft(each, later.member) for each in back if each.leg.endswith(f":{event_id}")]
    own = told.entries[: len(told.entries) - told.back]
    return SoldSale(
        filed=filed,
        event_id=event_id,
        program_hash=told.rules,
        tier=told.tier,
        entries=tuple(entry_draft(each, told.member) for each in own),
        returns=tuple(returns),
        return_entries=tuple(made),
    )


def check_foreign_left(connection: Connection, returned: SaleReturn) -> None:
    """Raise Refused `return.too_many` when less of a line of another till's sale is left than comes back, as far as is
    known here; a sale that was never fetched is not judged. Inside the caller's transaction, before it is written.
    """
    row = connection.exec_driver_sql(_FACT, (returned.receipt_number,)).first()
    told = read_sale(row[1]) if row is not None else None
    if row is None or told is None or returned.sale_id is None or told.sale != str(returned.sale_id):
        return
    left = {line.no: line.qty for line in told.lines}
    for (body,) in connection.exec_driver_sql(_RETURNS, (row[0], returned.sale_id.bytes)):
        for line in _came_back(read_sale(body), told.sale):
            left[line.of] = left.get(line.of, 0) - line.qty
    for wanted in returned.lines:
        if wanted.replaced_by:
            continue
        have = left.get(wanted.of_line_no, 0)
        if have < wanted.quantity_milli:
            raise Refused("return.too_many", have_milli=have, need_milli=wanted.quantity_milli)
        left[wanted.of_line_no] = have - wanted.quantity_milli


def _came_back(told: SaleFact, sale: str) -> Iterator[SaleFactReturnLine]:
    """Yield the lines that came back for good of one sale."""
    for each in told.ret:
        if each.sale == sale:
            yield from (line for line in each.lines if not line.swap)


def _completed(database: Database, told: SaleFact) -> CompletedSale:
    lines = [_line(database, each) for each in told.lines]
    tenders = tuple(
        Tender(place, TenderKind(each.kind), each.amt, each.given, each.ref)
        for place, each in enumerate(told.tender, len(lines) + 1)
    )
    sale = Sale(
        sale_id=SaleId(UUID(told.sale)),
        started_at_ms=told.started,
        cashier_id=CashierId(UUID(told.op)),
        lines=tuple(line for line, _ in lines),
        member_id=MemberId(UUID(told.member)) if told.member else None,
        card=told.card or "",
        tenders=tenders,
        next_no=max((each.no for each in told.lines), default=0) + len(tenders) + 1,
    )
    return CompletedSale(
        sale=sale,
        figures=_figures(told, tuple(done for _, done in lines)),
        receipt_number=told.receipt,
        fingerprint="",
        cashier_name="",
        completed_at_ms=told.at,
    )


def _line(database: Database, told: SaleFactLine) -> tuple[SaleLine, LineFigures]:
    done = tuple(
        Adjustment(AdjustmentKind(each.kind), each.source, each.amount, Message(each.why[0], each.why[1]))
        for each in told.adj
    )
    by_hand = tuple(each for each in done if each.kind in (AdjustmentKind.MANUAL, AdjustmentKind.HISTORY))
    line = SaleLine(told.no, _product(database, told), told.qty, told.price, told.ext, by_hand, told.code)
    return line, LineFigures(told.no, told.ext, done, told.amt, told.tax, told.pts)


def _product(database: Database, told: SaleFactLine) -> Product:
    """Return the product as this till knows it, or as the fact tells it."""
    product_id = ProductId(UUID(told.product))
    row = database.row(_PRODUCT, (product_id.bytes,))
    if row is not None:
        return decode_product(row[0])
    unit = Unit.KG if told.qty % _WHOLE_MILLI else Unit.PIECE
    return Product(product_id, told.sku, told.name, told.name, told.price, told.tax, unit)


def _figures(told: SaleFact, lines: tuple[LineFigures, ...]) -> SaleFigures:
    return SaleFigures(
        lines=lines,
        taxes=tuple(
            TaxLine(each.cls, each.label, Rate(*each.rate), each.net, each.tax, each.gross)
            for each in told.tax
        ),
        goods_minor=sum(each.amt for each in told.lines),
        tax_minor=sum(each.tax for each in told.tax),
        total_minor=told.total,
        saved_minor=sum(each.ext - each.amt for each in told.lines if each.ext > each.amt),
        paid_minor=sum(each.amt for each in told.tender),
        due_minor=0,
        change_minor=told.change,
        items=sum(1 if each.qty % _WHOLE_MILLI else each.qty // _WHOLE_MILLI for each in told.lines),
    )


def _return(sale: Sale, told: SaleFactReturn) -> SaleReturn:
    products = {line.line_no: line.product for line in sale.lines}
    return SaleReturn(
        sale_id=sale.sale_id,
        receipt_number=told.receipt,
        lines=tuple(_returned(products[each.of], each) for each in told.lines if each.of in products),
        by_points_minor=told.points,
        deducted_minor=told.kept,
        is_void=told.void,
        approved_by=told.by,
        by_coupon_minor=told.coupon,
    )


def _returned(product: Product, told: SaleFactReturnLine) -> ReturnedLine:
    return ReturnedLine(
        line_no=told.no,
        of_line_no=told.of,
        product=product,
        quantity_milli=told.qty,
        amount_minor=told.amt,
        tax_class=told.cls,
        tax_minor=told.tax,
        gross_minor=told.gross,
        reason=ReturnReason(told.why),
        replaced_by=told.swap,
        tax_rate=Rate(*told.rate) if told.rate else None,
    )
