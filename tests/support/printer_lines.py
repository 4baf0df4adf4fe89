"""Simulated printers at the end of real sockets and pseudo terminals."""

from __future__ import annotations

import os
import select
import socket
import threading
import tty
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from pos_app.devices.escpos.entry import PrinterEntry
from pos_app.devices.link import Link
from pos_app.devices.patience import PATIENT, Patience
from pos_app.devices.printer import EscPosPrinter
from pos_app.devices.simulated.mechanism import DIES_AFTER_BYTES, Mechanism, Mood
from pos_app.devices.simulated.printer import SimulatedPrinter
from pos_app.devices.transport_file import FileLink
from pos_app.devices.transport_serial import FlowControl, SerialLink
from pos_app.devices.transport_tcp import TcpLink
from pos_app.ports.printing import Printer
from tests.support.printers import HASTY

POLL_S = 0.02
PATIENCE = {
    Mood.SILENT: Patience(answer_ms=100, confirm_ms=100),
    Mood.RUBBISH: Patience(answer_ms=500, confirm_ms=100),
    Mood.PAPER_ENDS: Patience(answer_ms=2000, confirm_ms=300),
}
"""For answers that never come; the others are waited for as long as it takes."""


class Rig(Protocol):
    """A printer under test with the mechanism behind it."""

    @property
    def mechanism(self) -> Mechanism:
        """Its insides."""
        ...

    @property
    def printer(self) -> Printer:
        """What is tested."""
        ...

    def set_mood(self, mood: Mood) -> None:
        """Break or mend it."""
        ...


class SimulatedRig:
    """No wire at all."""

    def __init__(self, entry: PrinterEntry) -> None:
        self.printer: Printer
        self.printer = simulated = SimulatedPrinter(entry, HASTY)
        self.mechanism = simulated.mechanism

    def set_mood(self, mood: Mood) -> None:
        """Break or mend it."""
        self.mechanism.set_mood(mood)


class WiredRig(ABC):
    """A mechanism served by a thread that reads one wire at a time."""

    def __init__(self, entry: PrinterEntry) -> None:
        self.mechanism = Mechanism(entry)
        self._entry = entry
        self._link = self.link()
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._serve, name="printer rig")
        self._thread.start()

    @property
    def printer(self) -> Printer:
        """A driver that waits long for answers that will come, however slow this machine is today."""
        return EscPosPrinter(self._link, self._entry, PATIENCE.get(self.mechanism.mood, PATIENT))

    @abstractmethod
    def link(self) -> Link:
        """The way to it."""

    def set_mood(self, mood: Mood) -> None:
        """Break or mend it."""
        self.mechanism.set_mood(mood)

    def close(self) -> None:
        """End the thread, then let go of the wire."""
        self._ending.set()
        self._thread.join()

    @abstractmethod
    def _serve(self) -> None:
        """Be the printer until the end."""

    def _take(self, data: bytes, taken: int) -> bytes | None:
        """The answers to `data`, None when the printer dies of it."""
        if self.mechanism.mood is Mood.DIES and taken + len(data) > DIES_AFTER_BYTES:
            self.mechanism.receive(data[: max(0, DIES_AFTER_BYTES - taken)])
            self.set_mood(Mood.ABSENT)
            return None
        return self.mechanism.receive(data)


class TcpRig(WiredRig):
    """One connection at a time, like most printers."""

    def __init__(self, entry: PrinterEntry) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(POLL_S)
        self._port: int = self._listener.getsockname()[1]
        super().__init__(entry)

    def link(self) -> Link:
        """A connection to the server."""
        return TcpLink("127.0.0.1", self._port)

    def set_mood(self, mood: Mood) -> None:
        """An absent printer listens no more."""
        if mood is Mood.ABSENT:
            self._ending.set()
            if threading.current_thread() is not self._thread:
                self._thread.join()
            self._listener.close()
        super().set_mood(mood)

    def close(self) -> None:
        """End the thread, close the server."""
        super().close()
        self._listener.close()

    def _serve(self) -> None:
        while not self._ending.is_set():
            try:
                connection, _ = self._listener.accept()
            except TimeoutError:
                continue
            with connection:
                self._talk(connection)
            self.mechanism.end_of_job()

    def _talk(self, connection: socket.socket) -> None:
        connection.settimeout(POLL_S)
        taken = 0
        while not self._ending.is_set():
            try:
                data = connection.recv(4096)
            except TimeoutError:
                continue
            answers = self._take(data, taken) if data else None
            if answers is None:
                return
            taken += len(data)
            connection.sendall(answers)


class PtyRig(WiredRig):
    """A pseudo terminal whose other end is the printer."""

    def __init__(self, entry: PrinterEntry) -> None:
        self._master, self._slave = os.openpty()
        tty.setraw(self._slave)
        self._path = os.ttyname(self._slave)
        self._is_there = True
        super().__init__(entry)

    def link(self) -> Link:
        """The terminal as a serial port."""
        return SerialLink(self._path, 19200, FlowControl.NONE)

    def set_mood(self, mood: Mood) -> None:
        """An absent printer takes its terminal with it."""
        if mood is Mood.ABSENT:
            self._ending.set()
            if threading.current_thread() is not self._thread:
                self._thread.join()
            self._unplug()
        super().set_mood(mood)

    def close(self) -> None:
        """End the thread, close the terminal."""
        super().close()
        self._unplug()

    def _unplug(self) -> None:
        if self._is_there:
            self._is_there = False
            os.close(self._slave)
            os.close(self._master)

    def _serve(self) -> None:
        taken = 0
        while not self._ending.is_set():
            if not select.select([self._master], [], [], POLL_S)[0]:
                continue
            data = os.read(self._master, 4096)
            answers = self._take(data, taken)
            if answers is None:
                return
            taken += len(data)
            os.write(self._master, answers)


class FileRig(PtyRig):
    """The same terminal as a device file."""

    def link(self) -> Link:
        """The terminal as a device file."""
        return FileLink(Path(self._path))


RIGS: dict[str, Callable[[PrinterEntry], Rig]] = {
    "simulated": SimulatedRig,
    "tcp": TcpRig,
    "serial": PtyRig,
    "file": FileRig,
}


@contextmanager
def rig(kind: str, entry: PrinterEntry) -> Iterator[Rig]:
    """A printer of this kind, taken down afterwards."""
    built = RIGS[kind](entry)
    try:
        yield built
    finally:
        if isinstance(built, WiredRig):
            built.close()
