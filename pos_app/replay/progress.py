"""A progress bar for a terminal; plain lines for a file."""

from __future__ import annotations

from typing import TextIO

from pos_app.kernel.clock import Clock

BAR_WIDTH = 30
REDRAW_MS = 100
PLAIN_STEPS = 20


class Progress:
    """Shows how far a job of `total` steps is: ten times a second on a terminal, twenty lines in a file."""

    def __init__(self, stream: TextIO, clock: Clock, total: int, noun: str) -> None:
        self._stream = stream
        self._clock = clock
        self._total = max(total, 1)
        self._noun = noun
        self._start_ms = clock.mono_ms()
        self._drawn_ms = self._start_ms - REDRAW_MS
        self._step = -1
        self._live = stream.isatty()

    def show(self, done: int) -> None:
        """Draw `done` steps when it is time to."""
        if self._live:
            now = self._clock.mono_ms()
            if now - self._drawn_ms >= REDRAW_MS:
                self._drawn_ms = now
                self._stream.write(f"\r{self.text(done)}\x1b[K")
                self._stream.flush()
            return
        step = done * PLAIN_STEPS // self._total
        if step > self._step:
            self._step = step
            self._stream.write(f"{self.text(done)}\n")
            self._stream.flush()

    def end(self, done: int) -> None:
        """Draw the last state and leave the line."""
        if self._live:
            self._stream.write(f"\r{self.text(done)}\x1b[K\n")
        elif self._step < PLAIN_STEPS:
            self._stream.write(f"{self.text(done)}\n")
        self._stream.flush()

    def text(self, done: int) -> str:
        """Return the bar with count, share and speed."""
        done = min(done, self._total)
        filled = BAR_WIDTH * done // self._total
        elapsed_ms = max(self._clock.mono_ms() - self._start_ms, 1)
        bar = "#" * filled + "." * (BAR_WIDTH - filled)
        percent = 100 * done // self._total
        return (
            f"[{bar}] {percent:3d} %  {done:,}/{self._total:,} {self._noun}  {done * 1000 // elapsed_ms:,}/s"
        )
