"""A cable between client and server that tests cut, pull, slow down."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine
from types import TracebackType

from tests.support.fault_wire import HOST, PATIENCE_S, Fault, Flow, Wire

__all__ = ["HOST", "Fault", "FaultProxy"]


class FaultProxy(Wire):
    """Listens at `port` of 127.0.0.1, passes everything on to `target_port` there. A context manager.

    Every method may be called by the test's thread at any time; it has happened when the call comes back.
    A fault at a byte strikes once, on the connection that carries this byte, counted over all of them from the call.
    """

    def __init__(self, target_port: int) -> None:
        super().__init__(target_port)
        self._thread = threading.Thread(target=self._loop.run_forever, name="fault-proxy", daemon=True)

    def __enter__(self) -> FaultProxy:
        self.port = self._listener.getsockname()[1]
        self._thread.start()
        self._do(self._mend())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._loop.is_closed():
            return
        self._do(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(PATIENCE_S)
        self._loop.close()

    def cut_reply_after(self, count_bytes: int, fault: Fault = Fault.CLOSE) -> None:
        """Exactly so many bytes of replies still reach the client. With 0 the server has answered, the client hears
        nothing."""
        self._arm(self.replies, fault, count_bytes)

    def cut_request_after(self, count_bytes: int, fault: Fault = Fault.CLOSE) -> None:
        """Exactly so many bytes of requests still reach the server."""
        self._arm(self.requests, fault, count_bytes)

    def wait_until_struck(self) -> None:
        """Wait until the fault asked for last has happened."""
        assert self._struck.wait(PATIENCE_S), "the fault never came: too few bytes passed"

    def pull_cable(self) -> None:
        """Nothing passes any more; nobody is told. Who connects meanwhile hears nothing."""
        self._do(self._pull())

    def plug_in(self) -> None:
        """Undo `pull_cable`, `refuse` or a stall: what was on its way arrives."""
        self._do(self._mend())

    def refuse(self) -> None:
        """Nobody listens any more: who connects is refused. Connections that are there stay."""
        self._do(self._refuse())

    def drop_next(self, count: int = 1) -> None:
        """The next so many connections are taken, then reset at once; the server never hears of them."""
        self._drops = count

    def reset_connections(self) -> None:
        """Reset (RST) whatever is connected now, both ends."""
        self._do(self._break_all())

    @property
    def open_connections(self) -> int:
        """How many connections are there now."""
        return len(self._live)

    def until(self, is_true: Callable[[FaultProxy], object]) -> None:
        """Wait until something holds of counts here."""
        pause = threading.Event()
        for _ in range(PATIENCE_S * 100):
            if is_true(self):
                return
            pause.wait(0.01)
        raise AssertionError(f"never came true: {self.connections=} {self.requests=} {self.replies=}")

    def _do(self, work: Coroutine[None, None, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(PATIENCE_S)

    def _arm(self, flow: Flow, fault: Fault, after_bytes: int) -> None:
        async def arm() -> None:
            self._struck.clear()
            flow.arm(fault, after_bytes)

        self._do(arm())
