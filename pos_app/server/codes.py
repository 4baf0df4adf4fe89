"""One-time codes with which a terminal becomes one of the server's."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import text

from pos_app.kernel.clock import Clock
from pos_app.kernel.errors import Refused
from pos_app.kernel.exchange_limits import ENROL_CODE_MINUTES, ENROL_CODE_TRIES
from pos_app.server.database import ServerDatabase, Tx
from pos_app.wire.bucket import bucket_of

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's: five bits a character, nothing that reads like another."""
CODE_LENGTH = 8
_ALIKE = str.maketrans("OIL", "011")
_BUCKET = bucket_of("enrol_code")
"""All codes live together: a wrong one counts against every code that is open."""

_NEW = text(
    """INSERT INTO enrol_code (bucket, digest, store_no, terminal_no, expires_at, tries, used_by, replaces)
    VALUES (:bucket, :digest, :store, :terminal, :expires, 0, NULL, :replaces)
    ON CONFLICT (bucket, digest) DO NOTHING"""
)
_VOID = text(
    """UPDATE enrol_code SET expires_at = :at WHERE bucket = :bucket AND store_no = :store
    AND terminal_no = :terminal AND used_by IS NULL AND expires_at > :at"""
)
_FORGET = text("DELETE FROM enrol_code WHERE bucket = :bucket AND expires_at < :before")
_FIND = text(
    """SELECT store_no, terminal_no, expires_at, tries, used_by, replaces FROM enrol_code
    WHERE bucket = :bucket AND digest = :digest"""
)
_WRONG = text(
    """UPDATE enrol_code SET tries = tries + 1 WHERE bucket = :bucket AND used_by IS NULL AND expires_at > :at"""
)
_USE = text(
    """UPDATE enrol_code SET used_by = :device
    WHERE bucket = :bucket AND digest = :digest AND used_by IS NULL AND tries < :tries AND expires_at > :at"""
)
_MINUTE_MS = 60_000
_DAY_MS = 86_400_000


class CodeGrant(msgspec.Struct, frozen=True):
    """What a code entitles to; `replaces` is a lost terminal, `is_used` says that this terminal used it before."""

    store_no: str
    terminal_no: str
    replaces: UUID | None
    is_used: bool = False


class Codes:
    """Makes codes, takes them. `secret` (32 bytes) keys their digests: the database alone gives no code away."""

    def __init__(
        self, database: ServerDatabase, clock: Clock, secret: bytes, random: Callable[[int], bytes]
    ) -> None:
        self._database = database
        self._clock = clock
        self._key = hmac.digest(secret, b"pos_app enrol codes", hashlib.sha256)
        self._random = random

    def make(self, store_no: str, terminal_no: str, replaces: UUID | None = None) -> str:
        """Return a new code for a store and terminal number (digits); earlier open ones of that number end.

        It is good for ENROL_CODE_MINUTES.
        """
        now = self._clock.now_ms()
        bits = int.from_bytes(self._random(5), "big")
        code = "".join(ALPHABET[bits >> 5 * place & 31] for place in range(CODE_LENGTH))
        number = {"bucket": _BUCKET, "store": store_no, "terminal": terminal_no}

        def work(tx: Tx) -> None:
            tx.run(_FORGET, bucket=_BUCKET, before=now - _DAY_MS)
            tx.run(_VOID, **number, at=now)
            tx.run(
                _NEW,
                **number,
                digest=self._digest(code),
                expires=now + ENROL_CODE_MINUTES * _MINUTE_MS,
                replaces=replaces.bytes if replaces is not None else None,
            )

        self._database.write(work)
        return code

    def look(self, code: str, device_id: UUID) -> CodeGrant:
        """Return what a code entitles this terminal to; a wrong one counts against every open code.

        Raises Refused `server.bad_code` (wrong, too late, or after ENROL_CODE_TRIES wrong ones), `server.code_used`.
        """
        digest, now = self._digest(code), self._clock.now_ms()

        def work(tx: Tx) -> Any | None:
            row = tx.row(_FIND, bucket=_BUCKET, digest=digest)
            if row is None:
                tx.run(_WRONG, bucket=_BUCKET, at=now)
            return row

        row = self._database.write(work)
        if row is None:
            raise Refused("server.bad_code")
        if row.used_by is not None and bytes(row.used_by) != device_id.bytes:
            raise Refused("server.code_used")
        if row.expires_at <= now or (row.used_by is None and row.tries >= ENROL_CODE_TRIES):
            raise Refused("server.bad_code")
        replaces = UUID(bytes=bytes(row.replaces)) if row.replaces is not None else None
        return CodeGrant(row.store_no, row.terminal_no, replaces, row.used_by is not None)

    def use(self, code: str, device_id: UUID) -> None:
        """Spend a code on a terminal; again for the same one is fine, its answer may have been lost.

        Raises Refused `server.code_used`, `server.bad_code`.
        """
        values = {"bucket": _BUCKET, "digest": self._digest(code), "device": device_id.bytes}
        now = self._clock.now_ms()
        if self._database.write(lambda tx: tx.run(_USE, **values, at=now, tries=ENROL_CODE_TRIES)) == 0:
            self.look(code, device_id)
            found = self._database.read(
                lambda tx: tx.row(_FIND, bucket=values["bucket"], digest=values["digest"])
            )
            if found is None or found.used_by is None:
                raise Refused("server.bad_code")

    def _digest(self, code: str) -> bytes:
        return hmac.digest(self._key, plain_code(code).encode(), hashlib.sha256)


def plain_code(typed: str) -> str:
    """Return the 8 characters of a code as typed: with or without the fingerprint behind it, spaces, look-alikes."""
    return typed.split("-", 1)[0].replace(" ", "").upper().translate(_ALIKE)
