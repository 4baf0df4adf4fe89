"""Total, tenders, change, taxes of a receipt."""

from __future__ import annotations

from collections.abc import Iterator

from pos_app.kernel.messages import Translate
from pos_app.kernel.notation import Figures
from pos_app.receipts.document import BOLD, Align, Blank, Columns, Row, Style, Text, pair
from pos_app.receipts.returned import returned_tax_minor
from pos_app.retail.completed import CompletedSale
from pos_app.retail.shop import ShopProfile, TaxMode
from pos_app.retail.tender import Tender, TenderKind

_TAX_ALIGNS = (Align.LEFT, Align.RIGHT, Align.RIGHT, Align.RIGHT)


def total_rows(
    completed: CompletedSale, shop: ShopProfile, translate: Translate, figures: Figures
) -> Iterator[Row]:
    """Yield goods and tax where the tax is added on top, the total, what was saved, the number of items."""
    came_to = completed.figures
    if shop.tax.mode is TaxMode.EXCLUSIVE:
        yield pair(translate("receipt.goods"), figures.money(came_to.goods_minor))
        yield pair(translate("receipt.tax"), figures.money(came_to.tax_minor + returned_tax_minor(completed)))
    if came_to.refund_minor and completed.sale.lines:
        yield pair(translate("receipt.returned_goods"), figures.money(-came_to.refund_minor))
    back = came_to.total_minor < 0
    label = translate("receipt.total_back" if back else "receipt.total", currency=shop.currency.code)
    yield pair(label, figures.money(abs(came_to.total_minor)), Style(bold=True, tall=True))
    if came_to.saved_minor:
        yield pair(translate("receipt.saved"), figures.money(came_to.saved_minor))
    if completed.sale.lines:
        yield Text(translate("receipt.items", items=came_to.items))
    yield Blank()


def tender_rows(completed: CompletedSale, translate: Translate, figures: Figures) -> Iterator[Row]:
    """Yield each tender as it was handed over or paid out, then what went back."""
    rows = [_tender_row(tender, translate, figures) for tender in completed.sale.tenders]
    if rows:
        yield Columns(tuple(rows))
    if completed.figures.change_minor:
        yield pair(translate("receipt.change"), figures.money(completed.figures.change_minor), BOLD)


def _tender_row(tender: Tender, translate: Translate, figures: Figures) -> tuple[str, str]:
    means = translate(f"receipt.tender.{tender.kind}")
    if tender.amount_minor < 0:
        return translate("receipt.paid_out", means=means), figures.money(-tender.amount_minor)
    given = tender.given_minor if tender.kind is TenderKind.CASH else tender.amount_minor
    return means, figures.money(given)


def tax_rows(completed: CompletedSale, translate: Translate, figures: Figures) -> Iterator[Row]:
    """Yield the tax table: label with rate, net, tax, gross."""
    taxes = completed.figures.taxes
    if not taxes:
        return
    heading = (
        translate("receipt.tax_rate"),
        translate("receipt.tax_net"),
        translate("receipt.tax"),
        translate("receipt.tax_gross"),
    )
    rows = [
        (
            f"{tax.label} {figures.percent(tax.rate)}",
            figures.money(tax.net_minor),
            figures.money(tax.tax_minor),
            figures.money(tax.gross_minor),
        )
        for tax in taxes
    ]
    yield Blank()
    yield Columns((heading, *rows), _TAX_ALIGNS)
