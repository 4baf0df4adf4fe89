"""A simulated terminal's line to a server: plain requests, each with its time."""

from __future__ import annotations

import http.client
import threading
import time
from collections import Counter
from typing import Any, TypeVar
from urllib.parse import urlsplit

import msgspec

from pos_app.wire.enrolling import EnrolReply
from pos_app.wire.pull import PullReply
from pos_app.wire.push import PushReply
from pos_app.wire.reserve import ReserveReply
from tests.support.bare_tills import BareTill

T = TypeVar("T", bound=msgspec.Struct)
TIMEOUT_S = 30
DECODERS: dict[type[msgspec.Struct], msgspec.json.Decoder[Any]] = {
    kind: msgspec.json.Decoder(kind) for kind in (EnrolReply, PushReply, PullReply, ReserveReply)
}
"""Made before any thread begins: msgspec crashes when two threads meet a type for the first time at once."""
PUT_OFF = (429, 503)
TRIES = 20
PAUSE_S = 0.25


class Refusal(Exception):
    """An answer that a simulated terminal should never get."""


class Times:
    """What every terminal measured: microseconds by message, errors by name."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.took: dict[str, list[int]] = {}
        self.errors: Counter[str] = Counter()
        self.acked = 0
        self.lags: list[int] = []
        self.late_s: list[float] = []

    def begin(self) -> None:
        """Forget what was measured so far, errors apart."""
        self.took.clear()
        self.lags.clear()
        self.acked = 0

    def note(self, message: str, took_us: int) -> None:
        """Note how long one request took."""
        with self._lock:
            self.took.setdefault(message, []).append(took_us)

    def failed(self, what: str) -> None:
        """Note an error."""
        with self._lock:
            self.errors[what] += 1

    def pushed(self, facts: int, lag: int) -> None:
        """Note facts that were acknowledged, with how many of the stream were not applied yet."""
        with self._lock:
            self.acked += facts
            self.lags.append(lag)

    def was_late(self, seconds: float) -> None:
        """Note by how much a customer came late, because the one before was not done."""
        with self._lock:
            self.late_s.append(seconds)


class Line:
    """One connection that stays open."""

    def __init__(self, address: str, times: Times) -> None:
        parts = urlsplit(address)
        self._connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=TIMEOUT_S)
        self._times = times

    def bare(self) -> None:
        """Ask what time it is: a request that needs neither terminal nor signature."""
        began = time.perf_counter_ns()
        self._connection.request("GET", "/v1/time")
        self._connection.getresponse().read()
        self._times.note("bare", (time.perf_counter_ns() - began) // 1000)

    def ask(self, till: BareTill, path: str, message: msgspec.Struct, kind: type[T]) -> T:
        """Send a message signed by the terminal. Raises Refusal for any answer but 200, after it was put off TRIES
        times.
        """
        body = msgspec.json.encode(message)
        name = path.rsplit("/", 1)[-1]
        for _ in range(TRIES):
            began = time.perf_counter_ns()
            headers = till.headers("POST", path, body, time.time_ns() // 1_000_000)
            try:
                self._connection.request("POST", path, body, headers)
                answer = self._connection.getresponse()
                told = answer.read()
            except (http.client.HTTPException, OSError) as error:
                self._times.failed(f"{name}: {type(error).__name__}")
                self._connection.close()
                time.sleep(PAUSE_S)
                continue
            self._times.note(name, (time.perf_counter_ns() - began) // 1000)
            if answer.status == 200:
                found: T = DECODERS[kind].decode(told)
                return found
            self._times.failed(f"{name}: {answer.status}")
            if answer.status not in PUT_OFF:
                raise Refusal(f"{path}: {answer.status} {told[:200]!r}")
            time.sleep(PAUSE_S)
        raise Refusal(f"{path}: put off {TRIES} times")

    def close(self) -> None:
        """Hang up."""
        self._connection.close()
