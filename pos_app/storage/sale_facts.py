"""Turns a paid sale into its fact."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from pos_app.kernel.messages import Message
from pos_app.loyalty.ledger import EntryDraft
from pos_app.ports.books import SaleToFile
from pos_app.retail.figures import LineFigures, TaxLine
from pos_app.retail.returned import SaleReturn
from pos_app.retail.sale import Adjustment, Sale, SaleLine
from pos_app.retail.tender import Tender
from pos_app.storage.entry_facts import entry_fact
from pos_app.wire.fact import FactKind, encode
from pos_app.wire.sale_fact import (
    Authority,
    SaleFact,
    SaleFactAdjustment,
    SaleFactLine,
    SaleFactReturn,
    SaleFactReturnLine,
    SaleFactTax,
    SaleFactTender,
    Why,
)


def kind_of(sale: Sale) -> str:
    """Return the kind of a sale's fact."""
    if sale.lines or not sale.returns:
        return FactKind.SALE.value
    is_void = all(each.is_void for each in sale.returns)
    return FactKind.SALE_VOID.value if is_void else FactKind.REFUND.value


def sale_body(
    filing: SaleToFile,
    entries: Sequence[EntryDraft],
    receipt_number: str,
    more: bytes | None,
    tier: str = "",
    authority: Authority | None = None,
) -> bytes:
    """Return the bytes of the sale's fact; `entries` are all it makes, `more` is from `more_bytes`. Raises Refused
    `fact.too_large`.
    """
    sale, figures = filing.sale, filing.figures
    return encode(
        SaleFact(
            id=str(filing.event_id),
            t=kind_of(sale),
            at=filing.completed_at_ms,
            op=str(sale.cashier_id),
            rules=filing.program_hash,
            card=sale.card or None,
            lines=tuple(_line(line, done) for line, done in zip(sale.lines, figures.lines, strict=True)),
            tender=tuple(_tender(tender) for tender in sale.tenders),
            entries=tuple(entry_fact(entry) for entry in entries),
            auth=authority or Authority(filing.auth_mode),
            receipt=receipt_number,
            sale=str(sale.sale_id),
            started=sale.started_at_ms,
            member=str(sale.member_id) if sale.member_id else None,
            tax=tuple(_tax(tax) for tax in figures.taxes),
            total=figures.total_minor,
            change=figures.change_minor,
            more=hashlib.sha256(more).hexdigest() if more is not None else None,
            ret=tuple(_return(each) for each in sale.returns),
            back=len(filing.reversed),
            tier=tier,
        )
    )


def _line(line: SaleLine, done: LineFigures) -> SaleFactLine:
    product = line.product
    return SaleFactLine(
        line.line_no,
        str(product.product_id),
        product.number,
        product.name,
        line.code,
        line.quantity_milli,
        line.unit_price_minor,
        line.extended_minor,
        _adjustments(done.adjustments),
        done.amount_minor,
        done.tax_class,
        done.points,
    )


def _adjustments(adjustments: Sequence[Adjustment]) -> tuple[SaleFactAdjustment, ...]:
    return tuple(
        SaleFactAdjustment(each.kind.value, each.source, each.amount_minor, _why(each.reason))
        for each in adjustments
    )


def _return(each: SaleReturn) -> SaleFactReturn:
    return SaleFactReturn(
        str(each.sale_id) if each.sale_id else None,
        each.receipt_number,
        tuple(
            SaleFactReturnLine(
                line.line_no,
                line.of_line_no,
                str(line.product.product_id),
                line.product.number,
                line.quantity_milli,
                line.amount_minor,
                line.tax_class,
                line.tax_minor,
                line.gross_minor,
                line.reason.value,
                line.replaced_by,
                (line.tax_rate.numerator, line.tax_rate.denominator) if line.tax_rate else None,
            )
            for line in each.lines
        ),
        each.by_points_minor,
        each.deducted_minor,
        each.is_void,
        each.approved_by,
        each.by_coupon_minor,
    )


def _why(reason: Message) -> Why:
    return reason.code, reason.params


def _tender(tender: Tender) -> SaleFactTender:
    return SaleFactTender(tender.kind.value, tender.amount_minor, tender.given_minor, tender.reference)


def _tax(tax: TaxLine) -> SaleFactTax:
    rate = (tax.rate.numerator, tax.rate.denominator)
    return SaleFactTax(tax.tax_class, tax.label, rate, tax.net_minor, tax.tax_minor, tax.gross_minor)
