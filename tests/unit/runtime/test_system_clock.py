"""The computer's own clock."""

from __future__ import annotations

import time

from pos_app.runtime.system_clock import SystemClock


def test_the_clock_agrees_with_the_system() -> None:
    before = time.time() * 1000
    now_ms = SystemClock().now_ms()
    assert before - 1 <= now_ms <= time.time() * 1000 + 1
    assert isinstance(now_ms, int)


def test_the_other_clock_never_goes_back() -> None:
    clock = SystemClock()
    read = [clock.mono_ms() for _each in range(1000)]
    assert read == sorted(read)
    assert abs(read[-1] - time.monotonic() * 1000) < 1000
