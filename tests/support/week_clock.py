"""One wall clock for every process of a simulated week; whoever holds its file moves it."""

from __future__ import annotations

import time
from pathlib import Path

from pos_app.runtime.system_clock import SystemClock

_BYTES = 8


class TownClock:
    """The machine's clock, ahead by what the file says; it only ever goes forward."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def now_ms(self) -> int:
        """Milliseconds since 1970-01-01 UTC, in the town of the test."""
        return time.time_ns() // 1_000_000 + self.ahead_ms

    def mono_ms(self) -> int:
        """Seconds take as long as ever."""
        return time.monotonic_ns() // 1_000_000

    @property
    def ahead_ms(self) -> int:
        """How far the week is ahead of the machine."""
        return int.from_bytes(self._path.read_bytes(), "big")

    def forward(self, ms: int) -> None:
        """Let time pass for everybody at once."""
        self._write(self.ahead_ms + ms)

    def begin(self) -> None:
        """The week begins now."""
        self._write(0)

    def _write(self, ahead_ms: int) -> None:
        fresh = self._path.with_suffix(".new")
        fresh.write_bytes(ahead_ms.to_bytes(_BYTES, "big"))
        fresh.replace(self._path)


def keep_time(path: Path) -> TownClock:
    """Let this process live by the town's clock; for processes of their own only."""
    town = TownClock(path)
    setattr(SystemClock, "now_ms", lambda _clock: town.now_ms())  # noqa: B010  # every part asks this one
    return town
