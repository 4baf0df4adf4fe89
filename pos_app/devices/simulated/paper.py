"""What a simulated printer has put on paper, before it is drawn."""

from __future__ import annotations

import msgspec

from pos_app.receipts.document import Align, Style


class Span(msgspec.Struct, frozen=True):
    """A run of characters in one style."""

    text: str
    style: Style


class PrintedLine(msgspec.Struct, frozen=True):
    """One line of text; no spans = an empty line."""

    spans: tuple[Span, ...]
    align: Align = Align.LEFT


class PrintedBars(msgspec.Struct, frozen=True):
    """A bar code: `format` as zxing-cpp names it, modules and height in dots."""

    text: str
    format: str
    module_dots: int
    height_dots: int
    has_text: bool
    align: Align


class PrintedQr(msgspec.Struct, frozen=True):
    """A QR code with modules of so many dots."""

    data: bytes
    module_dots: int
    error: str
    align: Align


class PrintedRaster(msgspec.Struct, frozen=True):
    """An image: one bit per dot, rows of `width_bytes` bytes, a set bit is black."""

    width_bytes: int
    rows: bytes
    align: Align


class PrintedFeed(msgspec.Struct, frozen=True):
    """White paper of so many dots."""

    dots: int


Printed = PrintedLine | PrintedBars | PrintedQr | PrintedRaster | PrintedFeed


class Paper(msgspec.Struct, frozen=True):
    """One piece of paper: `dots` wide, `columns` characters of the normal font, `is_cut` at its end."""

    dots: int
    columns: int
    small_columns: int
    items: tuple[Printed, ...]
    is_cut: bool

    def text(self) -> str:
        """Return the lines of text on it, without codes and images."""
        lines = (
            "".join(span.text for span in item.spans) for item in self.items if isinstance(item, PrintedLine)
        )
        return "\n".join(line.rstrip() for line in lines) + "\n"
