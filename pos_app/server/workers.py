"""Applies what was pushed: at once, or, when a process died in between, by the sweep."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable
from uuid import UUID

from pos_app.kernel.errors import Unavailable
from pos_app.kernel.exchange_limits import APPLY_QUEUE_MAX, APPLY_SWEEP_S, TIDY_EVERY_S

_log = logging.getLogger(__name__)


class ApplyWorkers:
    """Threads that apply streams, each stream in one of them at a time.

    `apply` posts some facts of a stream and says whether more wait; `behind` names streams with facts that nobody
    posted; `tidy` is what is done now and then besides. All may be asked by several processes at once.
    """

    def __init__(
        self,
        apply: Callable[[UUID], bool],
        behind: Callable[[], Iterable[UUID]],
        tidy: Callable[[], object],
        threads: int = 1,
    ) -> None:
        self._apply = apply
        self._behind = behind
        self._tidy = tidy
        self._changed = threading.Condition()
        self._waiting: dict[UUID, None] = {}
        self._in_work: set[UUID] = set()
        self._stopped = False
        self._threads = [
            threading.Thread(target=self._work, name=f"apply-{number}", args=(number == 0,))
            for number in range(threads)
        ]

    def start(self) -> None:
        """Begin, with what an earlier process left behind."""
        for thread in self._threads:
            thread.start()

    def notice(self, stream_id: UUID) -> None:
        """Say that a stream has new facts; never blocks."""
        with self._changed:
            if len(self._waiting) < APPLY_QUEUE_MAX:
                self._waiting[stream_id] = None
                self._changed.notify()

    def stop(self) -> None:
        """End each thread after the step it is in."""
        with self._changed:
            self._stopped = True
            self._changed.notify_all()
        for thread in self._threads:
            thread.join()

    def _work(self, sweeps: bool) -> None:
        due = tidy_due = time.monotonic()
        while not self._stopped:
            now = time.monotonic()
            if sweeps and now >= due:
                self._sweep(now >= tidy_due)
                tidy_due = now + TIDY_EVERY_S if now >= tidy_due else tidy_due
                due = time.monotonic() + APPLY_SWEEP_S
            stream = self._taken()
            if stream is not None:
                self._step(stream)

    def _taken(self) -> UUID | None:
        with self._changed:
            stream = self._next()
            if stream is None and not self._stopped:
                self._changed.wait(APPLY_SWEEP_S)
                stream = self._next()
            if stream is not None:
                self._in_work.add(stream)
            return stream

    def _next(self) -> UUID | None:
        """The oldest stream that no other thread is in; called with the lock held."""
        found = next((each for each in self._waiting if each not in self._in_work), None)
        if found is not None:
            del self._waiting[found]
        return found

    def _step(self, stream: UUID) -> None:
        more = False
        try:
            more = self._apply(stream)
        except Unavailable as error:
            _log.warning("apply: %s; the sweep tries again", error.code)
        except Exception:  # noqa: BLE001  # one stream's bug must not stop the others; the sweep tries it again
            _log.exception("apply: a stream could not be applied")
        with self._changed:
            self._in_work.discard(stream)
            if more and len(self._waiting) < APPLY_QUEUE_MAX:
                self._waiting[stream] = None
            self._changed.notify()

    def _sweep(self, tidies: bool) -> None:
        try:
            if tidies:
                self._tidy()
            found = list(self._behind())
        except Unavailable as error:
            _log.warning("sweep: %s", error.code)
            return
        for stream in found:
            self.notice(stream)
