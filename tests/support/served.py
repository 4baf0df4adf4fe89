"""A real server for tests: over HTTP in this process, or as a process of its own."""

from __future__ import annotations

import gzip
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import msgspec

from pos_app.kernel.clock import Clock
from pos_app.runtime.fresh_ids import FreshIds
from pos_app.runtime.system_clock import SystemClock
from pos_app.server.node import ServerNode
from pos_app.server.opening import FirstWords, Opened, make_folder, open_first, reach
from pos_app.server.process import ServerProcess, bound_socket
from pos_app.wire.push import PushReply
from tests.support.bare_tills import BareTill

HOST = "127.0.0.1"
PATIENCE_S = 30
POLL_S = 0.02
PATHS = {
    "PushRequest": "/v1/push",
    "ReserveRequest": "/v1/reserve",
    "PullRequest": "/v1/pull",
    "LookupRequest": "/v1/lookup",
    "HistoryRequest": "/v1/history",
    "FindSaleRequest": "/v1/sale/find",
    "JournalRequest": "/v1/journal/fetch",
    "PublishRequest": "/v1/publish",
}


class Served:
    """A server that runs, with a way to ask it."""

    def __init__(self, address: str, first: FirstWords, node: ServerNode | None = None) -> None:
        self.address = address
        self.first = first
        self.node = node
        self.http = httpx.Client(base_url=address, verify=False, timeout=PATIENCE_S, trust_env=False)

    def enrol(self, till: BareTill, code: str) -> httpx.Response:
        """Let a terminal join over HTTP."""
        return self.http.post("/v1/enrol", content=msgspec.json.encode(till.enrolment(code)))

    def send(
        self, till: BareTill, message: msgspec.Struct, at_ms: int | None = None, packed: bool = False
    ) -> httpx.Response:
        """Send a signed message; `at_ms` is the time it says it is."""
        path = PATHS[type(message).__name__]
        return self.send_bytes(till, path, msgspec.json.encode(message), at_ms, packed)

    def send_bytes(
        self, till: BareTill, path: str, body: bytes, at_ms: int | None = None, packed: bool = False
    ) -> httpx.Response:
        """Send signed bytes."""
        headers = till.headers("POST", path, body, now_ms() if at_ms is None else at_ms)
        if packed:
            headers["content-encoding"] = "gzip"
            body = gzip.compress(body)
        return self.http.post(path, content=body, headers=headers)

    def push(self, till: BareTill) -> PushReply:
        """Push what is not acknowledged, acknowledge it."""
        answer = self.send(till, till.request())
        assert answer.status_code == 200, answer.text
        reply = msgspec.json.decode(answer.content, type=PushReply)
        till.acked = reply.verified_seq
        return reply


@contextmanager
def served(
    folder: Path, url: str = "", clock: Clock | None = None, behind_proxy: bool = False
) -> Iterator[Served]:
    """A server in this process, listening on this machine without encryption."""
    make_folder(folder)
    clock = clock or SystemClock()
    ids = FreshIds(clock)
    opened, first = open_first(reach(folder, url), clock, ids, "Test")
    with running(opened, clock, ids, behind_proxy) as process:
        one = Served(f"http://{HOST}:{process.port}", first, process.node)
        with one.http:
            yield one


@contextmanager
def running(
    opened: Opened, clock: Clock, ids: FreshIds, behind_proxy: bool = False
) -> Iterator[ServerProcess]:
    """A server on a thread."""
    process = ServerProcess(opened, clock, ids, bound_socket(HOST, 0), None, behind_proxy)
    thread = threading.Thread(target=process.run, name="server")
    thread.start()
    try:
        yield process
    finally:
        process.stop()
        thread.join()


class OwnProcess:
    """`pos-app server` as a process of its own."""

    def __init__(self, folder: Path, *words: str, port: int) -> None:
        self._command = [
            sys.executable, "-W", "error", "-m", "pos_app", "server",
            "--data", str(folder), "--listen", f"{HOST}:{port}", *words,
        ]  # fmt: skip
        self._folder = folder
        self.scheme = "http" if {"--plain", "--behind-proxy"} & set(words) else "https"
        self.address = f"{self.scheme}://{HOST}:{port}"
        self.process: subprocess.Popen[str] | None = None
        self.said = ""

    def start(self) -> None:
        """Start it, come back when it answers."""
        self._folder.mkdir(parents=True, exist_ok=True)
        log = (self._folder / "test.log").open("a")
        with log:
            self.process = subprocess.Popen(
                self._command,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                env={**os.environ, "LC_ALL": "en_GB.UTF-8"},
            )
        assert self.process.stdout is not None
        lines = []
        for line in self.process.stdout:
            lines.append(line)
            if line.startswith("Ctrl+C"):
                break
        self.said = "".join(lines)
        assert self.process.poll() is None, self.said + self.log()
        self.wait_ready()

    def wait_ready(self) -> None:
        """Poll until it says that it is ready."""
        until = time.monotonic() + PATIENCE_S
        with httpx.Client(verify=False, trust_env=False) as http:
            while time.monotonic() < until:
                try:
                    if http.get(f"{self.address}/readyz").status_code == 200:
                        return
                except httpx.HTTPError:
                    threading.Event().wait(POLL_S)
        raise AssertionError(f"not ready:\n{self.log()}")

    def log(self) -> str:
        """What it wrote to its log."""
        return (self._folder / "test.log").read_text()

    def code(self) -> str:
        """The enrolment code it printed."""
        found = re.search(r"pos-app connect \S+ (\w{8})", self.said)
        assert found is not None, self.said
        return found[1]

    def end(self, sign: signal.Signals = signal.SIGTERM) -> int:
        """Send it a signal and return its exit code."""
        process = self.process
        assert process is not None
        process.send_signal(sign)
        code = process.wait(PATIENCE_S)
        if process.stdout is not None:
            process.stdout.close()
        self.process = None
        return code

    @contextmanager
    def asked(self) -> Iterator[Served]:
        """A way to ask it."""
        one = Served(self.address, FirstWords("", ""))
        with one.http:
            yield one


@contextmanager
def own_process(folder: Path, *words: str, port: int) -> Iterator[OwnProcess]:
    """A started server; afterwards it is gone."""
    one = OwnProcess(folder, *words, port=port)
    one.start()
    try:
        yield one
    finally:
        if one.process is not None:
            one.end(signal.SIGKILL)


def now_ms() -> int:
    """The time of this machine."""
    return time.time_ns() // 1_000_000


def problem(answer: httpx.Response) -> tuple[str, dict[str, object]]:
    """Code with parameters of a refusal."""
    told = answer.json()
    return told["code"], told["params"]


def wait_for(true: Callable[[], bool]) -> None:
    """Poll until something is true."""
    until = time.monotonic() + PATIENCE_S
    while not true():
        assert time.monotonic() < until, "it did not come true"
        threading.Event().wait(POLL_S)
