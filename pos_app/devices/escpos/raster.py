"""Images as raster bands that no printer mistakes for commands."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pos_app.devices.escpos.entry import PrinterEntry
from pos_app.kernel.errors import Refused
from pos_app.kernel.limits import RASTER_BAND_ROWS, RASTER_ROWS_MAX

REAL_TIME = re.compile(rb"\x10\x04[\x01-\x08]|\x10\x05[\x00-\x03]|\x10\x14[\x01-\x03\x07\x08]", re.DOTALL)
"""Real-time commands: an Epson executes them at once wherever they stand, even inside an image."""

_MUTE = b"\x1d(D\x03\x00\x14\x01\x00"
_UNMUTE = b"\x1d(D\x03\x00\x14\x01\x01"


def raster(rows: Sequence[Sequence[bool]], entry: PrinterEntry) -> bytes:
    """Return black (True) and white dots as GS v 0 commands of at most RASTER_BAND_ROWS rows.

    The image moves right dot by dot until its bytes hold no real-time command. Raises Refused
    `receipt.image_too_large` if it is wider than the paper, longer than RASTER_ROWS_MAX or cannot be moved
    free of such commands.
    """
    from_width = len(rows[0]) if rows else 0
    if from_width > entry.dots or len(rows) > RASTER_ROWS_MAX:
        raise Refused("receipt.image_too_large", width=from_width, most=entry.dots)
    for shift in range(entry.dots - from_width + 1):
        bands = _bands(rows, shift)
        if not REAL_TIME.search(bands):
            return _MUTE + bands + _UNMUTE if entry.can_mute_real_time else bands
    raise Refused("receipt.image_too_large", width=from_width, most=entry.dots)


def _bands(rows: Sequence[Sequence[bool]], shift: int) -> bytes:
    width_bytes = (len(rows[0]) + shift + 7) // 8
    packed = [_packed(row, shift, width_bytes) for row in rows]
    out = []
    for top in range(0, len(packed), RASTER_BAND_ROWS):
        band = packed[top : top + RASTER_BAND_ROWS]
        size = width_bytes.to_bytes(2, "little") + len(band).to_bytes(2, "little")
        out.append(b"\x1dv0\x00" + size + b"".join(band))
    return b"".join(out)


def _packed(row: Sequence[bool], shift: int, width_bytes: int) -> bytes:
    bits = 0
    for dot in row:
        bits = bits << 1 | dot
    return (bits << width_bytes * 8 - len(row) - shift).to_bytes(width_bytes, "big")
