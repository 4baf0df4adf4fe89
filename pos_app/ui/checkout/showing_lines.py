"""The rows of the sale, ready for eyes. No Qt here."""

from __future__ import annotations

from msgspec.structs import replace

from pos_app.checkout.evaluation import Evaluated
from pos_app.kernel.quantity import extended_minor
from pos_app.loyalty.why import why_line
from pos_app.retail.figures import LineFigures
from pos_app.retail.returned import ReturnedLine, SaleReturn
from pos_app.retail.sale import Adjustment, SaleLine, UnsoldCode
from pos_app.ui.checkout.state import LineRow, RowNote
from pos_app.ui.explaining import back_line
from pos_app.ui.formatting import MINUS, Formats
from pos_app.ui.tone import Tone

Papers = tuple[tuple[int, str], ...]
"""Coupons and codes on the sale: a negative number each, with what the row says."""


class Rows:
    """Makes rows, and keeps those of lines that did not change: a long sale costs no more than a short one."""

    def __init__(self, formats: Formats) -> None:
        self._formats = formats
        self._made: dict[int, tuple[SaleLine, LineFigures, tuple[RowNote, ...], LineRow]] = {}

    def rows_of(self, evaluated: Evaluated, selected: int, papers: Papers = ()) -> tuple[LineRow, ...]:
        """Return what comes back and what is sold, one row a line, then `papers` (number, text) such as coupons, then
        the refused scans that are still open.
        """
        sale, made = evaluated.sale, {}
        notes_by_line = _remarks(evaluated, self._formats)
        for line, figures in zip(sale.lines, evaluated.figures.lines, strict=True):
            notes = notes_by_line.get(line.line_no, ())
            kept = self._made.get(line.line_no)
            if kept is not None and kept[0] is line and kept[1] == figures and kept[2] == notes:
                made[line.line_no] = kept
            else:
                made[line.line_no] = (line, figures, notes, _sold(line, figures, notes, self._formats))
        self._made = made
        back = [
            _returned(line, one, self._formats, line.line_no == selected)
            for one in sale.returns
            for line in one.lines
        ]
        sold = [_chosen(row, row.line_no == selected) for _, _, _, row in made.values()]
        shown = [LineRow(no, "", text, "", "", selected=no == selected) for no, text in papers]
        unsold = [_unsold(one, self._formats, one.unsold_no == selected) for one in sale.unsold]
        return (*back, *sold, *shown, *unsold)


def _chosen(row: LineRow, selected: bool) -> LineRow:
    return replace(row, selected=True) if selected else row


def _remarks(evaluated: Evaluated, formats: Formats) -> dict[int, tuple[RowNote, ...]]:
    """Return by line who may buy it, when this customer may not, and why it earns nothing; the latter only with a
    member, and only where a rule or law says so.
    """
    quote = evaluated.quote
    remarks: dict[int, tuple[RowNote, ...]] = {
        one.line_no: (RowNote(formats.say(one.reason), tone=Tone.BAD),) for one in quote.barred
    }
    if evaluated.snapshot is not None:
        for number in {left.line_no for left in quote.left_out}:
            why = RowNote(why_line(quote, number, formats.translate))
            remarks[number] = (*remarks.get(number, ()), why)
    return remarks


def _sold(line: SaleLine, figures: LineFigures, remarks: tuple[RowNote, ...], formats: Formats) -> LineRow:
    product = line.product
    notes = (*(_note(one, formats) for one in figures.adjustments), *remarks)
    return LineRow(
        line_no=line.line_no,
        quantity=formats.quantity(line.quantity_milli, product.unit),
        name=product.name,
        unit_price=formats.unit_price(line.unit_price_minor, product.unit),
        amount=formats.money(figures.amount_minor),
        points=f"+{formats.points_short(figures.points)}" if figures.points else "",
        notes=notes,
        why=_why(line, figures, formats),
    )


def _returned(line: ReturnedLine, back: SaleReturn, formats: Formats, selected: bool) -> LineRow:
    """Return a row of goods that come back: everything in it is taken off."""
    unit, say = line.product.unit, formats.translate
    reason = say(f"ui.returns.reason.{line.reason.value}")
    from_where = say("ui.line.returned", number=back.receipt_number) if back.receipt_number else ""
    told = f"{from_where or say('ui.line.returned_without')} · {reason}"
    return LineRow(
        line_no=line.line_no,
        quantity=f"{MINUS}{formats.quantity(line.quantity_milli, unit)}",
        name=line.product.name,
        unit_price="",
        amount=formats.money(-line.gross_minor),
        notes=(RowNote(told, tone=Tone.WARN),),
        selected=selected,
        returned=True,
        why=f"{told}\n{back_line(line, back.receipt_number, formats)}",
    )


def _note(adjustment: Adjustment, formats: Formats) -> RowNote:
    tone = Tone.GOOD if adjustment.amount_minor < 0 else Tone.NEUTRAL
    return RowNote(formats.say(adjustment.reason), formats.money(adjustment.amount_minor), tone)


def _why(line: SaleLine, figures: LineFigures, formats: Formats) -> str:
    counted = extended_minor(line.unit_price_minor, line.quantity_milli) == figures.extended_minor
    said = [
        formats.translate(
            "why.extended" if counted else "why.label",
            quantity=formats.quantity(line.quantity_milli, line.product.unit),
            price=formats.unit_price(line.unit_price_minor, line.product.unit),
            amount=formats.money(figures.extended_minor),
        )
    ]
    said += [f"{formats.say(one.reason)} {formats.money(one.amount_minor)}" for one in figures.adjustments]
    if figures.adjustments:
        said.append(formats.translate("why.sum", amount=formats.money(figures.amount_minor)))
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
