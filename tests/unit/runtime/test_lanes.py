"""Lanes do their work in order, bring answers back, end."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from functools import partial

import pytest

from pos_app.kernel.errors import Unavailable
from pos_app.kernel.limits import LANE_QUEUE_MAX
from pos_app.runtime import lanes
from pos_app.runtime.lanes import InlineLane, WorkerLane

TIMEOUT_S = 10


def unexpected(what: object) -> None:
    """An answer, or an error, that must not come."""
    raise AssertionError(what)


def holding(begun: threading.Event, go_on: threading.Event) -> Callable[[], None]:
    """Work that says that it began, then waits to be let go."""

    def step() -> None:
        begun.set()
        go_on.wait(TIMEOUT_S)

    return step


@pytest.fixture
def shown() -> queue.Queue[Callable[[], None]]:
    """What was delivered, for the test to run on its own thread."""
    return queue.Queue()


@pytest.fixture
def lane(shown: queue.Queue[Callable[[], None]]) -> Iterator[WorkerLane]:
    made = WorkerLane("test", shown.put)
    yield made
    assert made.stop()


def test_answers_come_back_in_order_on_the_asking_thread(
    lane: WorkerLane, shown: queue.Queue[Callable[[], None]]
) -> None:
    worked: list[str] = []
    answers: list[tuple[int, bool]] = []
    here = threading.current_thread()

    def work(number: int) -> Callable[[], int]:
        def step() -> int:
            worked.append(threading.current_thread().name)
            return number

        return step

    for number in range(5):
        lane.submit(
            work(number), lambda got: answers.append((got, threading.current_thread() is here)), unexpected
        )
    for _each in range(5):
        shown.get(timeout=TIMEOUT_S)()
    assert answers == [(number, True) for number in range(5)]
    assert set(worked) == {"lane-test"}


def test_an_error_goes_to_whoever_asked(lane: WorkerLane, shown: queue.Queue[Callable[[], None]]) -> None:
    failures: list[Exception] = []
    lane.submit(lambda: 1 // 0, unexpected, failures.append)
    shown.get(timeout=TIMEOUT_S)()
    assert [type(one) for one in failures] == [ZeroDivisionError]
    answers: list[int] = []
    lane.submit(lambda: 7, answers.append, unexpected)
    shown.get(timeout=TIMEOUT_S)()
    assert answers == [7]


def test_a_full_lane_says_so() -> None:
    begun, go_on = threading.Event(), threading.Event()
    made = WorkerLane("full", lambda _step: None)
    try:
        made.submit(holding(begun, go_on), lambda _got: None, unexpected)
        assert begun.wait(TIMEOUT_S)
        for _each in range(LANE_QUEUE_MAX):
            made.submit(lambda: None, lambda _got: None, unexpected)
        with pytest.raises(Unavailable, match=r"lane\.full"):
            made.submit(lambda: None, lambda _got: None, unexpected)
    finally:
        go_on.set()
        assert made.stop()


def test_queued_work_is_done_before_the_end() -> None:
    done: list[int] = []
    made = WorkerLane("last", lambda step: step())
    for number in range(50):
        made.submit(partial(int, number), done.append, unexpected)
    assert made.stop()
    assert done == list(range(50))


def test_a_lane_that_hangs_is_left_behind_aloud(
    monkeypatch: pytest.MonkeyPatch, expect_warning: Callable[[str], None]
) -> None:
    expect_warning("a lane does not end: lane-stuck")
    monkeypatch.setattr(lanes, "LANE_STOP_TIMEOUT_MS", 20)
    begun, go_on = threading.Event(), threading.Event()
    made = WorkerLane("stuck", lambda _step: None)
    made.submit(holding(begun, go_on), lambda _got: None, unexpected)
    assert begun.wait(TIMEOUT_S)
    try:
        assert not made.stop()
    finally:
        go_on.set()


def test_inline_work_is_done_at_once() -> None:
    lane = InlineLane()
    answers: list[int] = []
    failures: list[Exception] = []
    lane.submit(lambda: 7, answers.append, failures.append)
    lane.submit(lambda: 1 // 0, answers.append, failures.append)
    assert answers == [7]
    assert [type(one) for one in failures] == [ZeroDivisionError]
    assert lane.stop()
