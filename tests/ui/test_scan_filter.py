"""A scan never presses a button, never lands in another field, whatever has the focus."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QElapsedTimer, QEvent, QEventLoop, Qt
from PySide6.QtGui import QKeyEvent, QShortcut
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QSpinBox, QVBoxLayout, QWidget

from pos_app.ui.scan_burst import ScanRules
from pos_app.ui.scan_codes import decoded
from pos_app.ui.scan_filter import ScanFilter

GTIN = "4006381333931"
_CODES = {
    typed: (code, shift)
    for shift in (True, False)
    for code in range(1, 120)
    if (typed := decoded(code, shift, "offscreen"))
}
NONE = Qt.KeyboardModifier.NoModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


class Bench:
    """A window with everything a scan could harm."""

    def __init__(self, application: QApplication, rules: ScanRules) -> None:
        self.window = QWidget()
        self.entry, self.other = QLineEdit(), QLineEdit()
        self.spin, self.button = QSpinBox(), QPushButton("Delete everything")
        self.spin.setMaximum(999_999_999)
        self.button.setAutoDefault(True)
        column = QVBoxLayout(self.window)
        for widget in (self.entry, self.other, self.spin, self.button):
            column.addWidget(widget)
        self.harm: list[str] = []
        self.button.clicked.connect(lambda: self.harm.append("clicked"))
        self.shortcut = QShortcut(Qt.Key.Key_1, self.window, lambda: self.harm.append("shortcut"))
        self.entered: list[str] = []
        self.entry.returnPressed.connect(lambda: self.entered.append(self.entry.text()))
        self.edits: list[str] = []
        self.entry.textEdited.connect(self.edits.append)
        self.acted: list[str] = []
        self.scans: list[str] = []
        self.filter = ScanFilter(application, rules, self._act)
        self.filter.set_entry(self.entry)
        self.filter.scanned.connect(self.scans.append)
        self.at_ms = 100_000

    def _act(self, key: QKeyEvent) -> bool:
        if key.key() == Qt.Key.Key_F12:
            self.acted.append("F12")
            return True
        return False

    def key(
        self,
        key: Qt.Key,
        text: str,
        gap_ms: int,
        code: int = 0,
        modifiers: Qt.KeyboardModifier = NONE,
        repeat: bool = False,
    ) -> None:
        """One key as the platform delivers it: shortcut question, press, release."""
        self.at_ms += gap_ms
        focused = QApplication.focusWidget()
        for kind in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, key, modifiers, code, 0, 0, text, repeat)
            event.setTimestamp(self.at_ms)
            if kind is QEvent.Type.ShortcutOverride:
                event.ignore()
                if focused is not None:
                    QCoreApplication.sendEvent(focused, event)
                if not event.isAccepted() and text == "1" and not modifiers:
                    self.harm.append("shortcut")
                continue
            QCoreApplication.sendEvent(self.window.windowHandle(), event)

    def type(self, text: str, gap_ms: int, layout: Callable[[str], str] = lambda one: one) -> None:
        """Keys of a US scanner; `layout` is what the till's layout makes of them."""
        for one in text:
            code, shift = _CODES[one]
            self.key(Qt.Key(ord(one.upper())), layout(one), gap_ms, code, SHIFT if shift else NONE)

    def enter(self, gap_ms: int) -> None:
        """Enter."""
        self.key(Qt.Key.Key_Return, "\r", gap_ms, 36)

    def scan(self, code: str, gap_ms: int = 6, layout: Callable[[str], str] = lambda one: one) -> None:
        """A whole scan, a second after whatever was before."""
        self.at_ms += 1000
        self.type(code, gap_ms, layout)
        self.enter(gap_ms)

    def wait(self, is_true: Callable[[], object] | None = None, ms: int = 900) -> None:
        """Let the window's timers run."""
        patience = QElapsedTimer()
        patience.start()
        while patience.elapsed() < ms and not (is_true and is_true()):
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)


Make = Callable[..., Bench]


