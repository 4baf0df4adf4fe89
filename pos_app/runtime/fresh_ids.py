"""Fresh ids from the clock with the system's randomness."""

from __future__ import annotations

import os
import threading
from uuid import UUID

from pos_app.kernel.clock import Clock
from pos_app.kernel.ids import RANDOM_BYTES, compose_uuid7


class FreshIds:
    """Implements `kernel.ids.IdSource`; ids of one process never go backwards, even when its clock does."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._last_ms = 0
        self._last = UUID(int=0)

    def __call__(self) -> UUID:
        """Return a fresh UUIDv7 that sorts after every earlier one of this process."""
        with self._lock:
            self._last_ms = max(self._last_ms, self._clock.now_ms())
            made = compose_uuid7(self._last_ms, os.urandom(RANDOM_BYTES))
            while made <= self._last:
                self._last_ms += 1
                made = compose_uuid7(self._last_ms, os.urandom(RANDOM_BYTES))
            self._last = made
            return made
