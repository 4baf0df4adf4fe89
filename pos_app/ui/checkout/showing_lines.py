"""The rows of the sale, ready for eyes. No Qt here."""

from __future__ import annotations

from pos_app.checkout.evaluation import Evaluated
from pos_app.loyalty.why import why_line
from pos_app.retail.figures import LineFigures
from pos_app.retail.sale import Adjustment, SaleLine, UnsoldCode
from pos_app.ui.checkout.state import LineRow, RowNote
from pos_app.ui.formatting import Formats
from pos_app.ui.tone import Tone


def rows_of(evaluated: Evaluated, formats: Formats, selected: int) -> tuple[LineRow, ...]:
    """Return one row a line, then the refused scans that are still open."""
    sale = evaluated.sale
    sold = [
        _sold(line, figures, evaluated, formats, line.line_no == selected)
        for line, figures in zip(sale.lines, evaluated.figures.lines, strict=True)
    ]
    return (*sold, *(_unsold(one, formats, one.unsold_no == selected) for one in sale.unsold))


def _sold(
    line: SaleLine, figures: LineFigures, evaluated: Evaluated, formats: Formats, selected: bool
) -> LineRow:
    product = line.product
    why_none = why_line(evaluated.quote, line.line_no, formats.translate) if evaluated.snapshot else ""
    notes = tuple(_note(one, formats) for one in figures.adjustments)
    if why_none:
        notes = (*notes, RowNote(why_none))
    return LineRow(
        line_no=line.line_no,
        quantity=formats.quantity(line.quantity_milli, product.unit),
        name=product.name,
        unit_price=formats.unit_price(line.unit_price_minor, product.unit),
        amount=formats.money(figures.amount_minor),
        points=f"+{formats.points_short(figures.points)}" if figures.points else "",
        notes=notes,
        selected=selected,
        why=_why(line, figures, formats),
    )


def _note(adjustment: Adjustment, formats: Formats) -> RowNote:
    tone = Tone.GOOD if adjustment.amount_minor < 0 else Tone.NEUTRAL
    return RowNote(formats.say(adjustment.reason), formats.money(adjustment.amount_minor), tone)


def _why(line: SaleLine, figures: LineFigures, formats: Formats) -> str:
    said = [
        formats.translate(
            "why.extended",
            quantity=formats.quantity(line.quantity_milli, line.product.unit),
            price=formats.unit_price(line.unit_price_minor, line.product.unit),
            amount=formats.money(figures.extended_minor),
        )
    ]
    said += [f"{formats.say(one.reason)} {formats.money(one.amount_minor)}" for one in figures.adjustments]
    said.append(formats.translate("why.tax_class", label=figures.tax_class))
    return "\n".join(said)


def _unsold(unsold: UnsoldCode, formats: Formats, selected: bool) -> LineRow:
    return LineRow(
        line_no=unsold.unsold_no,
        quantity="",
        name=formats.translate("ui.line.unsold", code=unsold.code),
        unit_price="",
        amount="",
        selected=selected,
        unsold=True,
        why=formats.say(unsold.reason),
    )
