"""The printer table: one TOML file per model."""

from __future__ import annotations

import codecs
import tomllib
from pathlib import Path

import msgspec

from pos_app.devices.escpos.entry import CodePage, PrinterEntry
from pos_app.kernel.errors import Refused
from pos_app.kernel.limits import PRINTER_FILE_BYTES_MAX, RECEIPT_COLUMNS_MAX, RECEIPT_COLUMNS_MIN

_ASCII = bytes(range(0x7F))


def read_printer(folder: Path, model: str) -> PrinterEntry:
    """Return the entry of file `model`.toml in `folder`.

    Raises Refused `printer.unknown_model` (model, known) or `printer.bad_entry` (model, why).
    """
    if model not in known_printers(folder):
        raise Refused("printer.unknown_model", model=model, known=", ".join(known_printers(folder)))
    data = (folder / f"{model}.toml").read_bytes()
    return parse_printer(data, model)


def known_printers(folder: Path) -> tuple[str, ...]:
    """Return the names of all entries in `folder`, sorted."""
    return tuple(sorted(path.stem for path in folder.glob("*.toml")))


def parse_printer(data: bytes, model: str) -> PrinterEntry:
    """Return the entry written in TOML `data`; raises Refused `printer.bad_entry` (model, why)."""
    if len(data) > PRINTER_FILE_BYTES_MAX:
        raise Refused("printer.bad_entry", model=model, why=f"longer than {PRINTER_FILE_BYTES_MAX} bytes")
    try:
        entry = msgspec.convert(tomllib.loads(data.decode()), PrinterEntry)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise Refused("printer.bad_entry", model=model, why=str(error)) from None
    fault = _fault(entry)
    if fault:
        raise Refused("printer.bad_entry", model=model, why=fault)
    return entry


def _fault(entry: PrinterEntry) -> str:
    """What is impossible about the entry, or nothing."""
    if not RECEIPT_COLUMNS_MIN <= entry.columns <= RECEIPT_COLUMNS_MAX:
        return f"columns must be {RECEIPT_COLUMNS_MIN} to {RECEIPT_COLUMNS_MAX}"
    if entry.small_columns and not entry.columns <= entry.small_columns <= 2 * RECEIPT_COLUMNS_MAX:
        return "small_columns must be 0 or at least columns"
    if not 8 * entry.columns <= entry.dots <= 2048:
        return "dots must be at least 8 per column, at most 2048"
    if not 0 <= entry.feed_lines <= 20:
        return "feed_lines must be 0 to 20"
    if entry.drawer.pin not in (2, 5):
        return "drawer.pin must be 2 or 5"
    if not (2 <= entry.drawer.on_ms <= 510 and 2 <= entry.drawer.off_ms <= 510):
        return "drawer times must be 2 to 510 ms"
    if not entry.code_pages:
        return "code_pages needs at least one page"
    return next(filter(None, map(_page_fault, entry.code_pages)), "")


def _page_fault(page: CodePage) -> str:
    if not 0 <= page.number <= 255:
        return f"code page number {page.number} must be 0 to 255"
    try:
        codecs.lookup(page.codec)
        is_ascii = _ASCII.decode(page.codec) == _ASCII.decode("ascii")
    except (LookupError, UnicodeDecodeError):
        return f"codec {page.codec} is unknown"
    return "" if is_ascii else f"codec {page.codec} does not contain ASCII"
