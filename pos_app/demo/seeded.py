"""Ids that are the same every time the demo shop is made."""

from __future__ import annotations

import hashlib
from uuid import UUID

from pos_app.kernel.clock import Clock
from pos_app.kernel.ids import RANDOM_BYTES, compose_uuid7


class SeededIds:
    """Implements `kernel.ids.IdSource` with a seed instead of randomness: same seed, same clock, same ids."""

    def __init__(self, clock: Clock, seed: str) -> None:
        self._clock = clock
        self._seed = seed
        self._made = 0

    def __call__(self) -> UUID:
        """Return the next id."""
        self._made += 1
        digest = hashlib.sha256(f"{self._seed}:{self._made}".encode()).digest()
        return compose_uuid7(self._clock.now_ms(), digest[:RANDOM_BYTES])


class PastClock:
    """A clock that stands where it is put."""

    def __init__(self, at_ms: int) -> None:
        self.at_ms = at_ms

    def now_ms(self) -> int:
        """Return the instant it was put at."""
        return self.at_ms

    def mono_ms(self) -> int:
        """Return the same instant: nothing waits while a shop is made."""
        return self.at_ms
