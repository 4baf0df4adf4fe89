"""Whether the server can be reached, as far as anybody here knows."""

from __future__ import annotations

import threading
from collections.abc import Callable

from pos_app.ports.gateway import Contact


class ContactBoard:
    """What the exchange and the checkout's own questions found out last. Safe from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._is_reached = False
        self._lost: Callable[[], None] | None = None

    def when_lost(self, lost: Callable[[], None]) -> None:
        """Have `lost` called, on the thread that found it out, whenever the server gets out of reach."""
        self._lost = lost

    def now(self) -> Contact:
        """Return what is known."""
        return Contact.CONNECTED if self._is_reached else Contact.CUT_OFF

    def reached(self) -> None:
        """The server answered."""
        with self._lock:
            self._is_reached = True

    def lost(self) -> None:
        """The server did not answer, or not as it should."""
        with self._lock:
            was_reached, self._is_reached = self._is_reached, False
        if was_reached and self._lost is not None:
            self._lost()
