"""Both tills of the demo's chain in windows of their own; Enter in the terminal pulls a cable."""

from __future__ import annotations

import subprocess
import sys
import threading
from typing import TextIO

from pos_app.demo.cable import Cable
from pos_app.demo.chain import Chain, Say

_STOP_S = 20.0


def own_program() -> list[str]:
    """Return how this program is started again: as a module, or as the bundle it is."""
    return [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "pos_app"]


def open_windows(chain: Chain, cable: Cable, show: Say, typed: TextIO = sys.stdin) -> None:
    """Open both windows, come back when both are closed; every line that is `typed` pulls or plugs the cable."""
    windows = [subprocess.Popen([*own_program(), "run", "--data", str(folder)]) for folder in chain.tills]
    show("Both windows open. Press Enter here to pull the cable of till 2, Enter again to put it back in.")
    show("Close both windows to see whether all three agree.")
    threading.Thread(target=listen, args=(typed, cable, show), name="demo-typed", daemon=True).start()
    try:
        for window in windows:
            window.wait()
    finally:
        _end(windows)


def listen(typed: TextIO, cable: Cable, show: Say) -> None:
    """Pull the cable with one line, put it back in with the next, until nothing more is typed."""
    for _ in typed:
        if cable.is_in:
            cable.pull()
            show("The cable of till 2 is out. Sell on at both tills.")
        else:
            cable.plug()
            show("The cable of till 2 is in again.")


def _end(windows: list[subprocess.Popen[bytes]]) -> None:
    for window in windows:
        if window.poll() is None:
            window.terminate()
            window.wait(_STOP_S)
