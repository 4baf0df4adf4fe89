"""Counts the requests that are in work, all together, of each terminal."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from pos_app.kernel.errors import Refused, Unavailable
from pos_app.kernel.exchange_limits import (
    SERVER_BUSY_RETRY_S,
    SERVER_DEVICE_REQUESTS_MAX,
    SERVER_REQUESTS_MAX,
)


class Places:
    """How many requests this process takes on at once; safe from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._all = 0
        self._devices: Counter[UUID] = Counter()

    @contextmanager
    def one(self) -> Iterator[None]:
        """Hold a place for a request. Raises Unavailable `server.busy` (retry_ms) when there is none."""
        with self._lock:
            if self._all >= SERVER_REQUESTS_MAX:
                raise Unavailable("server.busy", retry_ms=SERVER_BUSY_RETRY_S * 1000)
            self._all += 1
        try:
            yield
        finally:
            with self._lock:
                self._all -= 1

    @contextmanager
    def of_device(self, device_id: UUID) -> Iterator[None]:
        """Hold a place for a terminal that proved who it is. Raises Refused `server.too_many` (retry_ms)."""
        with self._lock:
            if self._devices[device_id] >= SERVER_DEVICE_REQUESTS_MAX:
                raise Refused("server.too_many", retry_ms=SERVER_BUSY_RETRY_S * 1000)
            self._devices[device_id] += 1
        try:
            yield
        finally:
            with self._lock:
                self._devices[device_id] -= 1
                if not self._devices[device_id]:
                    del self._devices[device_id]
