"""A birthday as people type it."""

from __future__ import annotations

import re
from datetime import date

from pos_app.kernel.errors import Refused

_PARTS = re.compile(r"(\d{1,2})\s*[.\-/ ]\s*(\d{1,2})(?:\s*[.\-/ ]\s*(?:\d{4}|\d{2}))?\s*\.?")
_ISO = re.compile(r"\d{4}-(\d{2})-(\d{2})")
_MONTH_FIRST = frozenset({"US"})
_LEAP_YEAR = 2000


def read_birthday(text: str, region: str) -> str:
    """Return "MM-DD", empty for an empty text. The day comes first but in the United States; a year is not kept.

    Raises Refused `birthday.unreadable`.
    """
    bare = text.strip()
    if not bare:
        return ""
    if found := _ISO.fullmatch(bare):
        month, day = int(found.group(1)), int(found.group(2))
    elif found := _PARTS.fullmatch(bare):
        first, second = int(found.group(1)), int(found.group(2))
        day, month = (second, first) if region in _MONTH_FIRST else (first, second)
    else:
        raise Refused("birthday.unreadable", text=bare[:20])
    try:
        return date(_LEAP_YEAR, month, day).strftime("%m-%d")
    except ValueError as wrong:
        raise Refused("birthday.unreadable", text=bare[:20]) from wrong
