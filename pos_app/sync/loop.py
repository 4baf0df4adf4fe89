"""The thread that keeps a till in step with its server."""

from __future__ import annotations

import threading
from collections.abc import Callable

from pos_app.kernel.clock import Clock
from pos_app.kernel.exchange_limits import SYNC_STOP_MS
from pos_app.sync.attempts import Attempts
from pos_app.sync.contact import ContactBoard


class SyncLoop:
    """Tries when a sale is filed, with every heartbeat, after failures less and less often."""

    def __init__(
        self, attempts: Attempts, contact: ContactBoard, clock: Clock, break_off: Callable[[], None]
    ) -> None:
        self._attempts = attempts
        self._clock = clock
        self._break_off = break_off
        self._changed = threading.Condition()
        self._is_woken = self._is_wished = self._is_lost = self._is_over = False
        self._thread = threading.Thread(target=self._run, name="sync", daemon=True)
        contact.when_lost(self._lose)

    def start(self) -> None:
        """Begin; the first try comes at once."""
        self._thread.start()

    def wake(self) -> None:
        """A fact was filed: tell it soon, unless the server is out of reach."""
        with self._changed:
            self._is_woken = True
            self._changed.notify_all()

    def try_now(self) -> None:
        """Somebody wishes a try now, whatever happened before."""
        with self._changed:
            self._is_wished = True
            self._changed.notify_all()

    def stop(self) -> bool:
        """End within a second, breaking off what is under way; returns False when the thread did not end in time."""
        with self._changed:
            self._is_over = True
            self._changed.notify_all()
        self._attempts.end()
        self._break_off()
        if self._thread.ident is not None:
            self._thread.join(SYNC_STOP_MS / 1000)
        return not self._thread.is_alive()

    def _lose(self) -> None:
        """Found out by a question of the checkout, or by this thread's own try, which waits by itself."""
        if threading.current_thread() is self._thread:
            return
        with self._changed:
            self._is_lost = True
            self._changed.notify_all()

    def _run(self) -> None:
        while not self._is_over:
            with self._changed:
                self._is_woken = self._is_wished = self._is_lost = False
            wait_ms = self._attempts.attempt()
            self._wait(self._clock.mono_ms() + wait_ms)

    def _wait(self, until_ms: int) -> None:
        """Sleep until then, or until something is reason enough to try before."""
        while not self._is_over:
            with self._changed:
                left_ms = until_ms - self._clock.mono_ms()
                if left_ms <= 0 or self._is_wished or (self._is_woken and self._attempts.may_hurry):
                    return
                if not (self._is_woken or self._is_lost):
                    self._changed.wait(left_ms / 1000)
                woken, lost = self._is_woken, self._is_lost
                self._is_woken = self._is_woken and self._attempts.may_hurry
                self._is_lost = False
            if lost:
                until_ms = self._clock.mono_ms() + self._attempts.lost()
            if woken or lost:
                self._attempts.tell(max(1, until_ms - self._clock.mono_ms()))
