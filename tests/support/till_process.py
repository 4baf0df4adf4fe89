"""A till in a process of its own, on a display of its own, watched through what it tells."""

from __future__ import annotations

import json
import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.house.tree import ROOT
from tests.support.displays import Display

PATIENCE_S = 30


class TillProcess:
    """What is on its screen now, and a way to wait for what should be."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self._lines: queue.Queue[str] = queue.Queue()
        self._reader = threading.Thread(target=self._read, name="till-reader", daemon=True)
        self._reader.start()
        self.seen: dict[str, Any] = {}

    @property
    def state(self) -> dict[str, Any]:
        """The checkout's state."""
        state: dict[str, Any] = self.seen["state"]
        return state

    def until(self, is_true: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
        """Wait until what is on the screen is as it should be; what is there already counts."""
        while not self.seen or not is_true(self.seen):
            assert self.hear(PATIENCE_S), f"it never came true; the screen said {self.seen}"
        return self.seen

    def hear(self, within_s: float) -> bool:
        """Take in the next thing that it tells; False when it tells nothing for so long."""
        try:
            line = self._lines.get(timeout=within_s)
        except queue.Empty:
            return False
        assert line, f"the till ended; its screen said {self.seen}"
        self.seen = json.loads(line)
        return True

    def until_state(self, is_true: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
        """Wait for a state of the checkout."""
        self.until(lambda seen: seen["state"] and is_true(seen["state"]))
        return self.state

    def close(self) -> None:
        """Close the window as its owner would; it must end by itself."""
        self._process.terminate()
        assert self._process.wait(timeout=PATIENCE_S) == 0
        self._reader.join()

    def gone(self) -> None:
        """The process has ended, however it did."""
        self._reader.join()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._lines.put(line)
        self._lines.put("")


@contextmanager
def till_process(display: Display, folder: Path) -> Iterator[TillProcess]:
    """Start the till of `folder` on a display; kill it if the test did not close it."""
    command = [sys.executable, "-m", "tests.support.reporting_till", str(folder)]
    with subprocess.Popen(
        command, cwd=ROOT, env=display.environment, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            yield TillProcess(process)
        finally:
            if process.poll() is None:
                process.kill()
