"""Printers on a serial port."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from pos_app.kernel.errors import Unavailable
from pos_app.kernel.limits import PRINT_ANSWER_BYTES_MAX, PRINT_CHUNK_BYTES, PRINT_WRITE_TIMEOUT_S

if TYPE_CHECKING:
    import serial  # at run time only tills with a serial printer load it

BITS_PER_BYTE = 10
"""Start bit, eight data bits, stop bit."""


class FlowControl(StrEnum):
    """How the printer says that it is busy; DTR/DSR wiring must be crossed to RTS/CTS in the cable."""

    RTS_CTS = "rts_cts"
    XON_XOFF = "xon_xoff"
    NONE = "none"


class SerialLink:
    """A port of our own: no other program may have it open at the same time."""

    def __init__(
        self,
        port: str,
        baud: int = 19200,
        flow: FlowControl = FlowControl.RTS_CTS,
        *,
        write_timeout_s: float = PRINT_WRITE_TIMEOUT_S,
    ) -> None:
        """Remember how to reach the printer; nothing is opened yet."""
        self._port, self._baud, self._flow = port, baud, flow
        self._write_timeout_s = write_timeout_s
        self._line: serial.Serial | None = None

    @property
    def can_answer(self) -> bool:
        """A serial printer can answer."""
        return True

    @property
    def bytes_per_second(self) -> int:
        """What the line carries at best."""
        return self._baud // BITS_PER_BYTE

    def open(self) -> None:
        """Open the port for this program alone."""
        import serial

        try:
            self._line = serial.Serial(
                self._port,
                self._baud,
                timeout=0,
                write_timeout=self._write_timeout_s,
                rtscts=self._flow is FlowControl.RTS_CTS,
                xonxoff=self._flow is FlowControl.XON_XOFF,
                exclusive=True,
            )
        except ValueError as error:
            raise Unavailable("printer.misconfigured", where=self._port, why=str(error)) from None
        except OSError as error:  # SerialException is one
            raise Unavailable("printer.not_reachable", where=self._port, why=str(error)) from None

    def write(self, data: bytes) -> None:
        """Send all bytes; flow control that never lets go ends in `printer.timed_out`."""
        import serial

        line = self._opened()
        sent = 0
        while sent < len(data):
            try:
                sent += line.write(data[sent : sent + PRINT_CHUNK_BYTES])
            except serial.SerialTimeoutException:
                # pyserial does not say how much of this piece has gone out.
                raise Unavailable("printer.timed_out", sent=sent + 1) from None
            except OSError as error:
                raise Unavailable("printer.lost_mid_job", sent=sent + 1, why=str(error)) from None

    def read(self, timeout_ms: int) -> bytes:
        """Return what arrived."""
        line = self._opened()
        try:
            line.timeout = timeout_ms / 1000
            first: bytes = line.read(1)
            if not first:
                return b""
            line.timeout = 0
            return first + bytes(line.read(PRINT_ANSWER_BYTES_MAX - 1))
        except OSError as error:
            raise Unavailable("printer.lost_mid_job", sent=0, why=str(error)) from None

    def close(self) -> None:
        """Let go of the port without waiting for a printer that takes nothing more."""
        if self._line is not None:
            try:
                self._line.close()
            except OSError:  # the cable is gone, and the port with it
                self._line.is_open = False
            self._line = None

    def _opened(self) -> serial.Serial:
        assert self._line is not None, "open() comes first"
        return self._line
