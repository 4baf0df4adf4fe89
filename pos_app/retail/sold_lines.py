"""What was charged for each line of an earlier sale, its tax included."""

from __future__ import annotations

import msgspec

from pos_app.kernel.money import Rate, divide, split_by_weight
from pos_app.retail.completed import CompletedSale
from pos_app.retail.figures import LineFigures, TaxLine
from pos_app.retail.product import Product
from pos_app.retail.shop import TaxMode
from pos_app.retail.tax import tax_of


class SoldLine(msgspec.Struct, frozen=True):
    """One line as it was paid: `tax_minor` in `amount_minor`, or `on_top` of it."""

    line_no: int
    product: Product
    quantity_milli: int
    amount_minor: int
    tax_minor: int
    on_top: bool
    tax_class: str
    tax_label: str
    tax_rate: Rate | None

    @property
    def gross_minor(self) -> int:
        """What the customer paid for it."""
        return self.amount_minor + self.tax_minor if self.on_top else self.amount_minor

    def share(self, quantity_milli: int) -> tuple[int, int, int]:
        """Return amount, tax, worth to the customer of the first `quantity_milli` thousandths of it."""
        if self.quantity_milli <= 0:
            return 0, 0, 0
        amount = divide(self.amount_minor * quantity_milli, self.quantity_milli)
        tax = divide(self.tax_minor * quantity_milli, self.quantity_milli)
        return amount, tax, amount + tax if self.on_top else amount


def sold_lines(completed: CompletedSale) -> tuple[SoldLine, ...]:
    """Return the lines of a sale that can come back, with the tax table split over them to the cent.

    A line that replaced goods of an earlier receipt is not among them: it comes back with that receipt.
    """
    sale, figures = completed.sale, completed.figures
    swapped = {line.replaced_by for back in sale.returns for line in back.lines}
    kept = [line for line in figures.lines if line.line_no not in swapped]
    on_top = figures.total_minor + figures.refund_minor != figures.goods_minor
    rows: dict[str, TaxLine] = {}
    taxes: dict[str, int] = {}
    for row in figures.taxes:
        rows.setdefault(row.tax_class, row)
        taxes[row.tax_class] = taxes.get(row.tax_class, 0) + row.tax_minor
    for back in sale.returns:
        for line in back.lines:
            if not line.replaced_by:
                taxes[line.tax_class] = taxes.get(line.tax_class, 0) + line.tax_minor
    tax_of_line: dict[int, int] = {}
    for tax_class, tax_minor in taxes.items():
        of_class = [line for line in kept if line.tax_class == tax_class]
        tax_of_line |= _split(of_class, rows.get(tax_class), tax_minor, on_top)
    amounts = {line.line_no: line for line in kept}
    return tuple(
        SoldLine(
            line_no=line.line_no,
            product=line.product,
            quantity_milli=line.quantity_milli,
            amount_minor=amounts[line.line_no].amount_minor,
            tax_minor=tax_of_line.get(line.line_no, 0),
            on_top=on_top,
            tax_class=amounts[line.line_no].tax_class,
            tax_label=rows[amounts[line.line_no].tax_class].label,
            tax_rate=rows[amounts[line.line_no].tax_class].rate,
        )
        for line in sale.lines
        if line.line_no in amounts
    )


def _split(lines: list[LineFigures], row: TaxLine | None, tax_minor: int, on_top: bool) -> dict[int, int]:
    """Return the tax per line: as each line was taxed where that adds up, else the receipt's tax by amount."""
    if not lines or row is None:
        return {}
    mode = TaxMode.EXCLUSIVE if on_top else TaxMode.INCLUSIVE
    parts = [tax_of(line.amount_minor, row.rate, mode) for line in lines]
    if sum(parts) != tax_minor:
        parts = split_by_weight(tax_minor, [max(0, line.amount_minor) for line in lines])
    return {line.line_no: part for line, part in zip(lines, parts, strict=True)}
