"""A line between a till and a printer on which every byte is written down."""

from __future__ import annotations

import select
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_PIECE = 65_536


class Wiretap:
    """Listens on `port`; `jobs` are the bytes that came over each connection, in the order they were opened."""

    def __init__(self, target_port: int) -> None:
        self._target_port = target_port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self.jobs: list[bytearray] = []
        self._threads: list[threading.Thread] = []
        self._start(self._accept)

    def stop(self) -> None:
        """End all threads."""
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in self._threads:
            thread.join()

    def _start(self, work: object, *arguments: object) -> None:
        thread = threading.Thread(target=work, args=arguments, daemon=True)  # type: ignore[arg-type]  # any callable
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            job = bytearray()
            self.jobs.append(job)
            self._start(self._carry, near, job)

    def _carry(self, near: socket.socket, job: bytearray) -> None:
        """Pass everything on in both directions until one end hangs up."""
        with near, socket.create_connection(("127.0.0.1", self._target_port)) as far:
            while True:
                for source in select.select([near, far], [], [])[0]:
                    try:
                        piece = source.recv(_PIECE)
                        (far if source is near else near).sendall(piece)
                    except OSError:
                        return
                    if not piece:
                        return
                    if source is near:
                        job += piece


@contextmanager
def wiretap(target_port: int) -> Iterator[Wiretap]:
    """Tap the line to a port of this machine."""
    tap = Wiretap(target_port)
    try:
        yield tap
    finally:
        tap.stop()
