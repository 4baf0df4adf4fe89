"""The keypad that is always there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from pos_app.ui.kit.button import Button, Kind
from pos_app.ui.theme import tokens

if TYPE_CHECKING:
    from pos_app.kernel.messages import Translate
    from pos_app.ui.theme.look import Look

ROWS = 4
Keys = tuple[tuple[tuple[str, str], ...], ...]
"""Rows of keys, each a label with what it types or does."""
SALE_KEYS: Keys = (
    (("7", "7"), ("8", "8"), ("9", "9"), ("×", "*")),
    (("4", "4"), ("5", "5"), ("6", "6"), ("−", "-")),
    (("1", "1"), ("2", "2"), ("3", "3"), ("", "backspace")),
    (("0", "0"), ("00", "00"), (".", "."), ("", "enter")),
)
PIN_KEYS: Keys = (
    (("1", "1"), ("2", "2"), ("3", "3")),
    (("4", "4"), ("5", "5"), ("6", "6")),
    (("7", "7"), ("8", "8"), ("9", "9")),
    (("", "backspace"), ("0", "0"), ("", "enter")),
)
_SPOKEN = {"*": "times", "-": "minus", ".": "point", "backspace": "backspace", "enter": "enter"}


class Keypad(QWidget):
    """Keys of equal size, ordered as on calculators in every language. `typed` carries text."""

    typed = Signal(str)
    backspace_pressed = Signal()
    enter_pressed = Signal()

    def __init__(self, look: Look, translate: Translate, point: str = ".", keys: Keys = SALE_KEYS) -> None:
        """Build the keys; `point` is the shop's decimal sign."""
        super().__init__()
        self.look = look
        self._columns = len(keys[0])
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(tokens.GAP)
        for row, places in enumerate(keys):
            for column, (label, code) in enumerate(places):
                button = self._key(translate, point if code == "." else label, code, point)
                grid.addWidget(button, row, column)
        for at in range(ROWS):
            grid.setRowStretch(at, 1)
        for at in range(self._columns):
            grid.setColumnStretch(at, 1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Return four rows that can be touched."""
        return QSize(
            self._columns * (self.look.touch() + tokens.GAP) - tokens.GAP,
            ROWS * tokens.TOUCH + (ROWS - 1) * tokens.GAP,
        )

    def _key(self, translate: Translate, label: str, code: str, point: str) -> Button:
        spoken = translate(f"ui.keypad.{_SPOKEN[code]}") if code in _SPOKEN else label
        if code == "enter":
            label = translate("ui.keypad.enter")
        kind = Kind.SOFT if code == "enter" else Kind.KEY
        size = tokens.ITEM if code == "enter" else tokens.HEADING - 2
        button = Button(self.look, label, kind, name=spoken, size=size)
        button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        if code == "backspace":
            button.picture = "backspace"
            button.setAutoRepeat(True)
            button.clicked.connect(self.backspace_pressed)
        elif code == "enter":
            button.clicked.connect(self.enter_pressed)
        else:
            button.clicked.connect(lambda: self.typed.emit(point if code == "." else code))
        return button
