"""What to print where a code page lacks a character."""

from __future__ import annotations

import codecs
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
_CYRILLIC = dict(zip("абвгдезийклмнопрстуфыэёіґў", "abvgdeziyklmnoprstufyeeigu", strict=True)) | {
    "ж": "zh",
    "х": "kh",
    "ц": "ts",
    "ч": "ch",
    "ш": "sh",
    "щ": "shch",
    "ъ": "",
    "ь": "",
    "ю": "yu",
    "я": "ya",
    "є": "ye",
    "ї": "i",
}
_GREEK = dict(zip("αβγδεζηικλμνξοπρσςτυφω", "abgdeziiklmnxoprsstyfo", strict=True)) | {
    "θ": "th",
    "χ": "ch",
    "ψ": "ps",
}
_LETTERS = _CYRILLIC | _GREEK

UNPRINTABLE = "?"

_SPACES = frozenset({"Zs", "Zl", "Zp"})
_BREAKS = frozenset("\n\r\t\x85")
_DROPPED = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


class PageTable(dict[int, str]):
    """A table for str.translate: characters of one page stay, others become what the page has instead."""

    def __init__(self, codec: str) -> None:
        high = [bytes([byte]).decode(codec, "ignore") for byte in range(0x80, 0x100)]
        low = bytes(range(0x80)).decode("ascii")
        # Python encodes some pages through a dictionary, at a fraction of the speed.
        self._encoding = codecs.charmap_build(low + "".join(ch if len(ch) == 1 else "\ufffe" for ch in high))
        self.chars = frozenset(
            ch for ch in high if len(ch) == 1 and unicodedata.category(ch) not in ("Cc", "Cf", "Zs")
        )
        super().__init__({ord(ch): ch for ch in self.chars})
        super().update({code: chr(code) for code in range(0x20, 0x7F)})
        super().update({ord(ch): plain for ch, plain in _ALWAYS.items()})
        self.unchanged = frozenset(chr(code) for code, printed in self.items() if printed == chr(code))

    def encoded(self, text: str) -> bytes:
        """Return the bytes of a text that has only ASCII and characters of the page."""
        return codecs.charmap_encode(text, "strict", self._encoding)[0]

    def __missing__(self, code: int) -> str:
        found = self._substitute(chr(code))
        self[code] = found
        return found

    def _substitute(self, char: str) -> str:
        category = unicodedata.category(char)
        if category in _SPACES or char in _BREAKS:
            return " "
        if category in _DROPPED:
            return ""
        for candidate in _candidates(char):
            if all((ch.isascii() and ch.isprintable()) or ch in self.chars for ch in candidate):
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
