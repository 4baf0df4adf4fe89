"""Holds and grants on the server."""

from __future__ import annotations

from typing import Final

ACTIVE: Final = 0
CAPTURED: Final = 1
RELEASED: Final = 2


class Reservation:
    """Points promised to a device: a hold for one sale, a grant for offline use."""

    __slots__ = ("amount", "ctl", "device", "kind", "state", "stream", "used")

    def __init__(self, kind: int, amount: int, device: int, stream: int, ctl: int) -> None:
        self.kind, self.amount, self.device, self.stream, self.ctl = kind, amount, device, stream, ctl
        self.state, self.used = ACTIVE, 0

    def copy(self) -> Reservation:
        """Return the reservation as a backup keeps it."""
        other = Reservation(self.kind, self.amount, self.device, self.stream, self.ctl)
        other.state, other.used = self.state, self.used
        return other

    @property
    def left(self) -> int:
        """What it still promises."""
        return max(0, self.amount - self.used) if self.state == ACTIVE else 0

    def capture(self) -> int:
        """Use a hold; return what it promised."""
        left, self.state = self.left, CAPTURED
        return left

    def release(self) -> int:
        """Give up what is left; return it."""
        left, self.state = self.left, RELEASED
        return left

    def spend(self, amount: int) -> int:
        """Use a part of a grant; return by how much less it promises."""
        before = self.left
        self.used += amount
        return before - self.left
