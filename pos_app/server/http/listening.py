"""The listening half: uvicorn with bounds on connections, headers, waiting."""

from __future__ import annotations

import asyncio
import signal
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import uvicorn
from starlette.applications import Starlette
from uvicorn.protocols.http.h11_impl import H11Protocol

from pos_app.kernel.exchange_limits import (
    SERVER_HEADER_BYTES_MAX,
    SERVER_HEADER_TIMEOUT_S,
    SERVER_IDLE_TIMEOUT_S,
    SERVER_SOCKETS_MAX,
    SERVER_STOP_TIMEOUT_S,
)


class BoundedProtocol(H11Protocol):
    """Closes a connection that says nothing whole for too long, or that is one too many."""

    _patience: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """Start waiting for the first request.

        Answers go out in two pieces: without TCP_NODELAY the second one would wait 40 ms for the first one's receipt,
        since asyncio sets it only on sockets that were made with a protocol number.
        """
        super().connection_made(transport)
        transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if len(self.connections) > SERVER_SOCKETS_MAX:
            transport.close()
            return
        self._patience = self.loop.call_later(SERVER_HEADER_TIMEOUT_S, self._lose_patience)

    def data_received(self, data: bytes) -> None:
        """Read on; between two requests uvicorn itself waits."""
        super().data_received(data)
        if self._patience is not None and self._has_begun():
            self._patience.cancel()
            self._patience = None

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no more."""
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None
        super().connection_lost(exc)

    def _lose_patience(self) -> None:
        if not self._has_begun():
            self.transport.close()

    def _has_begun(self) -> bool:
        first: Any = self.cycle  # None until the first request is whole, whatever its type says
        return first is not None


class Listener(uvicorn.Server):
    """Stops by SIGTERM or SIGINT in good order, then gives control back instead of dying by the signal."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Hear the signals while serving; only the main thread can."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        heard = (signal.SIGINT, signal.SIGTERM)
        before = {each: signal.signal(each, self._heard) for each in heard}
        try:
            yield
        finally:
            for each, handler in before.items():
                signal.signal(each, handler)

    def _heard(self, number: int, frame: FrameType | None) -> None:
        self.handle_exit(number, frame)


def listener(
    app: Starlette, host: str, port: int, tls: ssl.SSLContext | None, behind_proxy: bool = False
) -> Listener:
    """Return the server of `app`; nothing listens yet. With `behind_proxy` the proxy's word on the client counts."""
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        http=BoundedProtocol,
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=behind_proxy,
        h11_max_incomplete_event_size=SERVER_HEADER_BYTES_MAX,
        timeout_keep_alive=SERVER_IDLE_TIMEOUT_S,
        timeout_graceful_shutdown=SERVER_STOP_TIMEOUT_S,
    )
    config.load()
    config.ssl = tls
    return Listener(config)


def tls_context(certificate: Path, key: Path) -> ssl.SSLContext:
    """Return what encrypts connections: TLS 1.2 or later."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(certificate, key)
    return context
