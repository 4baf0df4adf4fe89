"""What came back, on the receipt of the sale that took it."""

from __future__ import annotations

from collections.abc import Iterator

from pos_app.kernel.messages import Translate
from pos_app.kernel.notation import Figures
from pos_app.kernel.quantity import Unit
from pos_app.receipts.document import BOLD, Align, Columns, Row, Rule, Style, Text
from pos_app.retail.completed import CompletedSale
from pos_app.retail.returned import ReturnedLine, SaleReturn

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


def returned_tax_minor(completed: CompletedSale) -> int:
    """Return the tax of what came back: it is off the tax table already. Swapped goods move none."""
    return sum(
        line.tax_minor for back in completed.sale.returns for line in back.lines if not line.replaced_by
    )


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
