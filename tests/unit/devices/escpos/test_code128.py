"""Code 128: data, width."""

from __future__ import annotations

import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from PIL import ImageOps

from pos_app.devices.escpos.code128 import code128_data, code128_modules, code128_parts
from pos_app.devices.simulated.barcode_data import barcode_text
from pos_app.devices.simulated.symbols import barcode_image

CODE128 = zxingcpp.barcode_formats_from_str("Code128")
ASCII = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), min_size=1, max_size=24)


@pytest.mark.parametrize(
    ("text", "parts", "data"),
    [
        ("ABC", [("B", "ABC")], b"{BABC"),
        ("1234", [("C", "1234")], b"{C\x0c\x22"),
        ("12345", [("B", "1"), ("C", "2345")], b"{B1{C\x17\x2d"),
        ("a1234b", [("B", "a1234b")], b"{Ba1234b"),
        ("a123456b", [("B", "a"), ("C", "123456"), ("B", "b")], b"{Ba{C\x0c\x22\x38{Bb"),
        ("a{b", [("B", "a{b")], b"{Ba{{b"),
        (
            "0001-01-A-0000042",
            [("C", "0001"), ("B", "-01-A-0"), ("C", "000042")],
            b"{C\x00\x01{B-01-A-0{C\x00\x00\x2a",
        ),
    ],
)
def test_parts(text: str, parts: list[tuple[str, str]], data: bytes) -> None:
    assert code128_parts(text) == parts
    assert code128_data(parts) == data


@pytest.mark.parametrize("text", ["", "ş", "a\nb", "a\x1b"])
def test_what_code_set_b_lacks(text: str) -> None:
    with pytest.raises(ValueError, match="ASCII"):
        code128_parts(text)


def test_a_receipt_number_fits_on_58_mm() -> None:
    assert code128_modules(code128_parts("0001-01-A-0000042")) * 2 <= 384


@given(ASCII)
def test_a_printer_reads_back_what_was_meant(text: str) -> None:
    assert barcode_text(73, code128_data(code128_parts(text))) == (text, "Code128")


@given(st.text("0123456789AB-", min_size=1, max_size=24))
def test_scanners_read_what_was_drawn(text: str) -> None:
    drawn = barcode_image(text, "Code128", 2, 60)
    sheet = ImageOps.expand(drawn, 40, 255)
    assert [code.text for code in zxingcpp.read_barcodes(sheet, CODE128)] == [text]
