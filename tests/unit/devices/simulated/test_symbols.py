"""Symbols from printer data."""

from __future__ import annotations

import pytest
import zxingcpp
from PIL import Image, ImageOps

from pos_app.devices.simulated.symbols import barcode_image, barcode_text, qr_image, raster_image


@pytest.mark.parametrize(
    ("system", "data", "found"),
    [
        (73, b"{BABC", ("ABC", "Code128")),
        (73, b"{C\x01\x2a{BA{{", ("0142A{", "Code128")),
        (73, b"ABC", None),
        (73, b"", None),
        (67, b"4006381333931", ("4006381333931", "EAN13")),
        (2, b"4006381333931", ("4006381333931", "EAN13")),
        (67, b"40063a", None),
        (72, b"ABC", None),
    ],
)
def test_barcode_text(system: int, data: bytes, found: tuple[str, str] | None) -> None:
    assert barcode_text(system, data) == found


def read(image: Image.Image) -> list[str]:
    """What a scanner reads with white around it."""
    return [code.text for code in zxingcpp.read_barcodes(ImageOps.expand(image, 40, 255))]


@pytest.mark.parametrize("module_dots", [2, 3])
def test_bars_have_whole_modules(module_dots: int) -> None:
    bars = barcode_image("0001-A", "Code128", module_dots, 64)
    assert bars.height == 64
    assert bars.width % module_dots == 0
    assert read(bars) == ["0001-A"]


def test_qr() -> None:
    assert read(qr_image("Şeker".encode(), "m", 4)) == ["Şeker"]


def test_raster() -> None:
    picture = raster_image(1, b"\xf0\x01")
    assert picture.size == (8, 2)
    assert [picture.getpixel((x, 0)) for x in (0, 3, 4, 7)] == [0, 0, 255, 255]
    assert picture.getpixel((7, 1)) == 0
