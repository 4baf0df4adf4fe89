"""Fresh ids never come twice, never go backwards."""

from __future__ import annotations

import threading
from uuid import UUID

from pos_app.runtime.fresh_ids import FreshIds
from pos_app.runtime.system_clock import SystemClock


class SetClock:
    """Says what it is told, in turn; then the last again."""

    def __init__(self, *times_ms: int) -> None:
        self._times_ms = list(times_ms)

    def now_ms(self) -> int:
        return self._times_ms.pop(0) if len(self._times_ms) > 1 else self._times_ms[0]

    def mono_ms(self) -> int:
        return 0


def test_ids_carry_the_time() -> None:
    assert FreshIds(SetClock(1_763_816_542_000))().int >> 80 == 1_763_816_542_000


def test_ids_sort_although_the_clock_stands_still() -> None:
    fresh = FreshIds(SetClock(5))
    made = [fresh() for _each in range(500)]
    assert made == sorted(set(made))


def test_ids_sort_although_the_clock_goes_back() -> None:
    fresh = FreshIds(SetClock(9_000, 8_000, 1, 9_001))
    made = [fresh() for _each in range(4)]
    assert made == sorted(set(made))
    assert {each.version for each in made} == {7}


def test_threads_share_one_source() -> None:
    fresh = FreshIds(SystemClock())
    made: list[UUID] = []
    threads = [
        threading.Thread(target=lambda: made.extend(fresh() for _each in range(200))) for _each in "abcd"
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(made)) == 800
