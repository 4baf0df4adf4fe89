"""Ids of rows that come by the thousand."""

from __future__ import annotations

_HEX_DIGITS = 32


def id_bytes(text: str) -> bytes:
    """Return the 16 bytes of an id as it is on the wire, in a fraction of the time a UUID takes. Raises ValueError for
    anything else.
    """
    digits = text.replace("-", "")
    if len(digits) != _HEX_DIGITS:
        raise ValueError("no id")
    return bytes.fromhex(digits)
