"""Numbers as people type them."""

from __future__ import annotations

import re

from pos_app.kernel.money import power_of_ten

_DECIMAL = re.compile(r"(\d{1,12})(?:[.,](\d{1,6}))?|[.,](\d{1,6})")


def read_decimal(text: str, digits: int) -> int | None:
    """Return `4.50`, `4,5` or `4` as a whole number of 10**-digits; None for anything else or too many decimals."""
    found = _DECIMAL.fullmatch(text.strip())
    if found is None or not text.isascii():
        return None
    whole = found.group(1) or "0"
    part = (found.group(2) or found.group(3) or "").rstrip("0")
    if len(part) > digits:
        return None
    return int(whole) * power_of_ten(digits) + int(part.ljust(digits, "0") or "0")
