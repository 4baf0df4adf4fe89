"""Lanes: one worker thread each, behind a bounded queue."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable
from typing import TypeVar

from pos_app.kernel.errors import Unavailable
from pos_app.kernel.limits import LANE_QUEUE_MAX, LANE_STOP_TIMEOUT_MS

T = TypeVar("T")
Deliver = Callable[[Callable[[], None]], None]
"""Runs a callable on the thread that shows things."""

_log = logging.getLogger(__name__)


class WorkerLane:
    """Implements `ports.lanes.Lane` with a thread; answers go back through `deliver`."""

    def __init__(self, name: str, deliver: Deliver) -> None:
        self._deliver = deliver
        self._waiting: queue.Queue[Callable[[], None] | None] = queue.Queue(LANE_QUEUE_MAX)
        self._thread = threading.Thread(target=self._run, name=f"lane-{name}", daemon=True)
        self._thread.start()

    def submit(
        self, work: Callable[[], T], done: Callable[[T], None], failed: Callable[[Exception], None]
    ) -> None:
        """Queue `work`; raises Unavailable `lane.full` when the bound is reached."""

        def step() -> None:
            try:
                answer = work()
            except Exception as error:  # every error goes back to whoever asked, who knows which are bugs
                self._deliver(_call(failed, error))
            else:
                self._deliver(_call(done, answer))

        try:
            self._waiting.put_nowait(step)
        except queue.Full as full:
            raise Unavailable("lane.full") from full

    def stop(self) -> bool:
        """Let queued work end, then end the thread; returns False when it did not end within its time."""
        try:
            self._waiting.put(None, timeout=LANE_STOP_TIMEOUT_MS / 1000)
        except queue.Full:
            _log.warning("a lane is full and does not end: %s", self._thread.name)
            return False
        self._thread.join(LANE_STOP_TIMEOUT_MS / 1000)
        if self._thread.is_alive():
            _log.warning("a lane does not end: %s", self._thread.name)
            return False
        return True

    def _run(self) -> None:
        while (step := self._waiting.get()) is not None:
            step()


class InlineLane:
    """Implements `ports.lanes.Lane` without a thread: the work is done when `submit` returns."""

    def submit(
        self, work: Callable[[], T], done: Callable[[T], None], failed: Callable[[Exception], None]
    ) -> None:
        """Do the work at once and hand over its answer."""
        try:
            answer = work()
        except Exception as error:  # as on a worker: whoever asked knows which errors are bugs
            failed(error)
        else:
            done(answer)

    def stop(self) -> bool:
        """Nothing runs, so nothing has to end."""
        return True


def _call(then: Callable[[T], None], value: T) -> Callable[[], None]:
    def step() -> None:
        then(value)

    return step
