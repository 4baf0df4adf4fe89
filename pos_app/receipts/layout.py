"""A document on paper of so many columns: rows become lines that never run over the edge."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import msgspec

from pos_app.kernel.limits import RECEIPT_COLUMNS_MIN, RECEIPT_WRAP_LINES_MAX
from pos_app.kernel.printable import printable
from pos_app.receipts.cells import cell_width, padded, wrapped
from pos_app.receipts.document import (
    PLAIN,
    Align,
    Barcode,
    Blank,
    Columns,
    Cut,
    Document,
    Qr,
    Rule,
    Style,
    Text,
)

GAP = 1
"""Cells between two columns of a table."""
GROW_MIN = 8
"""A table breaks its rows rather than leave its growing column fewer cells than this."""

Fit = Callable[[str], str]
"""Replaces what a printer cannot print, before anything is measured."""


class Line(msgspec.Struct, frozen=True):
    """One printed line: `text` is at most the columns wide and has no trailing spaces."""

    text: str
    align: Align = Align.LEFT
    style: Style = PLAIN


Laid = Line | Barcode | Qr | Cut


def clean(text: str) -> str:
    """Return `text` without anything a printer could take for a command, with plain spaces only."""
    if text.isascii() and text.isprintable():
        return text
    kept = printable(text)
    return "".join(" " if ch.isspace() else ch for ch in kept)


def lay_out(document: Document, columns: int, fit: Fit = clean) -> list[Laid]:
    """Return the document as lines and codes for paper of `columns` cells (>= RECEIPT_COLUMNS_MIN).

    `fit` must drop control characters as `clean` does. Raises ValueError for narrower paper.
    """
    if columns < RECEIPT_COLUMNS_MIN:
        raise ValueError("paper is too narrow")
    laid: list[Laid] = []
    for row in document.rows:
        if isinstance(row, Columns):
            laid += _table(row, columns, fit)
        elif isinstance(row, Text):
            laid += _text(row, columns, fit)
        elif isinstance(row, Rule):
            laid.append(Line(row.mark * columns))
        elif isinstance(row, Blank):
            laid.append(Line(""))
        else:
            laid.append(row)
    return laid


def _room(style: Style, columns: int) -> int:
    return columns // 2 if style.wide else columns


def _text(row: Text, columns: int, fit: Fit) -> Iterator[Line]:
    for line in wrapped(fit(row.text), _room(row.style, columns), RECEIPT_WRAP_LINES_MAX):
        yield Line(line.strip() if row.align is not Align.LEFT else line.rstrip(), row.align, row.style)


def _table(table: Columns, columns: int, fit: Fit) -> list[Line]:
    if not table.rows:
        return []
    room = _room(table.style, columns)
    rows = [tuple(map(fit, row)) for row in table.rows]
    widths = [max(map(cell_width, column)) for column in zip(*rows, strict=True)]
    fixed = sum(width + GAP for i, width in enumerate(widths) if i != table.grow and width)
    left = room - fixed
    if left < min(widths[table.grow], GROW_MIN):
        return [line for row in rows for line in _broken_row(row, table, room)]
    widths[table.grow] = left
    return [line for row in rows for line in _row(row, widths, table)]


def _row(row: tuple[str, ...], widths: list[int], table: Columns) -> Iterator[Line]:
    """One table row on one line, or more where the growing cell wraps: the other cells stand on the first."""
    grown = wrapped(row[table.grow], widths[table.grow], RECEIPT_WRAP_LINES_MAX)
    blank = ("",) * len(row)
    for n, part in enumerate(grown):
        cells = [
            padded(part if i == table.grow else cell, width, table.aligns[i])
            for i, (cell, width) in enumerate(zip(blank if n else row, widths, strict=True))
            if width
        ]
        yield Line((" " * GAP).join(cells).rstrip(), Align.LEFT, table.style)


def _broken_row(row: tuple[str, ...], table: Columns, room: int) -> Iterator[Line]:
    """One table row over several lines: first cell at the left edge, the others at the right one."""
    first, *others = (cell for cell in row if cell) if any(row) else ("",)
    rest = " ".join(others)
    if cell_width(first) + GAP + cell_width(rest) <= room:
        yield Line(
            first + padded(rest, room - cell_width(first), Align.RIGHT).rstrip(), Align.LEFT, table.style
        )
        return
    for line in wrapped(first, room, RECEIPT_WRAP_LINES_MAX):
        yield Line(line.rstrip(), Align.LEFT, table.style)
    for line in wrapped(rest, room, RECEIPT_WRAP_LINES_MAX) if rest else ():
        yield Line(padded(line, room, Align.RIGHT), Align.LEFT, table.style)
