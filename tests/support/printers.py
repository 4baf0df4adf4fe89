"""Printer table entries for the tests of printers."""

from __future__ import annotations

from pos_app.devices.escpos.entry import PrinterEntry
from pos_app.devices.escpos.table import read_printer
from pos_app.devices.patience import Patience
from pos_app.receipts.document import Align, Barcode, Cut, Document, Qr, Style, Text, pair
from pos_app.receipts.sale_receipt import sale_receipt
from tests.support.receipts import RESOURCES, Words, sample_sale, sample_statement, shop

PRINTERS = RESOURCES / "printers"
MODELS = (
    "clone-58",
    "emupos",
    "epson-80",
    "epson-tm-t20",
    "epson-tm-t88",
    "one-way-58",
    "one-way-80",
    "rongta-rp326",
)
HASTY = Patience(answer_ms=100, confirm_ms=200)
"""For tests in which nobody answers."""

SMALL = Document(
    (
        Text("Köşe Dükkân", Align.CENTER, Style(bold=True, tall=True)),
        pair("Süt", "1,29"),
        Barcode("0001-01-A-0000042"),
        Qr("R1:0001-01-A-0000042:1A2B3C4D"),
        Cut(),
    )
)


def entry(model: str = "epson-80") -> PrinterEntry:
    """One entry of the shipped table."""
    return read_printer(PRINTERS, model)


def sample_receipt(language: str = "en") -> Document:
    """The sample receipt in a language."""
    locale = {"en": "en_GB", "tr": "tr_TR", "ru": "ru_RU"}[language]
    return sale_receipt(sample_sale(language), sample_statement(), shop(locale), Words(language))
