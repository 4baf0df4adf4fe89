"""The first frame: a window is there before anything else is loaded."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QLabel

from pos_app.ui.main_window import MainWindow

if TYPE_CHECKING:
    from pos_app.ui.app import CheckoutApp
    from pos_app.ui.till import WindowSetup

LOOK_EVERY_MS = 5
SWITCH_S = 0.0005
"""How often Python changes threads while it loads: the window must never wait long for the loader."""
_LIGHT, _DARK = ("#f3f5f7", "#1c2b33"), ("#10171c", "#e7eef2")
_MARGIN = 48


class FirstFrame(QObject):
    """Shows the window at once, loads on a thread, then puts the till into the window. `app` is None until then."""

    def __init__(
        self,
        application: QApplication,
        prepare: Callable[[], WindowSetup],
        explain: Callable[[Exception], str],
    ) -> None:
        """`prepare` imports and reads what the till needs, on the thread; `explain` says why it could not."""
        super().__init__(application)
        self.application, self._prepare, self._explain = application, prepare, explain
        self.app: CheckoutApp | None = None
        self.failed = False
        self._setup: WindowSetup | None = None
        self._error: Exception | None = None
        self._closed = False
        self.window = MainWindow("pos_app")
        self._said = QLabel("pos_app")
        self._dress(self._said)
        self.window.show_screen(self._said)
        self._thread = threading.Thread(target=self._load, name="loading", daemon=True)
        self._look = QTimer(self)
        self._look.setObjectName("loading")
        self._look.timeout.connect(self._on_look)
        self.window.closing.connect(self.close)

    def start(self) -> None:
        """Show the window over the whole screen; loading begins once it is painted."""
        if self.application.platformName() == "offscreen":
            self.window.show()
        else:
            self.window.setGeometry(self.application.primaryScreen().availableGeometry())
            self.window.showMaximized()
        QTimer.singleShot(0, self._begin)

    def close(self) -> None:
        """The window goes."""
        self._closed = True
        self._look.stop()
        if self._thread.ident is not None:
            self._thread.join()
        if self.app is not None:
            self.app.close()

    def _begin(self) -> None:
        if not self._closed:
            self._usual_switch_s = sys.getswitchinterval()
            sys.setswitchinterval(SWITCH_S)
            self._thread.start()
            self._look.start(LOOK_EVERY_MS)

    def _load(self) -> None:
        try:
            self._setup = self._prepare()
        except Exception as error:  # noqa: BLE001  # shown in the window, whatever it is
            self._error = error

    def _on_look(self) -> None:
        if self._thread.is_alive():
            return
        self._look.stop()
        sys.setswitchinterval(self._usual_switch_s)
        if self._setup is None:
            self.failed = True
            self._said.setText(self._explain(self._error) if self._error is not None else "")
            return
        from pos_app.ui.app import CheckoutApp

        self.app = CheckoutApp(self.application, self._setup, self.window)
        self.app.start()
        self.window.drop_screen(self._said)

    def _dress(self, label: QLabel) -> None:
        dark = self.application.styleHints().colorScheme() is Qt.ColorScheme.Dark
        surface, text = _DARK if dark else _LIGHT
        palette = QPalette()
        palette.setColor(QPalette.ColorRole.Window, QColor(surface))
        palette.setColor(QPalette.ColorRole.WindowText, QColor(text))
        label.setPalette(palette)
        label.setAutoFillBackground(True)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        label.setWordWrap(True)
        label.setMargin(_MARGIN)


def run_first_frame(prepare: Callable[[], WindowSetup], explain: Callable[[Exception], str]) -> int:
    """Open the window and stay until it is closed; returns 0, or 1 when the till could not be opened."""
    found = QApplication.instance()
    application = found if isinstance(found, QApplication) else QApplication(sys.argv[:1])
    first = FirstFrame(application, prepare, explain)
    first.start()
    code = application.exec()
    first.close()
    return 1 if first.failed or (first.app is not None and first.app.failed) else code
