"""Who works here."""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol

import msgspec

from pos_app.kernel.ids import CashierId


class Role(StrEnum):
    """What a person may do."""

    CASHIER = "cashier"
    MANAGER = "manager"


class Cashier(msgspec.Struct, frozen=True):
    """One person who can sign on."""

    cashier_id: CashierId
    name: str
    role: Role


class Staff(Protocol):
    """Sign-on by PIN; failed tries are counted on disk so that a restart does not reset them."""

    def cashiers(self) -> tuple[Cashier, ...]:
        """Return everybody who can sign on, by name."""
        ...

    def sign_on(self, cashier_id: CashierId, pin: str, at_ms: int) -> Cashier:
        """Check the PIN (argon2id, 50-150 ms: call it on a lane).

        Raises Refused `sign_on.wrong_pin` (tries_left) or `sign_on.locked` (seconds).
        """
        ...