@pytest.fixture
def bench(application: QApplication) -> Iterator[Make]:
    """Call with rules to get a bench that is shown, the entry field focused."""
    made: list[Bench] = []

    def make(rules: ScanRules | None = None) -> Bench:
        one = Bench(application, rules or ScanRules())
        made.append(one)
        one.window.show()
        one.window.activateWindow()
        application.processEvents()
        one.entry.setFocus()
        return one

    yield make
    for one in made:
        one.filter.stop()
        one.window.close()
        one.window.deleteLater()
        one.filter.deleteLater()


def test_scan_in_the_entry_field_is_rolled_back(bench: Make) -> None:
    till = bench()
    till.type("3*", 150)
    till.scan(GTIN)
    assert till.scans == [GTIN]
    assert till.entry.text() == "3*"
    assert till.edits[-1] == "3*"
    assert till.entered == []


def test_typed_letters_are_seen_at_once(bench: Make) -> None:
    till = bench()
    till.type("mil", 140)
    assert till.entry.text() == "mil"
    till.enter(140)
    assert till.entered == ["mil"]
    assert till.scans == []


def test_fast_typist_is_no_scanner(bench: Make) -> None:
    till = bench()
    till.type("bananas", 65)
    till.enter(65)
    assert till.entered == ["bananas"]
    assert till.scans == []


@pytest.mark.parametrize("where", ["other", "spin", "button"])
@pytest.mark.parametrize("code", [GTIN, "111111", "POS-CASH", "ABCi-xyz.12/3", "1" * 60])
def test_scan_elsewhere_is_swallowed_whole(bench: Make, where: str, code: str) -> None:
    till = bench()
    getattr(till, where).setFocus()
    till.scan(code)
    till.wait(ms=150)
    assert till.scans == [code]
    assert till.harm == []
    assert till.other.text() == ""
    assert till.spin.value() == 0


def test_typing_elsewhere_arrives(bench: Make) -> None:
    till = bench()
    till.other.setFocus()
    till.type("Ann", 130)
    till.wait(lambda: till.other.text() == "Ann")
    assert till.other.text() == "Ann"
    till.spin.setFocus()
    till.spin.selectAll()
    till.type("42", 200)
    till.wait(lambda: till.spin.value() == 42)
    assert till.spin.value() == 42
    assert till.scans == []


def test_one_key_elsewhere_arrives_with_its_release(bench: Make) -> None:
    till = bench()
    till.button.setFocus()
    till.key(Qt.Key.Key_Space, " ", 200, 65)
    till.wait(lambda: till.harm)
    assert till.harm == ["clicked"]


def test_person_presses_enter_on_a_button(bench: Make) -> None:
    till = bench()
    till.button.setFocus()
    till.enter(500)
    till.enter(500)
    assert till.scans == []


@pytest.mark.parametrize(
    "layout",
    [
        {"-": "*", ".": "ç", "/": ".", "i": "ı", "]": "ü", ":": "Ş"},
        {"1": "&", "2": "é", "3": '"', "4": "'", "6": "-", "8": "_", "9": "ç", "0": "à", "-": ")"},
        {},
    ],
    ids=["tr", "fr", "us"],
)
@pytest.mark.parametrize("code", [GTIN, "ABCi-xyz.12/3", "]C1010400638133393", "M10000011"])
def test_layouts_do_not_matter(bench: Make, layout: dict[str, str], code: str) -> None:
    till = bench()
    till.scan(code, layout=lambda one: layout.get(one, one))
    till.other.setFocus()
    till.scan(code, layout=lambda one: layout.get(one, one))
    assert till.scans == [code, code]
    assert till.other.text() == ""


def test_caps_lock_does_not_matter(bench: Make) -> None:
    till = bench()
    till.scan("ABCi-xyz", layout=str.swapcase)
    assert till.scans == ["ABCi-xyz"]


def test_unknown_scan_codes_fall_back_to_text(bench: Make) -> None:
    till = bench(ScanRules(by_scan_code=False))
    till.scan("ABC-123", layout=lambda one: "ß" if one == "-" else one)
    assert till.scans == ["ABCß123"]


