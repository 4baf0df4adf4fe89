"""Hands on the keyboard of a window, or on its scanner: real key events with the times that real devices have."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from pos_app.ui.app import CheckoutApp
from pos_app.ui.keys import KEYS
from pos_app.ui.scan_codes import decoded
from pos_app.ui.till import WindowSetup

PERSON_GAP_MS = 150
SCANNER_GAP_MS = 6
BETWEEN_SCANS_MS = 800
_LAST_KEY_CODE = 120
_QT_NAMES = {"Del": "Delete", "Esc": "Escape"}
_WORK_MS = 20


class Hands:
    """Types into one window; time stands in the events themselves, so that nobody has to wait for it."""

    def __init__(self, window: QWidget) -> None:
        self._window = window
        self._at_ms = 10_000
        platform = QGuiApplication.platformName()
        self._codes = {
            typed: (code, shift)
            for code in range(1, _LAST_KEY_CODE)
            for shift in (True, False)
            if (typed := decoded(code, shift, platform))
        }

    def until(self, is_true: Callable[[], object], patience_s: float) -> bool:
        """Let the window work until something is true; False when it did not become so in time."""
        end = time.monotonic() + patience_s
        waker = QTimer()
        waker.start(_WORK_MS)
        try:
            while not is_true():
                if time.monotonic() > end:
                    return False
                QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        finally:
            waker.stop()
        QCoreApplication.processEvents()
        return True

    def pause(self, pause_s: float) -> None:
        """Let the window work for a while, so that people can follow."""
        self.until(lambda: False, pause_s)

    def press(
        self,
        key: Qt.Key,
        text: str = "",
        gap_ms: int = PERSON_GAP_MS,
        code: int = 0,
        modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
    ) -> None:
        """Press and let go one key, `gap_ms` after the one before."""
        self._at_ms += gap_ms
        for kind, later_ms in ((QEvent.Type.KeyPress, 0), (QEvent.Type.KeyRelease, 1)):
            event = QKeyEvent(kind, key, modifiers, code, 0, 0, text)
            event.setTimestamp(self._at_ms + later_ms)
            QCoreApplication.sendEvent(self._window.windowHandle(), event)

    def type(self, text: str, gap_ms: int = PERSON_GAP_MS) -> None:
        """Type characters one after another."""
        for one in text:
            code, shift = self._codes[one]
            modifiers = Qt.KeyboardModifier.ShiftModifier if shift else Qt.KeyboardModifier.NoModifier
            self.press(Qt.Key(ord(one.upper())), one, gap_ms, code, modifiers)

    def enter(self, gap_ms: int = PERSON_GAP_MS) -> None:
        """Press Enter."""
        self.press(Qt.Key.Key_Return, "\r", gap_ms)

    def scan(self, code: str) -> None:
        """Scan a code: all its keys within a few milliseconds each, Enter behind them."""
        self._at_ms += BETWEEN_SCANS_MS
        self.type(code, SCANNER_GAP_MS)
        self.enter(SCANNER_GAP_MS)

    def act(self, action: str) -> None:
        """Press the key that the table of keys has for an action."""
        chord = next(key.chord for key in KEYS if key.action == action)
        self.press(Qt.Key[f"Key_{_QT_NAMES.get(chord, chord)}"])

    def picture(self, path: Path) -> None:
        """Save what the window shows as PNG."""
        self._window.grab().save(str(path))


def open_application(setup: WindowSetup) -> CheckoutApp:
    """Open the window of a till in an application of its own."""
    found = QApplication.instance()
    application = found if isinstance(found, QApplication) else QApplication(["pos-app"])
    app = CheckoutApp(application, setup)
    app.start()
    return app
