"""The scan filter of the whole application: a scan never presses a button, never lands in another field.

In the entry field keys pass straight through, because a typed letter must be seen at once; when they prove to be a
scan, the field gets its text back. Elsewhere keys are held until they are decided, then swallowed whole or replayed.
Only the keys' own timestamps decide: a window that was busy for a while changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QApplication

from pos_app.kernel.limits import SCAN_DOUBLED_MS, SCAN_LONG_GAP_MS
from pos_app.ui.scan_burst import Burst, ScanRules, Stroke, find_scan, is_machine, may_become_scan
from pos_app.ui.scan_strokes import ENDS, Held, ends_scan, is_modifier, is_plain, stroke_text

if TYPE_CHECKING:
    from PySide6.QtWidgets import QLineEdit

_KEEP_STROKES = 512
_SETTLE_MS = 15
"""After the waiting time, room for keys that a busy window has not taken from the system yet."""


class ScanFilter(QObject):
    """Watches the application. `scanned` carries a code; `set_entry` names the field that keys pass through to.

    `act` is asked about every key press that no scan took: True when the key did something.
    """

    scanned = Signal(str)

    def __init__(
        self,
        application: QApplication,
        rules: ScanRules | None = None,
        act: Callable[[QKeyEvent], bool] | None = None,
    ) -> None:
        super().__init__(application)
        self.rules = rules or ScanRules()
        self._act = act
        self._entry: QLineEdit | None = None
        self._platform = QGuiApplication.platformName()
        self._strokes: list[Stroke] = []
        self._held: list[Held] = []
        self._before: list[tuple[str, int]] = []
        """Text and cursor of the entry field before each stroke."""
        self._seen: tuple[int, int, int, int] | None = None
        self._replaying = False
        self._swallow_until_ms = -1
        self._extended = False
        self._wait = QTimer(self)
        self._wait.setObjectName("scan-wait")
        self._wait.setSingleShot(True)
        self._wait.timeout.connect(self._on_quiet)
        self._settle = QTimer(self)
        self._settle.setObjectName("scan-settle")
        self._settle.setSingleShot(True)
        self._settle.timeout.connect(self._on_settled)
        application.installEventFilter(self)

    def set_entry(self, field: QLineEdit | None) -> None:
        """Name the entry field of the screen that is shown; None when it has none."""
        self._flush()
        self._forget()
        self._entry = field

    def stop(self) -> None:
        """Let go of the application; what was held is replayed first."""
        self._flush()
        self._forget()
        QCoreApplication.instance().removeEventFilter(self)  # type: ignore[union-attr]  # lives as long as we do

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look at every key once, before anybody else."""
        kind = event.type()
        if kind not in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease, QEvent.Type.ShortcutOverride):
            return False
        if self._replaying:
            return False
        key = cast(QKeyEvent, event)
        if kind is QEvent.Type.ShortcutOverride:
            return is_plain(key) and self._override(key)
        mark = (kind.value, key.timestamp(), key.key(), key.nativeScanCode())
        if mark == self._seen:
            return False
        if kind is QEvent.Type.KeyRelease:
            swallowed = self._released(key)
        else:
            swallowed = self._pressed(key) or (self._act is not None and self._act(key))
        self._seen = None if swallowed else mark
        return swallowed

    def _override(self, key: QKeyEvent) -> bool:
        """Keep shortcuts from keys that a scanner types: they would fire before anybody knows."""
        if self._in_entry() and key.key() not in ENDS:
            return False
        key.accept()
        return True

    def _in_entry(self) -> bool:
        return self._entry is not None and QApplication.focusWidget() is self._entry

    def _pressed(self, key: QKeyEvent) -> bool:
        """Return True when the key is ours: part of a scan, or held until that is known."""
        if is_modifier(key):
            return False
        if key.isAutoRepeat() and not self._is_doubled(key):
            self._flush()
            self._forget()
            return False
        if ends_scan(key, self.rules):
            return self._ended(key)
        text = stroke_text(key, self.rules, self._platform, self._follows(key))
        if not text:
            self._flush()
            self._forget()
            return False
        if self._in_entry():
            self._pass_on(key, text)
            return False
        self._hold(key, text)
        return True

    def _pass_on(self, key: QKeyEvent, text: str) -> None:
        if self._held:
            self._flush()
            self._forget()
        if self._entry is not None:
            self._before.append((self._entry.text(), self._entry.cursorPosition()))
        self._strokes.append(Stroke(key.timestamp(), text))
        if len(self._strokes) > _KEEP_STROKES:
            del self._strokes[0], self._before[0]
        if not self.rules.has_suffix:
            self._wait.start(self.rules.max_gap_ms)

    def _hold(self, key: QKeyEvent, text: str) -> None:
        if len(self._strokes) != len(self._held):
            self._forget()
        self._strokes.append(Stroke(key.timestamp(), text))
        self._held.append(Held(key))
        self._extended = False
        if len(self._held) > _KEEP_STROKES or not may_become_scan(self._strokes, self.rules):
            self._flush()
            self._forget()
        else:
            self._settle.stop()
            self._wait.start(self.rules.max_gap_ms)

    def _follows(self, key: QKeyEvent) -> bool:
        """True when this key comes right behind others, so that Ctrl+] can be a group separator."""
        return bool(self._strokes) and 0 <= key.timestamp() - self._strokes[-1].at_ms <= self.rules.max_gap_ms

    def _is_doubled(self, key: QKeyEvent) -> bool:
        """True for a doubled digit of a fast scanner, which X11 calls a repeat; a held key repeats much later."""
        return bool(self._strokes) and 0 <= key.timestamp() - self._strokes[-1].at_ms <= SCAN_DOUBLED_MS

    def _ended(self, key: QKeyEvent) -> bool:
        """Enter or Tab: now it is known."""
        at = key.timestamp()
        found = find_scan(self._strokes, at, self.rules)
        if found is not None:
            self._deliver(found, at + self.rules.max_gap_ms)
            return True
        if at <= self._swallow_until_ms and key.key() != Qt.Key.Key_Tab:
            self._swallow_until_ms = -1
            return True
        self._flush()
        self._forget()
        return False

    def _released(self, key: QKeyEvent) -> bool:
        return any(held.takes_release(key) for held in reversed(self._held))

    def _deliver(self, found: Burst, swallow_until_ms: int) -> None:
        """Hand over a scan; an Enter that comes until then (the LF of a CRLF) belongs to it."""
        code = found.code
        before, self._held = self._held[: found.first], []
        if before and is_machine(self._strokes[: found.first], self.rules):
            code, before = "".join(stroke.text for stroke in self._strokes), []
        if self._before and self._entry is not None:
            text, cursor = self._before[found.first]
            self._entry.setText(text)
            self._entry.setCursorPosition(cursor)
            self._entry.textEdited.emit(text)
        self._forget()
        self._swallow_until_ms = swallow_until_ms
        self._replay(before)
        self.scanned.emit(code)

    def _on_quiet(self) -> None:
        """No key for a while by the wall clock: what a busy window has not taken yet may still belong to it."""
        self._settle.start(_SETTLE_MS)

    def _on_settled(self) -> None:
        if not self._strokes:
            return
        found = find_scan(self._strokes, None, self.rules)
        is_fast = bool(self._held) and is_machine(self._strokes, self.rules)
        if is_fast and self.rules.has_suffix and not self._extended:
            self._extended = True
            self._wait.start(SCAN_LONG_GAP_MS - self.rules.max_gap_ms)
            return
        if is_fast and found is None:
            found = Burst("".join(stroke.text for stroke in self._strokes), 0)
        if found is not None and (self._held or not self.rules.has_suffix):
            self._deliver(found, self._strokes[-1].at_ms + 2 * SCAN_LONG_GAP_MS)
        elif self._held:
            self._flush()
            self._forget()

    def _flush(self) -> None:
        self._stop_waiting()
        held, self._held = self._held, []
        self._replay(held)

    def _replay(self, held: list[Held]) -> None:
        """Give held keys to whatever has the focus, straight: no shortcut hears them."""
        if not held:
            return
        self._replaying = True
        try:
            for one in held:
                target = QApplication.focusWidget()
                if target is not None:
                    for event in one.events():
                        QCoreApplication.sendEvent(target, event)
        finally:
            self._replaying = False

    def _forget(self) -> None:
        self._stop_waiting()
        self._strokes.clear()
        self._before.clear()
        self._extended = False
        self._swallow_until_ms = -1

    def _stop_waiting(self) -> None:
        self._wait.stop()
        self._settle.stop()
