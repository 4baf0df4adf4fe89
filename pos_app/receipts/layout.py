"""A document on paper of so many columns: rows become lines that never run over the edge."""

from __future__ import annotations

from pos_app.kernel.limits import RECEIPT_COLUMNS_MIN, RECEIPT_WRAP_LINES_MAX
from pos_app.receipts.cells import wrapped
from pos_app.receipts.document import Align, Blank, Columns, Document, Rule, Text
from pos_app.receipts.lines import Fit, Laid, Line, clean
from pos_app.receipts.tables import table_lines

_EMPTY = Line("")


def lay_out(document: Document, columns: int, fit: Fit = clean) -> list[Laid]:
    """Return the document as lines and codes for paper of `columns` cells (>= RECEIPT_COLUMNS_MIN).

    `fit` must drop control characters as `clean` does. Raises ValueError for narrower paper.
    """
    if columns < RECEIPT_COLUMNS_MIN:
        raise ValueError("paper is too narrow")
    laid: list[Laid] = []
    for row in document.rows:
        if isinstance(row, Columns):
            laid += table_lines(row, columns // 2 if row.style.wide else columns, fit)
        elif isinstance(row, Text):
            laid += _text(row, columns // 2 if row.style.wide else columns, fit)
        elif isinstance(row, Rule):
            laid.append(Line(fit(row.mark)[:1] * columns))
        elif isinstance(row, Blank):
            laid.append(_EMPTY)
        else:
            laid.append(row)
    return laid


def _text(row: Text, room: int, fit: Fit) -> list[Line]:
    lines = wrapped(fit(row.text), room, RECEIPT_WRAP_LINES_MAX)
    if row.align is Align.LEFT:
        return [Line(line.rstrip(), row.align, row.style) for line in lines]
    return [Line(line.strip(), row.align, row.style) for line in lines]
