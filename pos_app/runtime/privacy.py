"""Hides what could point to a person in texts that are kept or sent for looking at faults."""

from __future__ import annotations

import re

from pos_app.kernel.printable import printable

_DAY = r"\d{4}-\d\d-\d\d(?!\d)"
_ADDRESS = r"\d{1,3}(?:\.\d{1,3}){3}(?!\.?\d)"
_LONG_NUMBER = re.compile(rf"(?<![0-9A-Fa-f-])(?<!\d\.)(?!{_DAY}|{_ADDRESS})\+?\d(?:[ ()/.-]{{0,2}}\d){{6,}}")
"""Seven digits or more, spelt in any way: phone numbers, member cards, payment cards. Also bar codes, which is fine."""
_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_TAIL = 2


def without_persons(text: str) -> str:
    """Return one line with long numbers and mail addresses hidden but for their last two signs, nothing unprintable."""
    hidden = _MAIL.sub("...@...", printable(text))
    return _LONG_NUMBER.sub(lambda found: f"...{found.group()[-_TAIL:]}", hidden)
