"""A receipt as the bytes of one ESC/POS job."""

from __future__ import annotations

from functools import lru_cache

import msgspec

from pos_app.devices.escpos.codes import barcode_bytes, qr_bytes
from pos_app.devices.escpos.entry import CutKind, PrinterEntry
from pos_app.devices.escpos.pages import fit_for
from pos_app.devices.escpos.raster import REAL_TIME
from pos_app.devices.escpos.substitutes import page_table
from pos_app.kernel.errors import Refused
from pos_app.kernel.limits import PRINT_JOB_BYTES_MAX
from pos_app.ports.printing import Substitution
from pos_app.receipts.cells import padded
from pos_app.receipts.document import Align, Barcode, Cut, Document, Qr, Style
from pos_app.receipts.layout import lay_out
from pos_app.receipts.lines import UNCHANGED, Laid, Line

_CUTS = {
    CutKind.FEED_PARTIAL: b"\x1dVB\x00",
    CutKind.FEED_FULL: b"\x1dVA\x00",
    CutKind.PARTIAL: b"\x1dV\x01",
    CutKind.FULL: b"\x1dV\x00",
    CutKind.NONE: b"",
}
_FEEDS_ITSELF = frozenset({CutKind.FEED_PARTIAL, CutKind.FEED_FULL})
_WIDE, _TALL = 0x10, 0x01


class Encoded(msgspec.Struct, frozen=True):
    """The bytes of one job with every character that had to be replaced."""

    data: bytes
    substitutions: tuple[Substitution, ...]


def encode(document: Document, entry: PrinterEntry, columns: int | None = None) -> Encoded:
    """Return the job that prints `document` on printer `entry`, on fewer `columns` than it has if asked to.

    The job resets the printer first and never pulses the drawer. Raises Refused `receipt.too_long`, and what
    bar codes and QR codes raise.
    """
    used = min(columns or entry.columns, entry.columns)
    fit = fit_for(document, entry.code_pages)
    encoded = page_table(fit.page.codec).encoded
    out = [_head(entry, fit.page.number, used)]
    has_small = bool(entry.small_columns)
    lines: list[str] = []
    for item in lay_out(document, used, UNCHANGED if fit.changes_nothing else fit):
        if isinstance(item, Line):
            text = item.text if item.align is Align.LEFT else _placed(item, entry, used)
            lines += (_style(item.style, has_small), text, "\n")
        else:
            out += (encoded("".join(lines)), _code_bytes(item, _narrowed(entry, used)))
            lines = []
    out.append(encoded("".join(lines)))
    data = b"".join(out)
    assert not REAL_TIME.search(data), "a receipt holds a real-time command"
    if len(data) > PRINT_JOB_BYTES_MAX:
        raise Refused("receipt.too_long", length=len(data), most=PRINT_JOB_BYTES_MAX)
    return Encoded(data, fit.substitutions)


def _head(entry: PrinterEntry, page_number: int, columns: int) -> bytes:
    """Reset, leave the Chinese mode, choose the code page, narrow the print area if asked to."""
    head = b"\x1b@" + (b"\x1c." if entry.multibyte else b"") + b"\x1bt%c" % page_number
    if columns != entry.columns:
        head += b"\x1dW" + _narrowed(entry, columns).dots.to_bytes(2, "little")
    return head


def _narrowed(entry: PrinterEntry, columns: int) -> PrinterEntry:
    if columns == entry.columns:
        return entry
    return msgspec.structs.replace(entry, dots=entry.dots // entry.columns * columns)


@lru_cache(maxsize=64)
def _style(style: Style, has_small: bool) -> str:
    """Everything that makes up a style, always whole: nothing is left over from the line before.

    As text: the commands are ASCII, which every code page of the table leaves alone.
    """
    size = (_WIDE if style.wide else 0) | (_TALL if style.tall else 0)
    font = f"\x1bM{chr(style.small)}" if has_small else ""
    return f"\x1ba\0\x1d!{chr(size)}\x1bE{chr(style.bold)}{font}"


def _placed(line: Line, entry: PrinterEntry, columns: int) -> str:
    room = columns
    if line.style.small and entry.small_columns:
        room = entry.small_columns * columns // entry.columns
    if line.style.wide:
        room //= 2
    return padded(line.text, room, line.align).rstrip()


def _code_bytes(item: Laid, entry: PrinterEntry) -> bytes:
    if isinstance(item, Barcode):
        return barcode_bytes(item, entry)
    if isinstance(item, Qr):
        return qr_bytes(item, entry)
    assert isinstance(item, Cut)
    if entry.cut in _FEEDS_ITSELF:
        return _CUTS[entry.cut]
    return b"\x1bd%c" % entry.feed_lines + _CUTS[entry.cut]
