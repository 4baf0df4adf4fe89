"""The simulated printer: the real driver at the end of a line that leads to simulated paper."""

from __future__ import annotations

import time

from pos_app.devices.escpos.entry import PrinterEntry
from pos_app.devices.patience import PATIENT, Patience
from pos_app.devices.printer import EscPosPrinter
from pos_app.devices.simulated.mechanism import DIES_AFTER_BYTES, Mechanism, Mood
from pos_app.devices.simulated.paper import Paper
from pos_app.kernel.errors import Unavailable
from pos_app.ports.printing import PrinterState, PrintJob, PrintResult


class SimulatedLink:
    """A line without a wire."""

    def __init__(self, mechanism: Mechanism) -> None:
        """Lead to `mechanism`."""
        self._mechanism = mechanism
        self._answers = b""

    @property
    def can_answer(self) -> bool:
        """It can."""
        return True

    @property
    def bytes_per_second(self) -> int:
        """As fast as can be."""
        return 0

    def open(self) -> None:
        """Succeed unless the printer is absent."""
        self._answers = b""
        if self._mechanism.mood is Mood.ABSENT:
            raise Unavailable("printer.not_reachable", where="simulated", why="switched off")

    def write(self, data: bytes) -> None:
        """Hand the bytes over, only the first of them to a printer that dies."""
        if self._mechanism.mood is Mood.DIES and len(data) > DIES_AFTER_BYTES:
            self._mechanism.receive(data[:DIES_AFTER_BYTES])
            self._mechanism.set_mood(Mood.ABSENT)
            raise Unavailable("printer.lost_mid_job", sent=DIES_AFTER_BYTES, why="switched off")
        self._answers += self._mechanism.receive(data)

    def read(self, timeout_ms: int) -> bytes:
        """Return the answers; a silent printer keeps us waiting like a real one."""
        if not self._answers:
            time.sleep(timeout_ms / 1000)
        answers, self._answers = self._answers, b""
        return answers

    def close(self) -> None:
        """Tear off what is on the paper."""
        self._mechanism.end_of_job()


class SimulatedPrinter:
    """Prints on paper that can be looked at; `mechanism` takes its moods."""

    def __init__(self, entry: PrinterEntry, patience: Patience = PATIENT) -> None:
        """Behave like table entry `entry`."""
        self.mechanism = Mechanism(entry)
        self._printer = EscPosPrinter(SimulatedLink(self.mechanism), entry, patience)

    @property
    def columns(self) -> int:
        """Characters on one line."""
        return self._printer.columns

    @property
    def papers(self) -> tuple[Paper, ...]:
        """The last SIMULATED_PAPERS_KEPT papers, oldest first; may be read from any thread."""
        return self.mechanism.papers

    def print(self, job: PrintJob) -> PrintResult:
        """Print the job on simulated paper."""
        return self._printer.print(job)

    def state(self) -> PrinterState:
        """Ask the printer how it is."""
        return self._printer.state()

    def open_drawer(self) -> PrintResult:
        """Pulse the simulated drawer."""
        return self._printer.open_drawer()
