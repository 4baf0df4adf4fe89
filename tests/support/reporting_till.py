"""The till in a process of its own that tells on its standard output what is on its screen.

python -m tests.support.reporting_till FOLDER
"""

from __future__ import annotations

import signal
import sys
from dataclasses import replace
from pathlib import Path

import msgspec
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from pos_app.cli.window import window_setup
from pos_app.runtime.settings import load_settings
from pos_app.ui.app import CheckoutApp
from pos_app.ui.counter import Counter
from tests.support.desks import Heard


class Silence(Heard):
    """No sound device is opened."""

    def stop(self) -> bool:
        """Nothing runs."""
        return True


def main(folder: Path) -> int:
    """Open the window until it is closed."""
    application = QApplication(sys.argv[:1])
    setup = window_setup(folder, load_settings(folder), use_keyring=False)
    app = CheckoutApp(application, replace(setup, make_sounds=Silence))
    signal.signal(signal.SIGTERM, lambda *_: QTimer.singleShot(0, app.window.close))
    told = b""

    def tell() -> None:
        nonlocal told
        counter = app.counter
        focused = QApplication.focusWidget()
        seen = {
            "screen": type(app.window.currentWidget()).__name__,
            "ready": not app.sign_on_screen.pin.isReadOnly(),
            "pin": len(app.sign_on_screen.pin.text()),
            "active": app.window.isActiveWindow(),
            "focus": focused.accessibleName() if focused is not None else "",
            "entry": counter.screen.entry.field.text() if counter else "",
            "form": (
                [counter.screen.enrolment.phone.text(), counter.screen.enrolment.name.text()]
                if counter and counter.screen.enrolment.isVisible()
                else []
            ),
            "state": counter.screen.shown if counter else None,
            "pane": type(counter.pane).__name__ if counter else "",
            "next": counter.return_pane.next.label() if counter and _can_go_on(counter) else "",
        }
        line = msgspec.json.encode(seen)
        if line != told:
            told = line
            sys.stdout.write(line.decode() + "\n")
            sys.stdout.flush()

    timer = QTimer()
    timer.timeout.connect(tell)
    timer.start(15)
    app.start()
    code = application.exec()
    timer.stop()
    app.close()
    return code


def _can_go_on(counter: Counter) -> bool:
    """True when the main button of the return pane can be pressed."""
    return counter.return_pane.isVisible() and counter.return_pane.next.isEnabled()


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
