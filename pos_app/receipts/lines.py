"""Lines of a receipt that has been laid out."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from pos_app.kernel.printable import printable
from pos_app.receipts.document import PLAIN, Align, Barcode, Cut, Qr, Style

Fit = Callable[[str], str]
"""Replaces what a printer cannot print, before anything is measured; it must drop what `clean` drops."""
UNCHANGED: Fit = str
"""For a document of which every character is known to be printable."""


class Line(msgspec.Struct, frozen=True):
    """One printed line: `text` is at most the columns wide and has no trailing spaces."""

    text: str
    align: Align = Align.LEFT
    style: Style = PLAIN


Laid = Line | Barcode | Qr | Cut


def clean(text: str) -> str:
    """Return `text` without anything a printer could take for a command, with plain spaces only."""
    if text.isascii() and text.isprintable():
        return text
    kept = printable(text)
    return "".join(" " if ch.isspace() else ch for ch in kept)
