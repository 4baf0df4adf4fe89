"""What to print where a code page lacks a character."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

# Never trusted to any page: clones draw boxes for them.
_ALWAYS = {
    "₺": "TL",
    "\u2018": "'",
    "\u2019": "'",
    "\u201a": "'",
    "\u201b": "'",
    "\u201c": '"',
    "\u201d": '"',
    "\u201e": '"',
    "\u2010": "-",
    "\u2011": "-",
    "\u2012": "-",
    "\u2013": "-",
    "\u2014": "-",
    "\u2015": "-",
    "\u2212": "-",
    "\u2026": "...",
    "\u2022": "*",
}
_SPELLED = {
    "€": "EUR",
    "£": "GBP",
    "¥": "JPY",
    "₽": "RUB",
    "₴": "UAH",
    "₹": "INR",
    "ı": "i",
    "ß": "ss",
    "ẞ": "SS",
    "æ": "ae",
    "Æ": "AE",
    "œ": "oe",
    "Œ": "OE",
    "ø": "o",
    "Ø": "O",
    "ł": "l",
    "Ł": "L",
    "đ": "d",
    "Đ": "D",
    "ð": "d",
    "Ð": "D",
    "þ": "th",
    "Þ": "Th",
    "ə": "e",
    "Ə": "E",
    "«": '"',
    "»": '"',
    "‹": "'",
    "›": "'",
    "×": "x",
    "÷": "/",
    "·": ".",
    "°": "o",
    "№": "No",
    "©": "(c)",
    "®": "(R)",
    "™": "TM",
    "½": "1/2",
    "¼": "1/4",
    "¾": "3/4",
    "→": "->",
    "←": "<-",
    "✓": "v",
}
_CYRILLIC = dict(
    zip(
        "абвгдежзийклмнопрстуфхцчшщъыьэюяёієїґў",
        "a b v g d e zh z i y k l m n o p r s t u f kh ts ch sh shch _ y _ e yu ya e i ye i g u".split(),
        strict=True,
    )
)
_GREEK = dict(
    zip(
        "αβγδεζηθικλμνξοπρσςτυφχψω",
        "a b g d e z i th i k l m n x o p r s s t y f ch ps o".split(),
        strict=True,
    )
)
_LETTERS = {char: "" if latin == "_" else latin for char, latin in (_CYRILLIC | _GREEK).items()}

UNPRINTABLE = "?"


class PageTable(dict[int, str]):
    """A table for str.translate: characters of one code page stay, others become what the page has instead."""

    def __init__(self, codec: str) -> None:
        high = (bytes([byte]).decode(codec, "ignore") for byte in range(0x80, 0x100))
        self.chars = frozenset(ch for ch in high if len(ch) == 1 and unicodedata.category(ch) not in ("Cc", "Cf", "Zs"))
        super().__init__({ord(ch): ch for ch in self.chars})
        super().update({code: chr(code) for code in range(0x20, 0x7F)})
        super().update({ord(ch): plain for ch, plain in _ALWAYS.items()})

    def __missing__(self, code: int) -> str:
        found = self._substitute(chr(code))
        self[code] = found
        return found

    def _substitute(self, char: str) -> str:
        if unicodedata.category(char) == "Zs":
            return " "
        for candidate in _candidates(char):
            if all(ch.isascii() and ch.isprintable() or ch in self.chars for ch in candidate):
                return candidate
        return UNPRINTABLE


def _candidates(char: str) -> list[str]:
    """Replacements from best to worst."""
    found = [_SPELLED[char]] if char in _SPELLED else [_latin(char)]
    unmarked = "".join(ch for ch in unicodedata.normalize("NFD", char) if unicodedata.category(ch) != "Mn")
    if unmarked != char:
        found += [unmarked, "".join(map(_latin, unmarked))]
    found.append(unicodedata.normalize("NFKC", char))
    return found


def _latin(char: str) -> str:
    if char in _LETTERS:
        return _LETTERS[char]
    return _LETTERS[char.lower()].capitalize() if char.lower() in _LETTERS else char


@lru_cache(maxsize=64)
def page_table(codec: str) -> PageTable:
    """Return the table of a single-byte `codec` that contains ASCII."""
    return PageTable(codec)
