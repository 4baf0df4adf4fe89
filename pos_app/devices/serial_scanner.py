"""A scanner on a serial port: its codes come as lines, never as key presses."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

import serial

from pos_app.kernel.limits import CODE_LENGTH_MAX, SCANNER_POLL_MS, SCANNER_REOPEN_MS

_log = logging.getLogger(__name__)
_ENDS = b"\r\n\t\x03"


class CodeBuffer:
    """Cuts the bytes of a serial line into codes: arbitrary pieces come in, whole codes go out."""

    def __init__(self) -> None:
        self._kept = bytearray()

    def feed(self, data: bytes) -> list[str]:
        """Return the codes that `data` completes; CR, LF, both, Tab or ETX end one, STX begins one.

        What runs on without an end is cut at twice the longest code: it is noise.
        """
        codes = []
        for byte in data:
            if byte in _ENDS:
                if self._kept:
                    codes.append(self._kept.decode("latin-1"))
                self._kept.clear()
            elif byte == 0x02 or len(self._kept) > 2 * CODE_LENGTH_MAX:
                self._kept.clear()
            else:
                self._kept.append(byte)
        return codes


class SerialScanner:
    """Reads a port on a thread of its own; a scanner that is unplugged is taken up again when it comes back."""

    def __init__(self, port: str, baud: int, scanned: Callable[[str], None]) -> None:
        """Start reading; `scanned` is called on the reader's thread with each code."""
        self._port, self._baud, self._scanned = port, baud, scanned
        self._ending = threading.Event()
        self.connected = threading.Event()
        """Set while the port is open."""
        self._is_lost = False
        self._thread = threading.Thread(target=self._run, name="scanner", daemon=True)
        self._thread.start()

    def stop(self) -> bool:
        """End the thread; returns False when it did not end within its time."""
        self._ending.set()
        self._thread.join(SCANNER_REOPEN_MS / 1000 + 1)
        return not self._thread.is_alive()

    def _run(self) -> None:
        while not self._ending.is_set():
            try:
                with serial.Serial(
                    self._port, self._baud, timeout=SCANNER_POLL_MS / 1000, exclusive=True
                ) as line:
                    self._is_lost = False
                    self.connected.set()
                    self._read(line)
            except (OSError, ValueError) as lost:  # SerialException is an OSError
                self._tell_lost(lost)
                self._ending.wait(SCANNER_REOPEN_MS / 1000)

    def _read(self, line: serial.Serial) -> None:
        buffer = CodeBuffer()
        while not self._ending.is_set():
            for code in buffer.feed(line.read(max(1, line.in_waiting))):
                self._scanned(code)

    def _tell_lost(self, lost: Exception) -> None:
        self.connected.clear()
        if not self._is_lost:
            self._is_lost = True
            _log.info("the scanner on %s cannot be read: %s", self._port, lost)
