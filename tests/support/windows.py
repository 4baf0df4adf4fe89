"""A real window on a real data folder, driven by real key events."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QElapsedTimer, QEvent, QEventLoop, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from pos_app.cli.window import window_setup
from pos_app.demo.shop import build_demo
from pos_app.runtime.settings import load_settings
from pos_app.runtime.system_clock import SystemClock
from pos_app.ui.app import CheckoutApp
from pos_app.ui.checkout.state import MemberBanner, Notice, State
from pos_app.ui.counter import Counter
from pos_app.ui.scan_codes import decoded
from pos_app.ui.till import Till
from tests.support.desks import Heard

PATIENCE_MS = 20_000
_CODES = {
    typed: (code, shift)
    for code in range(1, 120)
    for shift in (True, False)
    if (typed := decoded(code, shift, "offscreen"))
}


class QuietSounds(Heard):
    """Remembers what was played."""

    def stop(self) -> bool:
        """Nothing runs."""
        return True


class Driver:
    """Hands on keyboard and scanner of one window; time stands in the events themselves."""

    def __init__(self, app: CheckoutApp, sounds: QuietSounds, bugs: list[BaseException]) -> None:
        self.app, self.sounds, self.bugs = app, sounds, bugs
        self.at_ms = 10_000

    def until(self, is_true: Callable[[], object]) -> None:
        """Let the window work until something is true."""
        patience = QElapsedTimer()
        patience.start()
        while not is_true():
            assert patience.elapsed() < PATIENCE_MS, "it never came true"
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)

    def key(
        self,
        key: Qt.Key,
        text: str = "",
        gap_ms: int = 150,
        code: int = 0,
        modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
    ) -> None:
        """Press and release one key, `gap_ms` after the one before."""
        self.at_ms += gap_ms
        window = self.app.window.windowHandle()
        for kind, later in ((QEvent.Type.KeyPress, 0), (QEvent.Type.KeyRelease, 1)):
            event = QKeyEvent(kind, key, modifiers, code, 0, 0, text)
            event.setTimestamp(self.at_ms + later)
            QCoreApplication.sendEvent(window, event)

    def type(self, text: str, gap_ms: int = 150) -> None:
        """Type characters by their scan codes."""
        for one in text:
            code, shift = _CODES[one]
            modifiers = Qt.KeyboardModifier.ShiftModifier if shift else Qt.KeyboardModifier.NoModifier
            self.key(Qt.Key(ord(one.upper())), one, gap_ms, code, modifiers)

    def enter(self, gap_ms: int = 150) -> None:
        """Press Enter."""
        self.key(Qt.Key.Key_Return, "\r", gap_ms)

    def scan(self, *codes: str) -> None:
        """Scan codes one after another, Enter behind each."""
        for code in codes:
            self.at_ms += 800
            self.type(code, gap_ms=6)
            self.enter(gap_ms=6)

    def sign_on(self, pin: str) -> None:
        """Type the PIN of the person who is chosen."""
        self.until(lambda: not self.app.sign_on_screen.pin.isReadOnly())
        self.type(pin)
        self.until(lambda: len(self.app.sign_on_screen.pin.text()) == len(pin))
        self.enter()
        self.until(lambda: self.app.counter is not None)
        self.until(lambda: QApplication.focusWidget() is self.checkout.screen.entry.field)

    @property
    def checkout(self) -> Counter:
        """The counter."""
        assert self.app.counter is not None
        return self.app.counter

    def state(self) -> State:
        """What the checkout shows."""
        shown = self.checkout.screen.shown
        assert shown is not None
        return shown

    def notice(self) -> Notice:
        """The notice on the screen; there must be one."""
        notice = self.state().notice
        assert notice is not None
        return notice

    def banner(self) -> MemberBanner:
        """The member strip; there must be one."""
        member = self.state().member
        assert member is not None
        return member

    def click(self, widget: QWidget) -> None:
        """Touch the middle of a widget."""
        from PySide6.QtTest import QTest

        QTest.mouseClick(widget, Qt.MouseButton.LeftButton)


def demo_shop(folder: Path) -> None:
    """Make the demo shop without the large catalogue."""
    build_demo(folder, SystemClock(), use_keyring=False, real_products=False)


@contextmanager
def window(
    application: QApplication, folder: Path, wired: Callable[[Till], Till] = lambda till: till
) -> Iterator[Driver]:
    """Open the till in `folder` in a real window; `wired` may give it other tools."""
    bugs: list[BaseException] = []
    sounds = QuietSounds()
    usual = window_setup(folder, load_settings(folder), use_keyring=False)

    def record(error: BaseException) -> str:
        bugs.append(error)
        return "crash.txt"

    setup = replace(
        usual,
        open_till=lambda: wired(usual.open_till()),
        make_sounds=lambda: sounds,
        record_bug=record,
        watch_bugs=lambda told: lambda: None,
    )
    app = CheckoutApp(application, setup)
    app.start()
    driver = Driver(app, sounds, bugs)
    try:
        yield driver
        assert bugs == []
    finally:
        app.window.close()
        app.close()
        app.window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
