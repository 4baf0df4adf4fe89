"""Cleans what people typed before it reaches paper, a screen or a log."""

from __future__ import annotations

import unicodedata

_DROPPED = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def printable(text: str, limit: int | None = None) -> str:
    """Return `text` in NFC without control, format (bidi), private, unassigned characters, cut to `limit` characters.

    Line breaks and tabs become one space; runs of spaces stay as they are. Zero-width joiners go too, so joined emoji
    fall apart into their parts: nothing here may ever reach a printer as a command.
    """
    if text.isascii() and text.isprintable():
        return text if limit is None else text[:limit]
    spaced = text.replace("\r\n", " ").translate(
        {10: " ", 13: " ", 9: " ", 0x85: " ", 0x2028: " ", 0x2029: " "}
    )
    kept = "".join(ch for ch in spaced if unicodedata.category(ch) not in _DROPPED)
    composed = unicodedata.normalize("NFC", kept)
    return composed if limit is None else composed[:limit]


def encodable(text: str) -> str:
    """Return `text` with split pairs of surrogates joined, lone ones (half a character, a broken byte) as U+FFFD.

    A lone one can be neither stored nor printed; this is for what comes from outside, before anybody looks at it.
    """
    if text.isascii():
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def folded(text: str) -> str:
    """Return `text` for searching: case folded, accents dropped, Turkish dotless i as i, sharp s as ss."""
    if text.isascii():
        return text.lower()
    lowered = text.replace("İ", "i").replace("ı", "i").casefold()
    decomposed = unicodedata.normalize("NFD", lowered)
    return unicodedata.normalize("NFC", "".join(ch for ch in decomposed if unicodedata.category(ch) != "Mn"))
