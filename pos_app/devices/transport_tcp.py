"""Printers on the network: TCP port 9100."""

from __future__ import annotations

import socket
import time

from pos_app.kernel.errors import Unavailable
from pos_app.kernel.limits import (
    PRINT_ANSWER_BYTES_MAX,
    PRINT_CHUNK_BYTES,
    PRINT_CONNECT_TIMEOUT_S,
    PRINT_REOPEN_DELAY_MS,
    PRINT_WRITE_TIMEOUT_S,
)

DEFAULT_PORT = 9100
_LINGER_S = 0.25


class TcpLink:
    """One connection per job: many printers serve a single one, and drop it when idle."""

    def __init__(
        self,
        host: str,
        port: int = DEFAULT_PORT,
        *,
        connect_timeout_s: float = PRINT_CONNECT_TIMEOUT_S,
        write_timeout_s: float = PRINT_WRITE_TIMEOUT_S,
    ) -> None:
        """Remember the address; raises Unavailable `printer.misconfigured` for an impossible one."""
        if not host or not 1 <= port <= 65535:
            raise Unavailable("printer.misconfigured", where=f"{host}:{port}")
        self._host, self._port = host, port
        self._connect_timeout_s = connect_timeout_s
        self._write_timeout_s = write_timeout_s
        self._socket: socket.socket | None = None
        self._may_reopen_at_s = 0.0

    @property
    def can_answer(self) -> bool:
        """A network printer can always answer."""
        return True

    @property
    def bytes_per_second(self) -> int:
        """The network is never what a printer waits for."""
        return 0

    def open(self) -> None:
        """Connect, not sooner than 200 ms after the last connection was closed."""
        time.sleep(max(0.0, self._may_reopen_at_s - time.monotonic()))
        where = f"{self._host}:{self._port}"
        try:
            self._socket = socket.create_connection((self._host, self._port), self._connect_timeout_s)
        except TimeoutError:
            raise Unavailable("printer.not_reachable", where=where, why="timed out") from None
        except UnicodeError:  # a host name that cannot be encoded
            raise Unavailable("printer.misconfigured", where=where) from None
        except OSError as error:
            raise Unavailable("printer.not_reachable", where=where, why=str(error)) from None
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def write(self, data: bytes) -> None:
        """Send all bytes; a stalled printer is `printer.timed_out`, a gone one `printer.lost_mid_job`."""
        line = self._opened()
        line.settimeout(self._write_timeout_s)
        sent = 0
        while sent < len(data):
            try:
                sent += line.send(data[sent : sent + PRINT_CHUNK_BYTES])
            except TimeoutError:
                raise Unavailable("printer.timed_out", sent=sent) from None
            except OSError as error:
                raise Unavailable("printer.lost_mid_job", sent=sent, why=str(error)) from None

    def read(self, timeout_ms: int) -> bytes:
        """Return what arrived; a closed connection is `printer.lost_mid_job`."""
        line = self._opened()
        line.settimeout(max(timeout_ms, 1) / 1000)
        try:
            data = line.recv(PRINT_ANSWER_BYTES_MAX)
        except TimeoutError:
            return b""
        except OSError as error:
            raise Unavailable("printer.lost_mid_job", sent=0, why=str(error)) from None
        if not data:
            raise Unavailable("printer.lost_mid_job", sent=0, why="closed by the printer")
        return data

    def close(self) -> None:
        """Close the connection in order: closing it on unread answers would throw away what was sent."""
        if self._socket is not None:
            deadline_s = time.monotonic() + _LINGER_S
            try:
                self._socket.settimeout(_LINGER_S)
                self._socket.shutdown(socket.SHUT_WR)
                while self._socket.recv(PRINT_ANSWER_BYTES_MAX) and time.monotonic() < deadline_s:
                    pass
            except OSError:  # slow or gone: there is nothing left to wait for
                pass
            self._socket.close()
            self._socket = None
            self._may_reopen_at_s = time.monotonic() + PRINT_REOPEN_DELAY_MS / 1000

    def _opened(self) -> socket.socket:
        assert self._socket is not None, "open() comes first"
        return self._socket
