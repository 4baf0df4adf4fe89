"""Keeps a push from overtaking a reservation."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from pos_app.kernel.exchange_limits import HOLD_TIMEOUT_MS

T = TypeVar("T")


class Crossing:
    """The server refuses a reservation that is older than the newest push it saw (R7).

    So a push takes its control number only while no reservation is under way. A reservation never waits for a push: the
    number it takes afterwards is higher. Used from several threads.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._reserving = 0

    @contextmanager
    def reservation(self) -> Iterator[None]:
        """From before its control number is taken until its answer is kept."""
        with self._changed:
            self._reserving += 1
        try:
            yield
        finally:
            with self._changed:
                self._reserving -= 1
                self._changed.notify_all()

    def push(self, take_number: Callable[[], T]) -> T:
        """Return what `take_number` returns; no reservation begins meanwhile. Waits no longer than one may take."""
        with self._changed:
            self._changed.wait_for(lambda: not self._reserving, HOLD_TIMEOUT_MS / 1000)
            return take_number()
