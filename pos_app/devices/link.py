"""A line to a device that takes bytes, perhaps answers some."""

from __future__ import annotations

from typing import Protocol


class Link(Protocol):
    """One way to reach a printer, used by one thread: open, write, read, close.

    Errors are Unavailable with one of the codes `printer.not_reachable`, `printer.timed_out`,
    `printer.lost_mid_job`, `printer.misconfigured`; after any error only `close` may be called.
    """

    @property
    def can_answer(self) -> bool:
        """False for a line that carries bytes one way only; known once it is open."""
        ...

    @property
    def bytes_per_second(self) -> int:
        """The speed of the line, 0 where it does not matter."""
        ...

    def open(self) -> None:
        """Reach the device; never waits longer than PRINT_CONNECT_TIMEOUT_S."""
        ...

    def write(self, data: bytes) -> None:
        """Hand over all bytes, at most PRINT_WRITE_TIMEOUT_S for each piece.

        The errors carry `sent`, the number of bytes that were handed over before.
        """
        ...

    def read(self, timeout_ms: int) -> bytes:
        """Return what has arrived, waiting up to `timeout_ms` for a first byte; empty when there is none."""
        ...

    def close(self) -> None:
        """Let go of the device; never raises, may be called twice."""
        ...
