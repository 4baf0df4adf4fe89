"""How paper proves that this shop printed it."""

from __future__ import annotations

from typing import Protocol


class Signing(Protocol):
    """Signs what is printed for later: coupons, claims. Every till of the shop has the same key."""

    def sign(self, payload: bytes) -> bytes:
        """Return the signature of a payload."""
        ...

    def is_genuine(self, payload: bytes, signature: bytes) -> bool:
        """Say whether this shop signed the payload; takes the same time for every answer."""
        ...
