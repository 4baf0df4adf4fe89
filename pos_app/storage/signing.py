"""Signs what is printed for later."""

from __future__ import annotations

import hashlib
import hmac

SIGNATURE_BYTES = 10
"""80 bits of HMAC-SHA256: short enough for paper, and nobody can try codes faster than a till scans them."""


class HmacSigning:
    """Implements `ports.signing.Signing` with a key made from the till's secret."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def sign(self, payload: bytes) -> bytes:
        """Return the signature of a payload."""
        return hmac.digest(self._key, payload, hashlib.sha256)[:SIGNATURE_BYTES]

    def is_genuine(self, payload: bytes, signature: bytes) -> bool:
        """Say whether the payload was signed with this key; takes the same time for every answer."""
        return hmac.compare_digest(self.sign(payload), signature)
