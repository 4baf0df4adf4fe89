"""One start, measured from inside: `start_up_child.py ours|bare BEGAN_NS FOLDER`."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

BEAT_MS = 2
PATIENCE_S = 60


def main(kind: str, began_ns: int, folder: str) -> None:
    """Open the window, print what it took as JSON."""
    from PySide6.QtCore import QEvent, QObject, QTimer
    from PySide6.QtWidgets import QApplication, QMainWindow

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
    if kind == "bare":
        window = QMainWindow()
        window.resize(1024, 768)
        window.show()
        _work_until(application, lambda: bool(taken["frame_ms"]))
        taken["sale_ms"] = taken["frame_ms"]
        close = window.close
    else:
        from pos_app.cli.run import explain, prepare
        from pos_app.ui.first_frame import FirstFrame

        first = FirstFrame(application, lambda: prepare(Path(folder)), explain)
        first.start()
        _work_until(application, lambda: bool(taken["frame_ms"]))
        last = time.monotonic()

        def beat() -> None:
            nonlocal last
            now = time.monotonic()
            taken["stall_ms"] = max(taken["stall_ms"], (now - last) * 1000)
            last = now

        timer = QTimer()
        timer.timeout.connect(beat)
        timer.start(BEAT_MS)
        _work_until(
            application, lambda: first.app is not None and not first.app.sign_on_screen.pin.isReadOnly()
        )
        taken["sale_ms"] = since_ms()
        timer.stop()
        close = first.close
    taken["memory_mib"] = _resident_mib()
    print(json.dumps(taken), flush=True)
    close()


def _work_until(application: object, is_true: object) -> None:
    from PySide6.QtCore import QCoreApplication, QEventLoop

    end = time.monotonic() + PATIENCE_S
    while not is_true() and time.monotonic() < end:  # type: ignore[operator]  # a callable
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)


def _resident_mib() -> float:
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3])
