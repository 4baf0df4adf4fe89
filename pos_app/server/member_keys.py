"""The keys of members' personal data, kept wrapped under the server's own secret."""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import text

from pos_app.kernel.errors import Refused
from pos_app.server.database import ServerDatabase, Tx
from pos_app.server.signatures import unbase64
from pos_app.wire.bucket import bucket_of
from pos_app.wire.push import MemberSecret

_NONCE_BYTES = 12
_KEY_BYTES = 32
_LOCK = text(
    """UPDATE member SET version = version WHERE bucket = :bucket AND member_id = :member RETURNING status"""
)
_KEEP = text(
    """INSERT INTO member_key (bucket, member_id, wrapped) VALUES (:bucket, :member, :wrapped)
    ON CONFLICT (bucket, member_id) DO NOTHING"""
)
_KNOWN = text("SELECT 1 AS known FROM member_key WHERE bucket = :bucket AND member_id = :member")


class Wrapping:
    """AES-256-GCM under a key made from `secret` (32 bytes); what is wrapped opens under its own label only."""

    def __init__(self, secret: bytes) -> None:
        self._key = hmac.digest(secret, b"pos_app member keys", hashlib.sha256)

    def wrap(self, label: bytes, clear: bytes) -> bytes:
        """Return nonce with ciphertext."""
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        nonce = os.urandom(_NONCE_BYTES)
        return nonce + AESGCM(self._key).encrypt(nonce, clear, label)

    def unwrap(self, label: bytes, wrapped: bytes) -> bytes:
        """Return what was wrapped; raises ValueError when it was with another secret or label."""
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        try:
            return AESGCM(self._key).decrypt(wrapped[:_NONCE_BYTES], wrapped[_NONCE_BYTES:], label)
        except InvalidTag as error:
            raise ValueError("wrapped with another secret") from error


def read_secrets(secrets: Sequence[MemberSecret]) -> tuple[tuple[UUID, bytes], ...]:
    """Return member ids with their keys. Raises Refused `server.bad_message` (detail)."""
    found = []
    for each in secrets:
        key = unbase64(each.key)
        try:
            member_id = UUID(each.member)
        except ValueError:
            raise Refused("server.bad_message", detail="id") from None
        if len(key) != _KEY_BYTES:
            raise Refused("server.bad_message", detail="key")
        found.append((member_id, key))
    return tuple(found)


def keep_keys(database: ServerDatabase, wrapping: Wrapping, keys: Sequence[tuple[UUID, bytes]]) -> None:
    """Keep members' keys, each in its own bucket: the first of a member stays, an erased one gets none again."""
    if not keys:
        return
    with database.together():
        for member_id, key in keys:
            _keep(database, member_id, wrapping.wrap(member_id.bytes, key))


def _keep(database: ServerDatabase, member_id: UUID, wrapped: bytes) -> None:
    values = {"bucket": bucket_of(member_id), "member": member_id.bytes}
    if database.read(lambda tx: tx.row(_KNOWN, **values)) is not None:
        return

    def work(tx: Tx) -> None:
        member = tx.row(_LOCK, **values)
        if member is None or member.status != "erased":
            tx.run(_KEEP, **values, wrapped=wrapped)

    database.write(work)
