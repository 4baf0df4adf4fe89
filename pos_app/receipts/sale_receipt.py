"""The receipt of a completed sale."""

from __future__ import annotations

from collections.abc import Iterator

from pos_app.kernel.messages import Translate
from pos_app.kernel.notation import Figures, figures_of
from pos_app.kernel.quantity import MILLI, Unit
from pos_app.loyalty.quote import PointsStatement
from pos_app.receipts.document import (
    BOLD,
    Align,
    Barcode,
    Blank,
    Columns,
    Cut,
    Document,
    Qr,
    Row,
    Rule,
    Style,
    Text,
    pair,
)
from pos_app.receipts.member_block import member_rows
from pos_app.receipts.paper_blocks import Claimable, claim_rows, coupon_rows
from pos_app.receipts.returned import mark_rows, returned_rows
from pos_app.receipts.totals import tax_rows, tender_rows, total_rows
from pos_app.retail.completed import CompletedSale
from pos_app.retail.figures import LineFigures
from pos_app.retail.sale import SaleLine
from pos_app.retail.shop import ShopProfile

_LINE_ALIGNS = (Align.RIGHT, Align.LEFT, Align.RIGHT, Align.LEFT)
_INDENT = "  "


def sale_receipt(
    completed: CompletedSale,
    statement: PointsStatement | None,
    shop: ShopProfile,
    translate: Translate,
    *,
    is_copy: bool = False,
    claim: Claimable | None = None,
) -> Document:
    """Return the receipt, right on paper of any width; `statement` is the member's side of the sale, if there
    is one.

    `is_copy` marks a reprint, which is otherwise the same; `claim` is for a customer without a card. Raises
    babel's UnknownLocaleError for a bad shop locale.
    """
    figures = figures_of(shop.locale, shop.zone, shop.currency.digits)
    rows: list[Row] = [*_shop_rows(shop, translate)]
    if is_copy:
        rows += [Text(translate("receipt.copy"), Align.CENTER, Style(bold=True, tall=True)), Blank()]
    rows += mark_rows(completed, translate)
    rows += _heading_rows(completed, shop, translate, figures)
    rows += [Rule()]
    rows += returned_rows(completed, translate, figures)
    if completed.sale.lines:
        rows += [_lines_table(completed, translate, figures), Rule()]
    rows += total_rows(completed, shop, translate, figures)
    rows += tender_rows(completed, translate, figures)
    rows += tax_rows(completed, translate, figures)
    is_member = statement is not None and bool(statement.masked_name)
    if statement is not None and is_member:
        rows += member_rows(statement, translate, figures)
    if statement is not None:
        rows += coupon_rows(statement.coupons, translate, figures)
    rows += claim_rows(claim, translate, figures)
    rows += _closing_rows(completed, shop, translate, is_member=is_member)
    return Document(tuple(rows))


def _shop_rows(shop: ShopProfile, translate: Translate) -> Iterator[Row]:
    yield Text(shop.name, Align.CENTER, Style(bold=True, tall=True))
    for line in shop.address:
        yield Text(line, Align.CENTER)
    if shop.tax_number:
        yield Text(translate("receipt.tax_number", number=shop.tax_number), Align.CENTER)
    yield Blank()


def _heading_rows(
    completed: CompletedSale, shop: ShopProfile, translate: Translate, figures: Figures
) -> Iterator[Row]:
    yield Text(translate("receipt.number", number=completed.receipt_number))
    yield pair(figures.moment(completed.completed_at_ms), shop.terminal_name)
    if completed.cashier_name:
        yield Text(translate("receipt.cashier", name=completed.cashier_name))


def _lines_table(completed: CompletedSale, translate: Translate, figures: Figures) -> Columns:
    labels = {tax.tax_class: tax.label for tax in completed.figures.taxes}
    computed = {line.line_no: line for line in completed.figures.lines}
    rows: list[tuple[str, ...]] = []
    for line in completed.sale.lines:
        came_to = computed[line.line_no]
        rows += _line_rows(line, came_to, labels.get(came_to.tax_class, ""), translate, figures)
    return Columns(tuple(rows), _LINE_ALIGNS, grow=1)


def _line_rows(
    line: SaleLine, came_to: LineFigures, label: str, translate: Translate, figures: Figures
) -> Iterator[tuple[str, ...]]:
    """Name with the amount before adjustments, the unit price where it differs, then each adjustment."""
    quantity = figures.quantity(line.quantity_milli, line.product.unit)
    weighed = line.product.unit is Unit.KG
    name = line.product.receipt_name or line.product.name
    yield "1" if weighed else quantity, name, figures.money(came_to.extended_minor), label
    if weighed or line.quantity_milli != MILLI:
        measured = f"{quantity} {translate('receipt.kg')}" if weighed else quantity
        yield "", f"{_INDENT}{measured} x {figures.money(line.unit_price_minor)}", "", ""
    for change in came_to.adjustments:
        reason = translate(change.reason.code, **change.reason.params)
        yield "", _INDENT + reason, figures.money(change.amount_minor), ""


def _closing_rows(
    completed: CompletedSale, shop: ShopProfile, translate: Translate, *, is_member: bool
) -> Iterator[Row]:
    if shop.join_url and not is_member:
        yield Blank()
        yield Text(translate("receipt.join"), Align.CENTER, BOLD)
        yield Qr(shop.join_url)
    yield Blank()
    for line in shop.footer:
        yield Text(line, Align.CENTER)
    yield Blank()
    yield Barcode(completed.receipt_number)
    yield Qr(receipt_mark(completed))
    yield Text(completed.fingerprint, Align.CENTER, Style(small=True))
    yield Cut()


def receipt_mark(completed: CompletedSale) -> str:
    """Return what the QR of a receipt says: format, number, chain fingerprint, in QR's compact letters."""
    return f"R1:{completed.receipt_number}:{completed.fingerprint}".upper()
