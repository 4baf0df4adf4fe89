"""Receipt rows as values."""

from __future__ import annotations

import msgspec

from pos_app.receipts.document import Align, Barcode, Columns, Cut, Document, Qr, Rule, Text, pair


def test_a_pair_stands_at_both_edges() -> None:
    assert pair("Total", "1.00") == Columns((("Total", "1.00"),), (Align.LEFT, Align.RIGHT), 0)


def test_a_document_survives_json() -> None:
    document = Document((Text("Şok"), pair("a", "b"), Rule(), Barcode("1-A"), Qr("x"), Cut()))
    assert msgspec.json.decode(msgspec.json.encode(document), type=Document) == document
