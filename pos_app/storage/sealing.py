"""Personal data under a key of its own."""

from __future__ import annotations

import hashlib
import hmac
import os
from uuid import UUID

KEY_BYTES = 32
_NONCE_BYTES = 12


def new_key() -> bytes:
    """Return a fresh key for one person."""
    return os.urandom(KEY_BYTES)


def seal(key: bytes, member_id: UUID, clear: bytes) -> bytes:
    """Return nonce and AES-256-GCM ciphertext, bound to the member."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = os.urandom(_NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, clear, member_id.bytes)


def unseal(key: bytes, member_id: UUID, sealed: bytes) -> bytes:
    """Return what was sealed; raises ValueError if key, member or bytes are not those of the sealing."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        return AESGCM(key).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], member_id.bytes)
    except InvalidTag as error:
        raise ValueError("sealed with another key") from error


def identifier_digest(key: bytes, kind: str, value: str) -> bytes:
    """Return the 32 bytes under which a phone number or card token is filed."""
    return hmac.digest(key, f"{kind}\n{value}".encode(), hashlib.sha256)


def masked(name: str) -> str:
    """Return a name as it may be shown: the first name with the initial of the last, `Maria S.`, `Ma***`."""
    words = name.split()
    if len(words) > 1:
        return f"{words[0]} {words[-1][:1]}."
    return f"{name.strip()[:2]}***" if name.strip() else ""
