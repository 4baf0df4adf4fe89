"""What came back, on the receipt of the sale that took it."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from pos_app.kernel.messages import Translate
from pos_app.kernel.money import Rate
from pos_app.kernel.notation import Figures
from pos_app.kernel.quantity import Unit
from pos_app.receipts.document import BOLD, Align, Columns, Row, Rule, Style, Text
from pos_app.retail.completed import CompletedSale
from pos_app.retail.figures import TaxLine
from pos_app.retail.returned import ReturnedLine, SaleReturn
from pos_app.retail.shop import TaxMode

_ALIGNS = (Align.RIGHT, Align.LEFT, Align.RIGHT, Align.LEFT)
_INDENT = "  "


def mark_rows(completed: CompletedSale, translate: Translate) -> Iterator[Row]:
    """Yield in large letters what this paper is when nothing was sold: a refund, or a void."""
    sale = completed.sale
    if sale.returns and not sale.lines:
        code = "receipt.void" if all(one.is_void for one in sale.returns) else "receipt.refund"
        yield Text(translate(code), Align.CENTER, Style(bold=True, tall=True))


def returned_rows(completed: CompletedSale, translate: Translate, figures: Figures) -> Iterator[Row]:
    """Yield for each earlier sale its number, the goods with what they bring, and what of that is not money."""
    for back in completed.sale.returns:
        number = back.receipt_number
        heading = (
            translate("receipt.returned", number=number) if number else translate("receipt.returned_without")
        )
        yield Text(heading, Align.LEFT, BOLD)
        rows = [row for line in back.lines for row in _line_rows(line, translate, figures)]
        rows += _kept_rows(back, translate, figures)
        yield Columns(tuple(rows), _ALIGNS, grow=1)
        yield Rule()


def taxes_after(completed: CompletedSale, mode: TaxMode) -> tuple[TaxLine, ...]:
    """Return the tax table with the tax of returned goods taken off, each at the rate at which it was charged."""
    rows = {(one.label, one.rate): one for one in completed.figures.taxes}
    for back in completed.sale.returns:
        for line in back.lines:
            if line.tax_rate is not None:
                key = (line.tax_label, line.tax_rate)
                rows[key] = _less(rows.get(key) or _nothing(line, line.tax_rate), line, mode)
    return tuple(rows.values())


def _line_rows(line: ReturnedLine, translate: Translate, figures: Figures) -> Iterator[tuple[str, ...]]:
    unit = line.product.unit
    quantity = figures.quantity(line.quantity_milli, unit)
    weighed = unit is Unit.KG
    name = line.product.receipt_name or line.product.name
    yield "-1" if weighed else f"-{quantity}", name, figures.money(-line.gross_minor), line.tax_label
    if weighed:
        yield "", f"{_INDENT}{quantity} {translate('receipt.kg')}", "", ""
    yield "", _INDENT + translate(f"receipt.reason.{line.reason.value}"), "", ""


def _kept_rows(back: SaleReturn, translate: Translate, figures: Figures) -> Iterator[tuple[str, ...]]:
    for code, amount in (
        ("receipt.returned_points", back.by_points_minor),
        ("receipt.returned_coupon", back.by_coupon_minor),
        ("receipt.returned_kept", back.deducted_minor),
    ):
        if amount:
            yield "", translate(code), figures.money(amount), ""


def _nothing(line: ReturnedLine, rate: Rate) -> TaxLine:
    return TaxLine(line.tax_class, line.tax_label, rate, 0, 0, 0)


def _less(row: TaxLine, line: ReturnedLine, mode: TaxMode) -> TaxLine:
    net = line.amount_minor if mode is TaxMode.EXCLUSIVE else line.amount_minor - line.tax_minor
    return replace(
        row,
        net_minor=row.net_minor - net,
        tax_minor=row.tax_minor - line.tax_minor,
        gross_minor=row.gross_minor - net - line.tax_minor,
    )
