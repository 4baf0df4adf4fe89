"""The insides of a simulated printer: takes bytes, answers, prints."""

from __future__ import annotations

import threading
from enum import StrEnum

from pos_app.devices.escpos.commands import Command, split_commands
from pos_app.devices.escpos.entry import PrinterEntry
from pos_app.devices.simulated.decoder import Decoder
from pos_app.devices.simulated.paper import Paper
from pos_app.kernel.limits import SIMULATED_PAPERS_KEPT

PAPER_ENDS_AFTER_LINES = 5
DIES_AFTER_BYTES = 100


class Mood(StrEnum):
    """What is wrong with the printer."""

    FINE = "fine"
    PAPER_LOW = "paper_low"
    ABSENT = "absent"
    SILENT = "silent"
    PAPER_OUT = "paper_out"
    PAPER_ENDS = "paper_ends"
    """It runs out of paper after a few lines of the next job."""
    COVER_OPEN = "cover_open"
    RUBBISH = "rubbish"
    DIES = "dies"
    """It is switched off in the middle of the next job."""


_BLOCKED = frozenset({Mood.PAPER_OUT, Mood.COVER_OPEN})
_REAL_TIME = frozenset({"DLE EOT", "DLE ENQ", "DLE DC4"})
_RUBBISH = b"\xff\x93\x80"


class Mechanism:
    """Keeps what it was sent in order; what it cannot print yet waits in its buffer, as in a real printer."""

    def __init__(self, entry: PrinterEntry) -> None:
        """Behave like table entry `entry`."""
        self._entry = entry
        self._decoder = Decoder(entry)
        self._lock = threading.Lock()
        self._rest = b""
        self._waiting: list[Command] = []
        self._lines_left = PAPER_ENDS_AFTER_LINES
        self._mood = Mood.FINE

    @property
    def mood(self) -> Mood:
        """What is wrong with it now."""
        return self._mood

    def set_mood(self, mood: Mood) -> None:
        """Change what is wrong; a printer that is fine again prints what waited in its buffer."""
        with self._lock:
            if mood is Mood.ABSENT:  # the buffer does not survive without power
                self._waiting, self._rest = [], b""
            self._mood = mood
            self._lines_left = PAPER_ENDS_AFTER_LINES
            self._work()

    @property
    def papers(self) -> tuple[Paper, ...]:
        """The last papers, oldest first."""
        with self._lock:
            return tuple(self._decoder.papers)

    @property
    def pulses(self) -> int:
        """How often the drawer was opened."""
        return self._decoder.pulses

    @property
    def cuts(self) -> int:
        """How often paper was cut."""
        return self._decoder.cuts

    def receive(self, data: bytes) -> bytes:
        """Take bytes as they come and return what the printer answers to them."""
        if self._mood is Mood.RUBBISH:
            return _RUBBISH
        with self._lock:
            self._rest += data
            commands, end = split_commands(self._rest)
            self._rest = self._rest[end:]
            answers = b"".join(self._real_time(each) for each in commands if each.name in _REAL_TIME)
            self._waiting += [each for each in commands if each.name not in _REAL_TIME]
            answers += self._work()
        return b"" if self._mood is Mood.SILENT else answers

    def end_of_job(self) -> None:
        """Tear off what was printed without a cut: the line was closed."""
        with self._lock:
            if self._mood not in _BLOCKED:
                self._decoder.tear_off()
                self._keep_last()

    def _work(self) -> bytes:
        """Carry out what waits, as far as paper and mood allow."""
        answers = b""
        while self._waiting and self._mood not in _BLOCKED:
            command = self._waiting.pop(0)
            self._decoder.carry_out(command)
            answers += self._in_order(command)
            if self._mood is Mood.PAPER_ENDS and command.name == "LF":
                self._lines_left -= 1
                if not self._lines_left:
                    self._mood = Mood.PAPER_OUT
        self._keep_last()
        return answers

    def _keep_last(self) -> None:
        del self._decoder.papers[:-SIMULATED_PAPERS_KEPT]

    def _real_time(self, command: Command) -> bytes:
        if command.name == "DLE DC4":
            self._decoder.pulse()
        if command.name != "DLE EOT":
            return b""
        is_paper_out = self._mood is Mood.PAPER_OUT
        is_open = self._mood is Mood.COVER_OPEN
        bits = {
            1: 0x08 * (is_paper_out or is_open),
            2: 0x20 * is_paper_out | 0x04 * is_open,
            3: 0,
            4: 0x60 * is_paper_out | 0x0C * (is_paper_out or self._mood is Mood.PAPER_LOW),
        }.get(command.args[0])
        return b"" if bits is None else bytes([0x12 | bits])

    def _in_order(self, command: Command) -> bytes:
        if command.name == "GS r" and command.args[0] in (1, 49):
            return b"\x03" if self._mood is Mood.PAPER_LOW else b"\x00"
        if command.name == "GS ( H" and command.args[:2] == b"00":
            return b"\x37\x22" + command.args[2:6] + b"\x00"
        return b""
