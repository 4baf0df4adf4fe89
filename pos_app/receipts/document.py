"""The receipt as frozen rows that know nothing about printers or paper widths."""

from __future__ import annotations

from enum import StrEnum

import msgspec


class Align(StrEnum):
    """Where a text stands on its line."""

    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


class Style(msgspec.Struct, frozen=True):
    """How a text is printed: `wide` halves the columns, `small` asks for the printer's smaller font."""

    bold: bool = False
    wide: bool = False
    tall: bool = False
    small: bool = False


PLAIN = Style()
BOLD = Style(bold=True)


class Text(msgspec.Struct, frozen=True, tag="text"):
    """One paragraph: wrapped at spaces, at most RECEIPT_WRAP_LINES_MAX lines."""

    text: str
    align: Align = Align.LEFT
    style: Style = PLAIN


class Columns(msgspec.Struct, frozen=True, tag="columns"):
    """A table: each row has one cell per entry of `aligns`, columns are as wide as their widest cell.

    Column `grow` takes what is left over and wraps; its leading spaces indent all its lines. Where the others
    leave it no room, a row breaks and the rest of its cells stand at the right edge of the next line.
    """

    rows: tuple[tuple[str, ...], ...]
    aligns: tuple[Align, ...] = (Align.LEFT, Align.RIGHT)
    grow: int = 0
    style: Style = PLAIN


class Rule(msgspec.Struct, frozen=True, tag="rule"):
    """A line across the paper made of one ASCII `mark`."""

    mark: str = "-"


class Blank(msgspec.Struct, frozen=True, tag="blank"):
    """One empty line."""


class Symbology(StrEnum):
    """Bar codes that receipts carry."""

    CODE128 = "code128"
    EAN13 = "ean13"


class Barcode(msgspec.Struct, frozen=True, tag="barcode"):
    """A bar code of printable ASCII `data` with the same text under it, centred."""

    data: str
    symbology: Symbology = Symbology.CODE128


class Qr(msgspec.Struct, frozen=True, tag="qr"):
    """A QR code of `data` (UTF-8), centred."""

    data: str


class Cut(msgspec.Struct, frozen=True, tag="cut"):
    """The end of one piece of paper."""


Row = Text | Columns | Rule | Blank | Barcode | Qr | Cut


class Document(msgspec.Struct, frozen=True):
    """Everything that goes on the paper, top to bottom."""

    rows: tuple[Row, ...]


def pair(left: str, right: str, style: Style = PLAIN) -> Columns:
    """Return one line with `left` at the left edge and `right` at the right edge."""
    return Columns(((left, right),), style=style)
