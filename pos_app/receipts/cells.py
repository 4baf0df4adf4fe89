"""Text measured in the cells a fixed-width font gives it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from pos_app.receipts.document import Align

ELLIPSIS = ".."
"""Two ASCII dots: every printer has them."""

_ONE_CELL_EACH = re.compile("[ -~\u00a0-\u02ff\u0370-\u0482\u048a-\u0556\u2010-\u2027]*").fullmatch
"""Latin, Greek, Cyrillic, Armenian, dashes, quotes: most texts need no look at single characters."""


def is_one_cell_each(text: str) -> bool:
    """True if every character takes one cell for sure; False if they must be looked at."""
    return text.isascii() or _ONE_CELL_EACH(text) is not None


@lru_cache(maxsize=4096)
def _char_cells(char: str) -> int:
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def cell_width(text: str) -> int:
    """Return how many cells `text` takes: 2 for wide East Asian characters, 0 for combining marks."""
    return len(text) if is_one_cell_each(text) else sum(map(_char_cells, text))


def cut_to(text: str, cells: int) -> tuple[str, str]:
    """Split `text` after the longest head of at most `cells` cells, marks staying with their letter."""
    if is_one_cell_each(text):
        return text[:cells], text[cells:]
    used = 0
    for i, char in enumerate(text):
        used += _char_cells(char)
        if used > cells:
            return text[:i], text[i:]
    return text, ""


def elided(text: str, cells: int) -> str:
    """Return `text` in at most `cells` cells, ending in two dots where something is missing."""
    if cell_width(text) <= cells:
        return text
    if cells <= len(ELLIPSIS):
        return cut_to(text, cells)[0]
    return cut_to(text, cells - len(ELLIPSIS))[0].rstrip() + ELLIPSIS


def padded(text: str, cells: int, align: Align) -> str:
    """Return `text` (at most `cells` wide) filled with spaces to exactly `cells` cells."""
    missing = cells - cell_width(text)
    if missing <= 0:
        return text
    if align is Align.RIGHT:
        return " " * missing + text
    if align is Align.LEFT:
        return text + " " * missing
    before = missing // 2
    return " " * before + text + " " * (missing - before)


def wrapped(text: str, cells: int, lines_max: int) -> list[str]:
    """Return `text` as 1 to `lines_max` lines of at most `cells` cells (>= 1).

    Breaks at spaces, inside a word only where the word alone is too long. Leading spaces indent every line as
    long as they leave half of the cells; what does not fit on the last line is elided.
    """
    if cell_width(text) <= cells:
        return [text]
    body = text.lstrip(" ")
    indent = " " * min(len(text) - len(body), cells // 2)
    room = cells - len(indent)
    lines = list(_broken(body, room))
    if len(lines) > lines_max:
        lines[lines_max - 1 :] = [elided(" ".join(lines[lines_max - 1 :]), room)]
    return [indent + line for line in lines]


def _broken(text: str, cells: int) -> Iterator[str]:
    line = ""
    for word in text.split(" "):
        joined = f"{line} {word}" if line else word
        if cell_width(joined) <= cells:
            line = joined
            continue
        if line:
            yield line
        line = word
        while cell_width(line) > cells:
            head, line = cut_to(line, cells)
            if not head:  # a wide character on paper of one cell
                head, line = "?", line[1:]
            yield head
    if line:
        yield line
