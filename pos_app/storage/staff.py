"""Sign-on by PIN, with tries counted on disk."""

from __future__ import annotations

import hashlib
import hmac
from uuid import UUID

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from pos_app.kernel.errors import Refused
from pos_app.kernel.ids import CashierId, IdSource
from pos_app.kernel.limits import (
    PIN_LENGTH_MAX,
    PIN_LENGTH_MIN,
    PIN_LENGTH_MIN_MANAGER,
    PIN_LOCK_MAX_MS,
    PIN_LOCK_MS,
    PIN_TRIES,
)
from pos_app.ports.staff import Cashier, Role
from pos_app.storage.database import Database
from pos_app.storage.journal import Journal
from pos_app.storage.keyring import ShopKeyring
from pos_app.wire.fact import FactKind
from pos_app.wire.note import note_body

_ALL = "SELECT cashier_id, name, role FROM staff ORDER BY name, cashier_id"
_ONE = "SELECT name, role, pin_hash, tries, lock_ms, locked_until_ms FROM staff WHERE cashier_id = ?"
_ADD = """INSERT INTO staff (cashier_id, name, role, pin_hash) VALUES (?, ?, ?, ?)
    ON CONFLICT (cashier_id) DO UPDATE SET
        name = excluded.name, role = excluded.role, pin_hash = excluded.pin_hash,
        tries = 0, lock_ms = 0, locked_until_ms = 0"""
_COUNT_TRY = "UPDATE staff SET tries = tries + 1 WHERE cashier_id = ?"
_LOCK = "UPDATE staff SET tries = 0, lock_ms = ?, locked_until_ms = ? WHERE cashier_id = ?"
_CLEAR = "UPDATE staff SET tries = 0, lock_ms = 0, locked_until_ms = 0 WHERE cashier_id = ?"

MEMORY_KIB = 64 * 1024
PASSES = 3


class StoredStaff:
    """The people who can sign on. A PIN is kept as argon2id over an HMAC with a key that is not in the
    database.
    """

    def __init__(self, database: Database, journal: Journal, ids: IdSource, keys: ShopKeyring) -> None:
        self._database = database
        self._journal = journal
        self._ids = ids
        self._keys = keys
        self._hasher = PasswordHasher(time_cost=PASSES, memory_cost=MEMORY_KIB, parallelism=1)

    def cashiers(self) -> tuple[Cashier, ...]:
        """Return everybody who can sign on, by name."""
        return tuple(
            Cashier(CashierId(UUID(bytes=cashier_id)), name, Role(role))
            for cashier_id, name, role in self._database.rows(_ALL)
        )

    def add(self, cashier: Cashier, pin: str) -> None:
        """Let somebody sign on, or give them a new name, role and PIN. Raises Refused `staff.pin_bad` (least,
        most).
        """
        least = PIN_LENGTH_MIN_MANAGER if cashier.role is Role.MANAGER else PIN_LENGTH_MIN
        if not (pin.isascii() and pin.isdigit() and least <= len(pin) <= PIN_LENGTH_MAX):
            raise Refused("staff.pin_bad", least=least, most=PIN_LENGTH_MAX)
        pin_hash = self._hasher.hash(_peppered(self._keys.pin_peppers[0], pin))
        with self._database.transaction() as connection:
            values = (cashier.cashier_id.bytes, cashier.name, cashier.role.value, pin_hash)
            connection.exec_driver_sql(_ADD, values)

    def sign_on(self, cashier_id: CashierId, pin: str, at_ms: int) -> Cashier:
        """Check the PIN (about 100 ms: call it on a lane).

        The try is on disk before it is judged, so that pulling the plug gives no further one. Raises Refused
        `sign_on.unknown`, `sign_on.wrong_pin` (tries_left) or `sign_on.locked` (seconds).
        """
        with self._database.transaction() as connection:
            row = connection.exec_driver_sql(_ONE, (cashier_id.bytes,)).first()
            if row is None:
                raise Refused("sign_on.unknown")
            name, role, pin_hash, tries, lock_ms, locked_until_ms = row
            left_ms = locked_until_ms - at_ms
            if left_ms > lock_ms:
                # The clock was set back: the lock begins anew, so that it ends.
                left_ms = lock_ms
                connection.exec_driver_sql(_LOCK, (lock_ms, at_ms + lock_ms, cashier_id.bytes))
            elif left_ms <= 0:
                connection.exec_driver_sql(_COUNT_TRY, (cashier_id.bytes,))
        if left_ms > 0:
            raise Refused("sign_on.locked", seconds=-(-left_ms // 1000))
        if tries >= PIN_TRIES or not self._is_right(pin_hash, pin):
            self._refuse(cashier_id, tries + 1, lock_ms, at_ms)
        with self._database.transaction() as connection:
            connection.exec_driver_sql(_CLEAR, (cashier_id.bytes,))
        return Cashier(cashier_id, name, Role(role))

    def _refuse(self, cashier_id: CashierId, tries: int, lock_ms: int, at_ms: int) -> None:
        if tries < PIN_TRIES:
            raise Refused("sign_on.wrong_pin", tries_left=PIN_TRIES - tries)
        longer_ms = min(max(2 * lock_ms, PIN_LOCK_MS), PIN_LOCK_MAX_MS)
        event_id = self._ids()
        kind = FactKind.OP_LOCKOUT.value
        body = note_body(event_id, kind, at_ms, {"op": str(cashier_id), "tries": tries, "lock_ms": longer_ms})
        with self._database.transaction() as connection:
            connection.exec_driver_sql(_LOCK, (longer_ms, at_ms + longer_ms, cashier_id.bytes))
            self._journal.append(connection, event_id, kind, at_ms, body)
        raise Refused("sign_on.locked", seconds=longer_ms // 1000)

    def _is_right(self, pin_hash: str, pin: str) -> bool:
        """A hash is the shop's, or from before this till belonged to one."""
        return any(self._is_right_with(pepper, pin_hash, pin) for pepper in self._keys.pin_peppers)

    def _is_right_with(self, pepper: bytes, pin_hash: str, pin: str) -> bool:
        try:
            return self._hasher.verify(pin_hash, _peppered(pepper, pin))
        except (VerificationError, InvalidHashError):
            return False


def _peppered(pepper: bytes, pin: str) -> bytes:
    return hmac.digest(pepper, pin.encode("utf-8", "surrogatepass"), hashlib.sha256)
