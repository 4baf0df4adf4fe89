"""The computer's own clock."""

from __future__ import annotations

import time


class SystemClock:
    """Implements `kernel.clock.Clock`."""

    def now_ms(self) -> int:
        """Milliseconds since 1970-01-01 UTC, as the computer believes."""
        return time.time_ns() // 1_000_000

    def mono_ms(self) -> int:
        """Milliseconds since some start, never going backwards."""
        return time.monotonic_ns() // 1_000_000
