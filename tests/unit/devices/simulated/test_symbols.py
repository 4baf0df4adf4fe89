"""Symbols from printer data."""

from __future__ import annotations

import pytest
import zxingcpp
from PIL import Image, ImageOps

from pos_app.devices.simulated.symbols import barcode_image, qr_image, raster_image


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
