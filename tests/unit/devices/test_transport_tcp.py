"""Network printers that behave badly."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from pos_app.devices.printer import EscPosPrinter
from pos_app.devices.transport_tcp import TcpLink
from pos_app.kernel.errors import Unavailable
from pos_app.kernel.limits import PRINT_REOPEN_DELAY_MS
from pos_app.ports.printing import JobState, PrintJob
from tests.support.ports import free_port
from tests.support.printers import HASTY, SMALL, entry

Talk = Callable[[socket.socket], object]
BIG = b"x" * 20_000_000


@contextmanager
def server(talk: Talk, connections: int = 1) -> Iterator[int]:
    """A printer on some port that treats each connection in its own way."""
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(5)

    def serve() -> None:
        for _ in range(connections):
            connection, _ = listener.accept()
            with connection:
                connection.settimeout(5)
                talk(connection)

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        thread.join()
        listener.close()


def code_of(action: Callable[[], object]) -> tuple[str, object]:
    """The code of what is raised, how many bytes were handed over."""
    with pytest.raises(Unavailable) as error:
        action()
    return error.value.code, error.value.message.params.get("sent")


def opened(port: int, write_timeout_s: float = 0.1) -> TcpLink:
    """A link that is open."""
    link = TcpLink("127.0.0.1", port, write_timeout_s=write_timeout_s)
    link.open()
    return link


def test_nobody_there() -> None:
    link = TcpLink("127.0.0.1", free_port())
    assert code_of(link.open)[0] == "printer.not_reachable"
    link.close()


@pytest.mark.parametrize(("host", "port"), [("", 9100), ("127.0.0.1", 0), ("127.0.0.1", 65536)])
def test_an_impossible_address(host: str, port: int) -> None:
    assert code_of(lambda: TcpLink(host, port))[0] == "printer.misconfigured"


def test_a_host_name_that_cannot_exist() -> None:
    assert code_of(TcpLink("a" * 64 + ".example").open)[0] == "printer.misconfigured"


def test_a_stalled_printer_times_out_with_part_of_it_sent() -> None:
    done = threading.Event()
    with server(lambda _: done.wait(5)) as port:
        link = opened(port)
        code, sent = code_of(lambda: link.write(BIG))
        done.set()
        assert code == "printer.timed_out"
        assert isinstance(sent, int)
        assert 0 < sent < len(BIG)
        link.close()


def test_a_printer_that_closes_while_it_is_sent_to() -> None:
    def talk(connection: socket.socket) -> None:
        connection.recv(100)

    with server(talk) as port:
        link = opened(port, 5)
        assert code_of(lambda: link.write(BIG))[0] == "printer.lost_mid_job"
        link.close()


def test_a_printer_that_closed_is_noticed_when_it_should_answer() -> None:
    with server(lambda _: None) as port:
        link = opened(port)
        assert code_of(lambda: link.read(2000))[0] == "printer.lost_mid_job"
        link.close()


def test_nothing_to_read_is_no_error() -> None:
    done = threading.Event()
    with server(lambda _: done.wait(5)) as port:
        link = opened(port)
        assert link.read(20) == b""
        done.set()
        link.close()


def test_closing_on_unread_answers_does_not_lose_what_was_sent() -> None:
    received: list[bytes] = []
    may_read = threading.Event()

    def talk(connection: socket.socket) -> None:
        connection.sendall(b"\x14\x00\x00\x00" * 10)
        may_read.wait(5)
        while data := connection.recv(65536):
            received.append(data)

    with server(talk) as port:
        link = opened(port, 5)
        link.read(1000)
        link.write(b"y" * 100_000)
        threading.Timer(0.05, may_read.set).start()
        link.close()
    assert sum(map(len, received)) == 100_000


def test_the_next_connection_waits_for_slow_printers() -> None:
    with server(lambda connection: connection.recv(1), connections=2) as port:
        link = opened(port)
        link.close()
        before_s = time.monotonic()
        link.open()
        assert time.monotonic() - before_s > PRINT_REOPEN_DELAY_MS / 1000 - 0.02
        link.close()


def test_a_printer_that_serves_somebody_else_is_sent_nothing() -> None:
    """Its network card accepts the connection, but nobody is listening behind it."""
    listener = socket.create_server(("127.0.0.1", 0))
    with listener:
        printer = EscPosPrinter(TcpLink("127.0.0.1", listener.getsockname()[1]), entry(), HASTY)
        result = printer.print(PrintJob(SMALL))
        assert (result.state, result.reason and result.reason.code) == (JobState.WAITING, "printer.silent")
        connection, _ = listener.accept()
        with connection:
            connection.settimeout(5)
            assert connection.recv(4096) == b"\x10\x04\x01"


def test_a_printer_that_talks_without_end() -> None:
    def talk(connection: socket.socket) -> None:
        try:
            while True:
                connection.sendall(b"\xff" * 1000)
        except OSError:
            return

    with server(talk) as port:
        printer = EscPosPrinter(TcpLink("127.0.0.1", port), entry())
        result = printer.print(PrintJob(SMALL))
        assert (result.state, result.reason and result.reason.code) == (JobState.WAITING, "printer.rubbish")
