"""Bar codes, QR codes as commands."""

from __future__ import annotations

import pytest
import zxingcpp
from msgspec.structs import replace
from PIL import Image

from pos_app.devices.escpos.codes import barcode_bytes, qr_bytes
from pos_app.devices.escpos.entry import PrinterEntry, QrKind
from pos_app.devices.escpos.lint import lint_job
from pos_app.devices.preview import printed_papers
from pos_app.devices.simulated.drawing import paper_image
from pos_app.kernel.errors import Refused
from pos_app.kernel.limits import RECEIPT_QR_BYTES_MAX
from pos_app.receipts.document import Barcode, Qr, Symbology
from tests.support.printers import MODELS, entry


def picture(data: bytes, printer: PrinterEntry) -> Image.Image:
    """What the printer makes of it."""
    return paper_image(printed_papers(data, printer)[0])


def read(data: bytes, printer: PrinterEntry) -> list[str]:
    """What a scanner reads from the paper."""
    return [code.text for code in zxingcpp.read_barcodes(picture(data, printer))]


def test_code128_as_bytes() -> None:
    assert barcode_bytes(Barcode("ABC-1"), entry()) == (
        b"\x1ba\x01\x1dh\x40\x1dw\x03\x1df\x00\x1dH\x02\x1dkI\x07{BABC-1\n\x1ba\x00"
    )


@pytest.mark.parametrize("model", MODELS)
def test_scanners_read_it_from_every_paper(model: str) -> None:
    printer = entry(model)
    assert read(barcode_bytes(Barcode("0001-01-A-0000042"), printer), printer) == ["0001-01-A-0000042"]
    assert read(barcode_bytes(Barcode("4006381333931", Symbology.EAN13), printer), printer) == [
        "4006381333931"
    ]
    assert read(qr_bytes(Qr("R1:0001-01-A-0000042:1A2B3C4D"), printer), printer) == [
        "R1:0001-01-A-0000042:1A2B3C4D"
    ]


def test_the_module_shrinks_before_the_code_grows_over_the_edge() -> None:
    assert b"\x1dw\x02" in barcode_bytes(Barcode("0001-01-A-0000042"), entry("clone-58"))


@pytest.mark.parametrize("printer", [replace(entry(), barcode=False), entry("clone-58")])
def test_a_code_that_does_not_fit_is_printed_as_text(printer: PrinterEntry) -> None:
    text = "ABCDEFGHIJKLMNOPQRSTUVWX"
    assert barcode_bytes(Barcode(text), printer) == b"\x1ba\x01" + text.encode() + b"\n\x1ba\x00"


def test_digit_pairs_that_are_a_real_time_command_go_another_way() -> None:
    data = barcode_bytes(Barcode("16040100"), entry())
    assert b"{B16040100" in data
    assert lint_job(data) == ()


@pytest.mark.parametrize(
    "barcode",
    [
        Barcode("ş"),
        Barcode("A" * 254),
        Barcode(""),
        Barcode("4006381333932", Symbology.EAN13),
        Barcode("400638133393", Symbology.EAN13),
        Barcode("٤٠٠٦٣٨١٣٣٣٩٣١", Symbology.EAN13),
    ],
)
def test_data_the_symbol_cannot_hold(barcode: Barcode) -> None:
    with pytest.raises(Refused, match=r"receipt\.bad_barcode"):
        barcode_bytes(barcode, entry())


@pytest.mark.parametrize("kind", [QrKind.NATIVE, QrKind.RASTER])
@pytest.mark.parametrize("text", ["x", "Şeker Привет 5 €", "a" * 300])
def test_qr_of_every_kind_is_read_back(kind: QrKind, text: str) -> None:
    printer = replace(entry(), qr=kind)
    data = qr_bytes(Qr(text), printer)
    assert read(data, printer) == [text]
    assert lint_job(data) == ()


def test_a_long_qr_still_fits_58_mm() -> None:
    printer = entry("clone-58")
    assert read(qr_bytes(Qr("a" * 300), printer), printer) == ["a" * 300]


def test_a_printer_without_qr_prints_none() -> None:
    assert qr_bytes(Qr("x"), replace(entry(), qr=QrKind.NONE)) == b""


@pytest.mark.parametrize("text", ["", "\x1b\x00", "ş" * RECEIPT_QR_BYTES_MAX])
def test_a_qr_text_out_of_bounds(text: str) -> None:
    with pytest.raises(Refused, match=r"receipt\.qr_too_long"):
        qr_bytes(Qr(text), entry())


def test_commands_in_a_qr_text_are_dropped() -> None:
    printer = entry()
    assert read(qr_bytes(Qr("a\x10\x14\x01\x00\x05b\x1bp"), printer), printer) == ["abp"]
