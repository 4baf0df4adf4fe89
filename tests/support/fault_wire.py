"""The inside of the tests' faulty cable: carries bytes, strikes at the chosen one."""

from __future__ import annotations

import asyncio
import contextlib
import enum
import socket
import struct
import sys
import threading
from dataclasses import dataclass, field

HOST = "127.0.0.1"
PATIENCE_S = 30
PIECE_BYTES = 16 * 1024
PIECES_UNDERWAY = 16
SLICES_PER_S = 50
RESET = struct.pack("ii", 1, 0)


class Fault(enum.Enum):
    """What happens at the chosen byte."""

    CLOSE = "both ends see the connection end"
    RESET = "both ends see it reset (RST)"
    STALL = "nothing passes any more in this direction, nobody is told, until `plug_in`"


class Broken(Exception):
    """A connection ends before its time."""

    def __init__(self, reset: bool) -> None:
        super().__init__("reset" if reset else "closed")
        self.reset = reset


@dataclass
class Flow:
    """One direction through all connections. `passed_bytes` reached the other end's socket."""

    passed_bytes: int = 0
    opened: asyncio.Event = field(default_factory=asyncio.Event)
    fault: Fault | None = None
    left_bytes: int = 0

    def arm(self, fault: Fault, after_bytes: int) -> None:
        """Let `after_bytes` more pass, then have the fault; with 0 it comes instead of the next byte."""
        self.fault, self.left_bytes = fault, after_bytes


class Wire:
    """Listens at `port`, carries what comes to `target_port`. Its coroutines run in a loop of its own."""

    def __init__(self, target_port: int) -> None:
        self.target = (HOST, target_port)
        self.latency_ms = 0
        """How much later each piece arrives, each way."""
        self.bytes_per_s: int | None = None
        """The most that passes, each way of each connection."""
        self.requests, self.replies = Flow(), Flow()
        self.connections = 0
        """How many connections were accepted so far."""
        self.port = 0
        self._drops = 0
        self._struck = threading.Event()
        self._listener = socket.create_server((HOST, 0))
        self._live: dict[asyncio.Task[None], int] = {}
        self._accepting: asyncio.Task[None] | None = None
        self._loop = asyncio.new_event_loop()

    async def _mend(self) -> None:
        self.requests.opened.set()
        self.replies.opened.set()
        if self._accepting is None:
            self._listener.setblocking(False)
            self._listener.listen()
            self._accepting = self._loop.create_task(self._accept())

    async def _pull(self) -> None:
        self.requests.opened.clear()
        self.replies.opened.clear()

    async def _refuse(self) -> None:
        """Stay at the port without listening, so that nobody else takes it."""
        await self._stop_listening()
        self._listener = socket.socket()
        self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._listener.bind((HOST, self.port))

    async def _stop_listening(self) -> None:
        if self._accepting is not None:
            await ended(self._accepting)
            self._accepting = None
        self._listener.close()

    async def _break_all(self) -> None:
        for task in list(self._live):
            await ended(task)

    async def _end(self) -> None:
        await self._stop_listening()
        await self._break_all()

    async def _accept(self) -> None:
        while True:
            client, _ = await self._loop.sock_accept(self._listener)
            self.connections += 1
            if self._drops:
                self._drops -= 1
                close(client, reset=True)
                continue
            task = self._loop.create_task(self._serve(client))
            self._live[task] = self.connections
            task.add_done_callback(self._live.pop)

    async def _serve(self, client: socket.socket) -> None:
        """Carry one connection until both directions ended or something broke."""
        server, reset = socket.socket(), True
        client.setblocking(False)
        server.setblocking(False)
        try:
            await self.requests.opened.wait()
            await self._loop.sock_connect(server, self.target)
            async with asyncio.TaskGroup() as both:
                both.create_task(self._carry(self.requests, client, server))
                both.create_task(self._carry(self.replies, server, client))
            reset = False
        except* Broken as broken:
            reset = broken.subgroup(lambda one: isinstance(one, Broken) and one.reset) is not None
        except* OSError:
            reset = True
        finally:
            close(client, reset)
            close(server, reset)

    async def _carry(self, flow: Flow, source: socket.socket, sink: socket.socket) -> None:
        """One direction of one connection, until its source has no more."""
        pieces: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(PIECES_UNDERWAY)

        async def read() -> None:
            piece = b"."
            while piece:
                try:
                    piece = await self._loop.sock_recv(source, PIECE_BYTES)
                except ConnectionError:
                    await flow.opened.wait()
                    raise
                await pieces.put((self._loop.time() + self.latency_ms / 1000, piece))

        async with asyncio.TaskGroup() as both:
            both.create_task(read())
            while True:
                due, piece = await pieces.get()
                await pause(due - self._loop.time())
                await flow.opened.wait()
                if not piece:
                    sink.shutdown(socket.SHUT_WR)
                    return
                await self._pass(flow, sink, piece)

    async def _pass(self, flow: Flow, sink: socket.socket, piece: bytes) -> None:
        while piece:
            await flow.opened.wait()
            count = len(piece) if flow.fault is None else min(flow.left_bytes, len(piece))
            if self.bytes_per_s is not None:
                count = min(count, max(1, self.bytes_per_s // SLICES_PER_S))
            flow.left_bytes -= count if flow.fault is not None else 0
            strikes = flow.fault if not flow.left_bytes else None
            flow.fault = None if strikes else flow.fault
            await pause(count / self.bytes_per_s if self.bytes_per_s else 0)
            await self._loop.sock_sendall(sink, piece[:count])
            flow.passed_bytes += count
            piece = piece[count:]
            if strikes is not None:
                await arrived(sink)
                self._strike(flow, strikes)

    def _strike(self, flow: Flow, fault: Fault) -> None:
        self._struck.set()
        if fault is not Fault.STALL:
            raise Broken(reset=fault is Fault.RESET)
        flow.opened.clear()


async def pause(seconds: float) -> None:
    """Let others work for so long."""
    if seconds > 0:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(asyncio.Event().wait(), seconds)


async def arrived(sink: socket.socket) -> None:
    """Wait until the other end's machine has what was sent: a reset throws the rest away."""
    if sys.platform == "win32":
        return
    import fcntl
    import termios

    for _ in range(PATIENCE_S * 100):
        waiting = fcntl.ioctl(sink, termios.TIOCOUTQ, bytes(4))
        if not int.from_bytes(waiting, sys.byteorder):
            return
        await pause(0.01)


async def ended(task: asyncio.Task[None]) -> None:
    """Cancel a task, wait until it is over."""
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


def close(one: socket.socket, reset: bool) -> None:
    """Close a socket; its other end sees the end, or a reset."""
    if reset:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
    one.close()
