"""A document as plain text, for previews, tests, the command line."""

from __future__ import annotations

from pos_app.receipts.cells import padded
from pos_app.receipts.document import Align, Barcode, Cut, Document, Qr
from pos_app.receipts.layout import lay_out
from pos_app.receipts.lines import Laid, Line

_CUT = "8<"


def as_text(document: Document, columns: int) -> str:
    """Return the document as lines of at most `columns` cells, ending in a line break.

    Bar codes appear as `||| data |||`, QR codes as `[QR] data` cut over several lines, a cut as a dashed
    line.
    """
    lines = [line for laid in lay_out(document, columns) for line in _lines(laid, columns)]
    return "\n".join(lines) + "\n"


def _lines(laid: Laid, columns: int) -> list[str]:
    if isinstance(laid, Line):
        room = columns // 2 if laid.style.wide else columns
        return [padded(laid.text, room, laid.align).rstrip()]
    if isinstance(laid, Barcode):
        return [padded(f"||| {laid.data} |||"[:columns], columns, Align.CENTER).rstrip()]
    if isinstance(laid, Qr):
        shown = f"[QR] {laid.data}"
        pieces = [shown[i : i + columns] for i in range(0, len(shown), columns)]
        return [padded(piece, columns, Align.CENTER).rstrip() for piece in pieces]
    assert isinstance(laid, Cut)
    return ["- " * ((columns - len(_CUT)) // 2) + _CUT]
