"""Bar codes, QR codes as ESC/POS commands."""

from __future__ import annotations

from pos_app.devices.escpos.code128 import code128_data, code128_modules, code128_parts
from pos_app.devices.escpos.entry import PrinterEntry, QrKind
from pos_app.devices.escpos.raster import REAL_TIME, raster
from pos_app.kernel.errors import Refused
from pos_app.kernel.limits import RECEIPT_QR_BYTES_MAX
from pos_app.receipts.document import Barcode, Qr, Symbology

_CENTER, _LEFT = b"\x1ba\x01", b"\x1ba\x00"
_BAR_HEIGHT_DOTS = 64
_MODULE_DOTS = (3, 2)
_EAN13_MODULES = 95
_QR_MARGIN = 4
_QR_MODULE_DOTS_MAX = 6
_QR_MODULE_DOTS_MIN = 3
# Bytes that QR versions 1 to 20 hold at error level M (ISO/IEC 18004 table 7).
_QR_BYTES_M = (14, 26, 42, 62, 84, 106, 122, 152, 180, 213, 251, 287, 331, 362, 412, 450, 504, 560, 624, 666)


def barcode_bytes(barcode: Barcode, entry: PrinterEntry) -> bytes:
    """Return the bar code centred with its text under it; where it cannot fit or be drawn, only its text.

    Raises Refused `receipt.bad_barcode` for data the symbology cannot hold.
    """
    data, modules = _ean13(barcode.data) if barcode.symbology is Symbology.EAN13 else _code128(barcode.data)
    dots = next((dots for dots in _MODULE_DOTS if modules * dots <= entry.dots), 0)
    if not dots or not entry.barcode:
        return _CENTER + barcode.data.encode("ascii") + b"\n" + _LEFT
    setup = b"\x1dh%c\x1dw%c\x1df\x00\x1dH\x02" % (_BAR_HEIGHT_DOTS, dots)
    return b"".join((_CENTER, setup, data, b"\n", _LEFT))


def _code128(text: str) -> tuple[bytes, int]:
    try:
        parts = code128_parts(text)
    except ValueError:
        raise Refused("receipt.bad_barcode", data=ascii(text)) from None
    data = code128_data(parts)
    if REAL_TIME.search(data):  # digit pairs 16 04 would be a real-time command
        parts = [("B", text)]
        data = code128_data(parts)
    if len(data) > 255:
        raise Refused("receipt.bad_barcode", data=ascii(text))
    return b"\x1dkI%c" % len(data) + data, code128_modules(parts)


def _ean13(digits: str) -> tuple[bytes, int]:
    from stdnum import ean  # receipts rarely carry one

    if len(digits) != 13 or not ean.is_valid(digits):
        raise Refused("receipt.bad_barcode", data=ascii(digits))
    return b"\x1dkC\x0d" + digits.encode("ascii"), _EAN13_MODULES


def qr_bytes(qr: Qr, entry: PrinterEntry) -> bytes:
    """Return the QR code centred with its quiet zone, drawn by the printer or as an image; nothing for a
    printer without.

    Raises Refused `receipt.qr_too_long` beyond RECEIPT_QR_BYTES_MAX bytes.
    """
    data = "".join(ch for ch in qr.data if ch.isprintable()).encode()
    if not 0 < len(data) <= RECEIPT_QR_BYTES_MAX:
        raise Refused("receipt.qr_too_long", length=len(data), most=RECEIPT_QR_BYTES_MAX)
    if entry.qr is QrKind.NONE:
        return b""
    drawn = _native_qr(data, entry) if entry.qr is QrKind.NATIVE else _raster_qr(data, entry)
    return b"".join((_CENTER, drawn, _LEFT))


def _native_qr(data: bytes, entry: PrinterEntry) -> bytes:
    version = next(n for n, room in enumerate(_QR_BYTES_M, 1) if len(data) <= room)
    dots = _module_dots(17 + 4 * version, entry)
    return b"".join(
        (
            b"\n\x1d(k\x04\x001A2\x00",  # model 2
            b"\x1d(k\x03\x001C%c" % dots,
            b"\x1d(k\x03\x001E1",  # error correction M
            b"\x1d(k" + (len(data) + 3).to_bytes(2, "little") + b"1P0" + data,
            b"\x1d(k\x03\x001Q0",
            b"\n",
        )
    )


def _raster_qr(data: bytes, entry: PrinterEntry) -> bytes:
    import segno  # only printers without QR codes of their own need it

    code = segno.make_qr(data, error="m", boost_error=False)
    matrix = list(code.matrix_iter(border=_QR_MARGIN))
    dots = _module_dots(len(matrix) - 2 * _QR_MARGIN, entry)
    wide = [[bool(module) for module in row for _ in range(dots)] for row in matrix]
    return raster([row for row in wide for _ in range(dots)], entry)


def _module_dots(modules: int, entry: PrinterEntry) -> int:
    fit = entry.dots // (modules + 2 * _QR_MARGIN)
    return max(_QR_MODULE_DOTS_MIN, min(_QR_MODULE_DOTS_MAX, fit))
