"""Turns key presses into the actions of the key table."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QKeyCombination, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit

from pos_app.ui.keys import KEYS

_REPEATING = frozenset({"more", "less"})
_BY_FIELD = frozenset({"total"})
"""Enter reaches the entry field itself, after the scan filter has had a look at it."""
_NAMES = {"Esc": Qt.Key.Key_Escape, "Del": Qt.Key.Key_Delete}


class KeyActions:
    """Ask it about every key press that no scan took; `act` gets an action and says whether it did something."""

    def __init__(self, entry: Callable[[], QLineEdit | None], act: Callable[[str], bool]) -> None:
        self._entry, self._act = entry, act
        self._chords: dict[int, str] = {}
        self._signs: dict[str, str] = {}
        self._only_when_empty = {key.action for key in KEYS if key.only_when_empty}
        for key in KEYS:
            if key.action in _BY_FIELD:
                continue
            if len(key.chord) == 1:
                self._signs[key.chord] = key.action
            else:
                self._chords[_combined(key.chord)] = key.action

    def __call__(self, key: QKeyEvent) -> bool:
        """Do what the key stands for; False when it stands for nothing here."""
        action = self._action(key)
        if action is None or (action in self._only_when_empty and not self._entry_is_empty()):
            return False
        if key.isAutoRepeat() and action not in _REPEATING:
            return True
        return self._act(action)

    def _action(self, key: QKeyEvent) -> str | None:
        modifiers = key.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if not modifiers & ~Qt.KeyboardModifier.ShiftModifier and key.text() in self._signs:
            return self._signs[key.text()]
        return self._chords.get(QKeyCombination(modifiers, Qt.Key(key.key())).toCombined())

    def _entry_is_empty(self) -> bool:
        entry = self._entry()
        return entry is not None and QApplication.focusWidget() is entry and not entry.text()


def _combined(chord: str) -> int:
    """Return Qt's number of a chord of the key table, such as `F12` or `Ctrl+Z`."""
    name = chord.removeprefix("Ctrl+")
    control = Qt.KeyboardModifier.ControlModifier
    modifiers = control if name != chord else Qt.KeyboardModifier.NoModifier
    return QKeyCombination(modifiers, _NAMES.get(name) or Qt.Key[f"Key_{name}"]).toCombined()
