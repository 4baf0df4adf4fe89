"""When to ask next."""

from __future__ import annotations

from random import Random

from pos_app.kernel.exchange_limits import (
    SYNC_AFTER_OUTAGE_MS,
    SYNC_HEARTBEAT_MS,
    SYNC_RETRY_AFTER_MAX_MS,
    SYNC_RETRY_MS_MAX,
    SYNC_RETRY_MS_MIN,
)

_SPREAD = 5
"""A heartbeat may come a fifth earlier or later."""


class Pace:
    """Full jitter (R14): a thousand tills that lost their server together do not come back together."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._failures = 0
        self._failing_since_ms = 0

    @property
    def is_failing(self) -> bool:
        """Whether the last try failed."""
        return self._failures > 0

    def failed(self, now_ms: int, retry_ms: int = 0) -> int:
        """Return how long to wait (ms) after a failure; the server's own wish `retry_ms` is the least."""
        if not self._failures:
            self._failing_since_ms = now_ms
        self._failures += 1
        doubled = SYNC_RETRY_MS_MIN << min(self._failures, SYNC_RETRY_MS_MAX.bit_length())
        wait_ms = self._random.randint(SYNC_RETRY_MS_MIN, min(doubled, SYNC_RETRY_MS_MAX))
        return self._wished(retry_ms) + wait_ms if retry_ms > 0 else wait_ms

    def reached(self, now_ms: int) -> int:
        """Return how long (ms) to wait before the first push now that the server answers again.

        After an outage that others will have had, too, anything up to half a minute; else nothing.
        """
        was_long = self._failures > 0 and now_ms - self._failing_since_ms >= SYNC_HEARTBEAT_MS
        self._failures = 0
        return self._random.randint(0, SYNC_AFTER_OUTAGE_MS) if was_long else 0

    def succeeded(self, retry_ms: int = 0) -> int:
        """Return how long (ms) to wait after an exchange, when no sale is filed before."""
        self._failures = 0
        spread = SYNC_HEARTBEAT_MS // _SPREAD
        beat_ms = SYNC_HEARTBEAT_MS + self._random.randint(-spread, spread)
        return max(beat_ms, self._wished(retry_ms)) if retry_ms > 0 else beat_ms

    def _wished(self, retry_ms: int) -> int:
        return min(retry_ms, SYNC_RETRY_AFTER_MAX_MS)
