"""Symbols drawn from the data that a printer gets."""

from __future__ import annotations

import segno
import zxingcpp
from PIL import Image

_FORMATS = {"Code128": zxingcpp.BarcodeFormat.Code128, "EAN13": zxingcpp.BarcodeFormat.EAN13}


def barcode_image(text: str, kind: str, module_dots: int, height_dots: int) -> Image.Image:
    """Return the bars in black on white; raises ValueError for a text the format cannot hold."""
    drawn = zxingcpp.create_barcode(text, _FORMATS[kind]).to_image(scale=1, add_quiet_zones=False)
    height, width = drawn.shape
    one_row = bytes(memoryview(drawn))[height // 2 * width : (height // 2 + 1) * width]
    row = Image.frombytes("L", (width, 1), one_row)
    return row.resize((width * module_dots, height_dots), Image.Resampling.NEAREST)


def qr_image(data: bytes, error: str, module_dots: int) -> Image.Image:
    """Return the QR code without its quiet zone."""
    matrix = list(segno.make_qr(data, error=error, boost_error=False).matrix_iter(border=0))
    dots = b"".join(bytes(0 if module else 255 for module in row) for row in matrix)
    size = len(matrix)
    return Image.frombytes("L", (size, size), dots).resize(
        (size * module_dots, size * module_dots), Image.Resampling.NEAREST
    )


def raster_image(width_bytes: int, rows: bytes) -> Image.Image:
    """Return one-bit rows as a picture, set bits black."""
    height = len(rows) // width_bytes
    inverted = bytes(byte ^ 0xFF for byte in rows)
    return Image.frombytes("1", (width_bytes * 8, height), inverted).convert("L")
