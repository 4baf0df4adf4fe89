"""One start, measured from inside: `start_up_child.py ours|bare BEGAN_NS FOLDER`."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

BEAT_MS = 2
PATIENCE_S = 60
WAKE_MS = 10

Opened = tuple[Callable[[], bool], Callable[[], object]]
"""Whether a sale is possible, what closes the window."""


def main(kind: str, began_ns: int, folder: str) -> None:
    """Open the window, print what it took as JSON."""
    from PySide6.QtCore import QEvent, QObject
    from PySide6.QtWidgets import QApplication

    application = QApplication(["start"])
    taken = {"frame_ms": 0.0, "sale_ms": 0.0, "stall_ms": 0.0, "memory_mib": 0.0}

    def since_ms() -> float:
        return (time.monotonic_ns() - began_ns) / 1e6

    class FirstPaint(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  # Qt's own name
            if event.type() == QEvent.Type.Paint and not taken["frame_ms"]:
                taken["frame_ms"] = since_ms()
            return False

    watch = FirstPaint()
    application.installEventFilter(watch)
    open_window = _open_bare if kind == "bare" else _open_ours
    is_ready, close = open_window(application, Path(folder))
    _work_until(lambda: bool(taken["frame_ms"]))
    taken["stall_ms"] = _longest_stall_ms(is_ready)
    taken["sale_ms"] = since_ms()
    taken["memory_mib"] = _resident_mib()
    print(json.dumps(taken), flush=True)
    close()


def _open_bare(application: QApplication, folder: Path) -> Opened:
    from PySide6.QtWidgets import QMainWindow

    window = QMainWindow()
    window.resize(1024, 768)
    window.show()
    return lambda: True, window.close


def _open_ours(application: QApplication, folder: Path) -> Opened:
    from pos_app.cli.run import explain, prepare
    from pos_app.ui.first_frame import FirstFrame

    first = FirstFrame(application, lambda: prepare(folder), explain)
    first.start()

    def is_ready() -> bool:
        return first.app is not None and not first.app.sign_on_screen.pin.isReadOnly()

    return is_ready, first.close


def _longest_stall_ms(is_ready: Callable[[], bool]) -> float:
    """Work until ready; return the longest time between two beats of a timer."""
    from PySide6.QtCore import QTimer

    last = time.monotonic()
    longest = 0.0

    def beat() -> None:
        nonlocal last, longest
        now = time.monotonic()
        longest = max(longest, (now - last) * 1000)
        last = now

    timer = QTimer()
    timer.timeout.connect(beat)
    timer.start(BEAT_MS)
    _work_until(is_ready)
    timer.stop()
    return longest


def _work_until(is_true: Callable[[], bool]) -> None:
    from PySide6.QtCore import QCoreApplication, QEventLoop, QTimer

    waker = QTimer()
    waker.start(WAKE_MS)
    end = time.monotonic() + PATIENCE_S
    while not is_true() and time.monotonic() < end:
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
    waker.stop()


def _resident_mib() -> float:
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3])
