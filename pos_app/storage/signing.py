"""Signs what is printed for later."""

from __future__ import annotations

import hashlib
import hmac

from pos_app.storage.keyring import ShopKeyring

SIGNATURE_BYTES = 10
"""80 bits of HMAC-SHA256: short enough for paper, and nobody can try codes faster than a till scans them."""


class HmacSigning:
    """Implements `ports.signing.Signing` with a key made from the till's secret, or with its shop's."""

    def __init__(self, key: bytes | ShopKeyring) -> None:
        self._keys = key

    def sign(self, payload: bytes) -> bytes:
        """Return the signature of a payload."""
        return _signature(self._all()[0], payload)

    def is_genuine(self, payload: bytes, signature: bytes) -> bool:
        """Say whether the payload was signed with a key of this shop or till; takes the same time for every answer."""
        genuine = False
        for key in self._all():
            genuine |= hmac.compare_digest(_signature(key, payload), signature)
        return genuine

    def _all(self) -> tuple[bytes, ...]:
        return (self._keys,) if isinstance(self._keys, bytes) else self._keys.signing


def _signature(key: bytes, payload: bytes) -> bytes:
    return hmac.digest(key, payload, hashlib.sha256)[:SIGNATURE_BYTES]
