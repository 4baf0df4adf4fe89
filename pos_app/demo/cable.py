"""The cable from a demo till to its server: a relay on this machine that can be pulled out."""

from __future__ import annotations

import selectors
import socket
import threading
from types import TracebackType

from pos_app.kernel.errors import Unavailable
from pos_app.kernel.exchange_limits import SYNC_CONNECT_MS

HERE = "127.0.0.1"
_CHUNK_BYTES = 65_536
_SEND_S = 10.0


class Cable:
    """Passes bytes to `target` (host, port) and back, on a thread of its own. Safe from any thread.

    Raises Unavailable `server.port_taken` when it cannot listen at `port`; 0 takes a free one.
    """

    def __init__(self, port: int, target: tuple[str, int]) -> None:
        try:
            self._listening = socket.create_server((HERE, port))
        except OSError as error:
            detail = error.strerror or str(error)
            raise Unavailable("server.port_taken", host=HERE, port=port, detail=detail) from error
        self.port: int = self._listening.getsockname()[1]
        self._target = target
        self._is_in = True
        self._others: dict[socket.socket, socket.socket] = {}
        self._waiting = selectors.DefaultSelector()
        self._waiting.register(self._listening, selectors.EVENT_READ)
        self._nudge, self._nudged = socket.socketpair()
        self._waiting.register(self._nudged, selectors.EVENT_READ)
        self._thread = threading.Thread(target=self._pass_on, name="demo-cable", daemon=True)
        self._thread.start()

    def __enter__(self) -> Cable:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def is_in(self) -> bool:
        """False while it is pulled out."""
        return self._is_in

    def pull(self) -> None:
        """Pull it out: connections break, no new one comes about."""
        self._is_in = False
        self._nudge.send(b"p")

    def plug(self) -> None:
        """Put it back in."""
        self._is_in = True

    def close(self) -> None:
        """End the relay."""
        if self._thread.is_alive():
            self._nudge.send(b"e")
            self._thread.join()

    def _pass_on(self) -> None:
        goes_on = True
        while goes_on:
            for key, _ in self._waiting.select():
                ready = key.fileobj
                if ready is self._nudged:
                    goes_on = b"e" not in self._nudged.recv(_CHUNK_BYTES)
                    self._cut()
                elif ready is self._listening:
                    self._take()
                elif isinstance(ready, socket.socket) and ready in self._others:
                    self._move(ready)
        for each in (self._waiting, self._listening, self._nudge, self._nudged):
            each.close()

    def _take(self) -> None:
        near, _ = self._listening.accept()
        try:
            if not self._is_in:
                raise ConnectionError
            far = socket.create_connection(self._target, SYNC_CONNECT_MS / 1000)
        except OSError:
            near.close()
            return
        for one, other in ((near, far), (far, near)):
            one.settimeout(_SEND_S)
            self._others[one] = other
            self._waiting.register(one, selectors.EVENT_READ)

    def _move(self, ready: socket.socket) -> None:
        try:
            data = ready.recv(_CHUNK_BYTES)
            if data:
                self._others[ready].sendall(data)
        except OSError:
            data = b""
        if not data:
            self._end(ready)

    def _end(self, one: socket.socket) -> None:
        for each in (one, self._others.pop(one)):
            self._others.pop(each, None)
            self._waiting.unregister(each)
            each.close()

    def _cut(self) -> None:
        while self._others:
            self._end(next(iter(self._others)))
