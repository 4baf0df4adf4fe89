"""The cable of the tests fails exactly where it was asked to."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest

from tests.support.fault_proxy import HOST, Fault, FaultProxy
from tests.support.fault_wire import RESET

BODY = bytes(range(256)) * 400
HEAD = b"HTTP/1.0 200 OK\r\nContent-Length: %d\r\n\r\n" % len(BODY)
REPLY = HEAD + BODY
REQUEST = b"POST /facts HTTP/1.0\r\nContent-Length: 1000\r\n\r\n" + bytes(1000)


class Server:
    """Answers each connection once it has read one whole request; keeps what it read."""

    def __init__(self) -> None:
        self.listener = socket.create_server((HOST, 0))
        self.port: int = self.listener.getsockname()[1]
        self.read: list[bytes] = []
        self.endings: list[str] = []
        self.thread = threading.Thread(target=self._run)
        self.thread.start()

    def close(self) -> None:
        """End once the connection it serves is over."""
        with suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.thread.join()

    def _run(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self.listener.accept()
                with client:
                    self.endings.append(self._answer(client))

    def _answer(self, client: socket.socket) -> str:
        got, piece = b"", b"."
        self.read.append(got)
        try:
            while piece and len(got) < len(REQUEST):
                piece = client.recv(4096)
                got += piece
                self.read[-1] = got
            if piece:
                client.sendall(REPLY)
        except ConnectionError:
            return "reset"
        return "answered" if piece else "closed"


@pytest.fixture
def server() -> Iterator[Server]:
    one = Server()
    yield one
    one.close()


@pytest.fixture
def cable(server: Server) -> Iterator[FaultProxy]:
    with FaultProxy(server.port) as one:
        yield one


@contextmanager
def asked(cable: FaultProxy, timeout_s: float = 30) -> Iterator[socket.socket]:
    """A client that has sent its request."""
    with socket.create_connection((HOST, cable.port), timeout_s) as client:
        with suppress(ConnectionError):
            client.sendall(REQUEST)
        yield client


def heard(client: socket.socket) -> tuple[bytes, str]:
    """Everything that arrives, then how it ended: `closed`, `reset`, `silent`."""
    got = b""
    try:
        while piece := client.recv(65536):
            got += piece
    except ConnectionError:
        return got, "reset"
    except TimeoutError:
        return got, "silent"
    return got, "closed"


def exchange(cable: FaultProxy, timeout_s: float = 30) -> tuple[bytes, str]:
    """One request with what comes of it. The reset may come before the client knows that it is connected."""
    try:
        with asked(cable, timeout_s) as client:
            return heard(client)
    except ConnectionResetError:
        return b"", "reset"


def test_a_sound_cable_changes_nothing(cable: FaultProxy, server: Server) -> None:
    for _ in range(3):
        assert exchange(cable) == (REPLY, "closed")
    assert server.read == [REQUEST] * 3
    assert cable.connections == 3
    cable.until(lambda one: one.open_connections == 0)
    assert cable.requests.passed_bytes == 3 * len(REQUEST)
    assert cable.replies.passed_bytes == 3 * len(REPLY)


@pytest.mark.parametrize(("fault", "ending"), [(Fault.CLOSE, "closed"), (Fault.RESET, "reset")])
@pytest.mark.parametrize("after", [0, 1, len(HEAD), len(HEAD) + 1, 70_000, len(REPLY) - 1])
def test_a_reply_is_cut_at_the_byte(
    cable: FaultProxy, server: Server, after: int, fault: Fault, ending: str
) -> None:
    cable.cut_reply_after(after, fault)
    assert exchange(cable) == (REPLY[:after], ending)
    cable.wait_until_struck()
    assert server.read == [REQUEST], "the server had answered"
    assert exchange(cable) == (REPLY, "closed"), "it strikes once"


@pytest.mark.parametrize("fault", [Fault.CLOSE, Fault.RESET])
@pytest.mark.parametrize("after", [0, 1, 500, len(REQUEST) - 1])
def test_a_request_is_cut_at_the_byte(cable: FaultProxy, server: Server, after: int, fault: Fault) -> None:
    cable.cut_request_after(after, fault)
    assert exchange(cable)[0] == b""
    cable.wait_until_struck()
    assert exchange(cable) == (REPLY, "closed")
    assert server.read == [REQUEST[:after], REQUEST]
    assert server.endings[0] == ("reset" if fault is Fault.RESET else "closed")


def test_a_cut_is_counted_over_connections(cable: FaultProxy) -> None:
    cable.cut_reply_after(len(REPLY) + 10)
    assert exchange(cable) == (REPLY, "closed")
    assert exchange(cable) == (REPLY[:10], "closed")


def test_a_stalled_reply_goes_on_when_plugged_in(cable: FaultProxy) -> None:
    cable.cut_reply_after(1000, Fault.STALL)
    with asked(cable, timeout_s=0.2) as client:
        cable.wait_until_struck()
        start, ending = heard(client)
        assert (start, ending) == (REPLY[:1000], "silent")
        client.settimeout(30)
        cable.plug_in()
        assert heard(client) == (REPLY[1000:], "closed")


def test_a_pulled_cable_is_silent(cable: FaultProxy, server: Server) -> None:
    cable.pull_cable()
    with asked(cable, timeout_s=0.2) as client:
        assert heard(client) == (b"", "silent")
        assert server.read == []
        client.settimeout(30)
        cable.plug_in()
        assert heard(client) == (REPLY, "closed")


def test_a_client_that_gives_up_is_not_heard_through_a_pulled_cable(
    cable: FaultProxy, server: Server
) -> None:
    with socket.create_connection((HOST, cable.port), 30) as client:
        client.sendall(REQUEST[:10])
        cable.until(lambda one: one.requests.passed_bytes == 10)
        cable.pull_cable()
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
    assert not server.endings
    assert cable.open_connections == 1
    cable.plug_in()
    cable.until(lambda one: one.open_connections == 0)
    assert exchange(cable) == (REPLY, "closed")
    assert server.endings == ["reset", "answered"]


def test_refused_until_plugged_in(cable: FaultProxy, server: Server) -> None:
    cable.refuse()
    for _ in range(2):
        with pytest.raises(ConnectionRefusedError):
            exchange(cable)
    cable.refuse()
    cable.plug_in()
    assert exchange(cable) == (REPLY, "closed")
    assert server.read == [REQUEST]


def test_the_next_connections_are_dropped(cable: FaultProxy, server: Server) -> None:
    cable.drop_next(2)
    assert [exchange(cable) for _ in range(3)] == [(b"", "reset"), (b"", "reset"), (REPLY, "closed")]
    assert (cable.connections, server.read) == (3, [REQUEST])


def test_a_server_that_is_gone_resets(server: Server) -> None:
    with socket.socket() as unheard:
        unheard.bind((HOST, 0))
        with FaultProxy(unheard.getsockname()[1]) as cable:
            assert exchange(cable) == (b"", "reset")


def test_connections_are_reset_on_demand(cable: FaultProxy, server: Server) -> None:
    with socket.create_connection((HOST, cable.port), 30) as client:
        client.sendall(REQUEST[:10])
        cable.until(lambda one: one.requests.passed_bytes == 10)
        cable.reset_connections()
        assert heard(client) == (b"", "reset")
    assert cable.open_connections == 0
    assert exchange(cable) == (REPLY, "closed")
    assert server.endings[0] == "reset"


def test_latency_delays_both_ways(cable: FaultProxy) -> None:
    cable.latency_ms = 150
    before = time.monotonic()
    assert exchange(cable) == (REPLY, "closed")
    assert time.monotonic() - before >= 0.3


def test_bandwidth_is_limited(cable: FaultProxy) -> None:
    cable.bytes_per_s = 4 * len(REPLY)
    before = time.monotonic()
    assert exchange(cable) == (REPLY, "closed")
    assert time.monotonic() - before >= 0.25


def test_nothing_is_left_while_connections_hang(server: Server) -> None:
    with FaultProxy(server.port) as cable:
        cable.cut_reply_after(10, Fault.STALL)
        with asked(cable) as client:
            cable.wait_until_struck()
            cable.__exit__(None, None, None)
            assert heard(client) == (REPLY[:10], "reset")
        assert "fault-proxy" not in [thread.name for thread in threading.enumerate()]