def test_line_feed_after_return_belongs_to_the_scan(bench: Make) -> None:
    till = bench()
    till.scan(GTIN)
    till.enter(5)
    assert till.entered == []
    till.enter(900)
    assert till.entered == [""]


def test_tab_ends_a_scan(bench: Make) -> None:
    till = bench()
    till.type(GTIN, 6)
    till.key(Qt.Key.Key_Tab, "\t", 6, 23)
    assert till.scans == [GTIN]
    assert till.entry.hasFocus()


def test_group_separator(bench: Make) -> None:
    till = bench()
    till.type("]C10104006381333931", 6)
    till.key(Qt.Key.Key_BracketRight, "\x1d", 6, 35, Qt.KeyboardModifier.ControlModifier)
    till.type("3102000123", 6)
    till.enter(6)
    assert till.scans == ["]C10104006381333931\x1d3102000123"]


def test_prefix_is_taken_off(bench: Make) -> None:
    till = bench(ScanRules(prefix="~"))
    till.type("12", 200)
    till.scan("~4711")
    assert till.scans == ["4711"]
    assert till.entry.text() == "12"


def test_scanner_without_suffix(bench: Make) -> None:
    till = bench(ScanRules(has_suffix=False))
    till.type(GTIN, 6)
    till.wait(lambda: till.scans)
    assert till.scans == [GTIN]
    assert till.entry.text() == ""


def test_scan_elsewhere_without_its_enter_is_no_typing(bench: Make) -> None:
    till = bench()
    till.other.setFocus()
    till.type(GTIN, 6)
    till.wait(lambda: till.scans)
    assert till.scans == [GTIN]
    till.button.setFocus()
    till.enter(300)
    assert till.harm == []
    assert till.other.text() == ""


def test_hole_within_a_scan_elsewhere(bench: Make) -> None:
    till = bench()
    till.other.setFocus()
    till.type(GTIN[:6], 6)
    till.at_ms += 120
    till.type(GTIN[6:], 6)
    till.enter(6)
    assert till.scans == [GTIN]
    assert till.other.text() == ""


def test_held_down_key_is_no_scan(bench: Make) -> None:
    till = bench()
    till.type("1", 500)
    for repeat in range(20):
        till.key(Qt.Key.Key_1, "1", 30 if repeat else 150, 10, repeat=True)
    till.enter(30)
    assert till.scans == []
    assert till.entered == ["1" * 21]


def test_busy_window_changes_nothing(bench: Make) -> None:
    """All keys arrive at once, as after a stall; their own times tell a person from a scanner."""
    till = bench()
    till.type("cheese", 90)
    till.enter(90)
    till.scan(GTIN)
    assert till.entered == ["cheese"]
    assert till.scans == [GTIN]


def test_function_keys_act_wherever_the_focus_is(bench: Make) -> None:
    till = bench()
    for widget in (till.entry, till.other, till.button):
        widget.setFocus()
        till.key(Qt.Key.Key_F12, "", 300, 96)
    assert till.acted == ["F12"] * 3
    assert till.scans == []


def test_two_scans_in_a_row(bench: Make) -> None:
    till = bench()
    till.at_ms += 1000
    for _ in range(2):
        till.type(GTIN, 4)
        till.enter(4)
    assert till.scans == [GTIN, GTIN]
    assert till.entry.text() == ""


@pytest.mark.parametrize("gap_ms", [1, 40])
@pytest.mark.parametrize("place", ["entry", "other", "button"])
def test_a_doubled_digit_that_x11_takes_for_a_held_key_belongs_to_the_scan(
    bench: Make, place: str, gap_ms: int
) -> None:
    """Release and press of a doubled digit have one time."""
    till = bench()
    getattr(till, place).setFocus()
    before = ""
    for one in "5391234000016":
        code, _ = _CODES[one]
        till.key(Qt.Key(ord(one)), one, gap_ms, code, repeat=one == before)
        before = one
    till.enter(gap_ms)
    assert till.scans == ["5391234000016"]
    assert (till.entry.text(), till.other.text(), till.harm) == ("", "", [])
