"""How paper proves that this shop printed it."""

from __future__ import annotations

from typing import Protocol


class Signing(Protocol):
    """Signs what is printed for later: coupons, claims. What another key signed is not genuine here."""

    def sign(self, payload: bytes) -> bytes:
        """Return the signature of a payload."""
        ...

    def is_genuine(self, payload: bytes, signature: bytes) -> bool:
        """Say whether the payload was signed with this key; takes the same time for every answer."""
        ...
