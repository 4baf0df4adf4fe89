"""A document as plain text."""

from __future__ import annotations

from pos_app.receipts.document import Align, Barcode, Cut, Document, Qr, Style, Text, pair
from pos_app.receipts.text import as_text

DOCUMENT = Document(
    (
        Text("Shop", Align.CENTER, Style(wide=True)),
        pair("Total", "1.00"),
        Barcode("0001-A-1"),
        Qr("R1:0001-A-1:1A2B3C4D"),
        Cut(),
    )
)


def test_everything_is_shown() -> None:
    assert as_text(DOCUMENT, 20) == (
        "   Shop\n"
        "Total           1.00\n"
        "  ||| 0001-A-1 |||\n"
        "[QR] R1:0001-A-1:1A2\n"
        "       B3C4D\n"
        "- - - - - - - - - 8<\n"
    )
