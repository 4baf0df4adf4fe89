"""Rows of cells as lines with aligned columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pos_app.kernel.limits import RECEIPT_WRAP_LINES_MAX
from pos_app.receipts.cells import cell_width, is_one_cell_each, padded, wrapped
from pos_app.receipts.document import Align, Columns
from pos_app.receipts.lines import UNCHANGED, Fit, Line

GAP = 1
"""Cells between two columns of a table."""
GROW_MIN = 8
"""A table breaks its rows rather than leave its growing column fewer cells than this."""

_MARKS = {Align.LEFT: "<", Align.RIGHT: ">", Align.CENTER: "^"}

Cells = tuple[str, ...]


def table_lines(table: Columns, room: int, fit: Fit) -> list[Line]:
    """Return the lines of a table, each at most `room` cells wide."""
    rows: Sequence[Cells] = table.rows
    if not rows:
        return []
    if fit is not UNCHANGED:
        rows = [tuple(map(fit, row)) for row in rows]
    is_plain = is_one_cell_each("".join(map("".join, rows)))
    measure = len if is_plain else cell_width
    widths = [max(map(measure, column)) for column in zip(*rows, strict=True)]
    fixed = sum(width + GAP for i, width in enumerate(widths) if i != table.grow and width)
    left = room - fixed
    if left < min(widths[table.grow], GROW_MIN):
        return [line for row in rows for line in _broken(row, table, room)]
    widths[table.grow] = left
    if not is_plain:
        return [line for row in rows for line in _padded(row, widths, table)]
    shape = " ".join(
        f"{{{i}:{_MARKS[align]}{width}}}"
        for i, (align, width) in enumerate(zip(table.aligns, widths, strict=True))
        if width
    )
    lines: list[Line] = []
    for row in rows:
        if len(row[table.grow]) <= left:
            lines.append(Line(shape.format(*row).rstrip(), Align.LEFT, table.style))
        else:
            lines += _padded(row, widths, table)
    return lines


def _padded(row: Cells, widths: list[int], table: Columns) -> Iterator[Line]:
    """A row on one line, or more where the growing cell wraps: the other cells stand on the first."""
    grown = wrapped(row[table.grow], widths[table.grow], RECEIPT_WRAP_LINES_MAX)
    blank = ("",) * len(row)
    for n, part in enumerate(grown):
        cells = [
            padded(part if i == table.grow else cell, width, table.aligns[i])
            for i, (cell, width) in enumerate(zip(blank if n else row, widths, strict=True))
            if width
        ]
        yield Line((" " * GAP).join(cells).rstrip(), Align.LEFT, table.style)


def _broken(row: Cells, table: Columns, room: int) -> Iterator[Line]:
    """A row over several lines: its first cell at the left edge, the others at the right one."""
    first, *others = (cell for cell in row if cell) if any(row) else ("",)
    rest = " ".join(others)
    left = room - cell_width(first)
    if cell_width(rest) + GAP <= left:
        yield Line((first + padded(rest, left, Align.RIGHT)).rstrip(), Align.LEFT, table.style)
        return
    for line in wrapped(first, room, RECEIPT_WRAP_LINES_MAX):
        yield Line(line.rstrip(), Align.LEFT, table.style)
    for line in wrapped(rest, room, RECEIPT_WRAP_LINES_MAX) if rest else ():
        yield Line(padded(line, room, Align.RIGHT).rstrip(), Align.LEFT, table.style)
