"""The on-screen keyboard, for tills without any other.

It never takes the focus: whoever shows it puts what was typed into the field that has the focus.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QSizePolicy

from pos_app.ui.kit.button import Button, Kind
from pos_app.ui.kit.key_layout import DIGITS, KeyLayout
from pos_app.ui.kit.pane import Pane
from pos_app.ui.theme import tokens

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from pos_app.kernel.messages import Translate
    from pos_app.ui.theme.look import Look

_Row = list[tuple[Button, float]]


class Keyboard(Pane):
    """Digits, three rows of letters or symbols, and a row with space; switches between the shop's layouts."""

    typed = Signal(str)
    backspace_pressed = Signal()
    enter_pressed = Signal()
    closed = Signal()

    def __init__(self, look: Look, translate: Translate, layouts: tuple[KeyLayout, ...]) -> None:
        """Build for at least one layout; the first is shown first."""
        super().__init__(look)
        self.translate = translate
        self.layouts = layouts
        self._at = 0
        self._shifted = False
        self._symbols = False
        self._rows: list[_Row] = []
        self.setAccessibleName(translate("ui.keyboard.name"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.hide()

    def sizeHint(self) -> QSize:
        """Return five rows that can be touched."""
        return QSize(0, 5 * tokens.TOUCH + 6 * tokens.GAP)

    def open(self) -> None:
        """Show the keyboard, built at its first use."""
        if not self._rows:
            self._build()
        self.show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Arrange the keys anew."""
        self._arrange()

    def _build(self) -> None:
        for row in self._rows:
            for button, _ in row:
                button.hide()
                button.deleteLater()
        layout = self.layouts[self._at]
        rows = layout.symbols if self._symbols else layout.capitals if self._shifted else layout.letters
        self._rows = [[(self._key(sign), 1.0) for sign in row] for row in (DIGITS, *rows)]
        shift = self._control("", "shift", self._on_shift, "ui.keyboard.shift")
        shift.kind = Kind.PRIMARY if self._shifted else Kind.SOFT
        shift.setEnabled(not self._symbols)
        self._rows[3].insert(0, (shift, 1.5))
        erase = self._control("", "backspace", self.backspace_pressed.emit, "ui.keypad.backspace")
        erase.setAutoRepeat(True)
        self._rows[3].append((erase, 1.5))
        self._rows.append(self._lowest(layout))
        for row in self._rows:
            for button, _ in row:
                button.show()
        self._arrange()

    def _lowest(self, layout: KeyLayout) -> _Row:
        switch = self._control("ABC" if self._symbols else "#+=", "", self._on_symbols, "ui.keyboard.symbols")
        row: _Row = [(switch, 1.5)]
        if len(self.layouts) > 1:
            row.append((self._control(layout.short, "globe", self._on_layout, "ui.keyboard.layout"), 1.7))
        space = self._key(" ", self.translate("ui.keyboard.space"))
        row += [
            (self._key("+"), 1.0),
            (self._key("-"), 1.0),
            (space, 3.6),
            (self._key("."), 1.0),
            (self._key("@"), 1.0),
        ]
        row.append((self._control("", "close", self.closed.emit, "ui.keyboard.close"), 1.2))
        row.append((self._control(self.translate("ui.keypad.enter"), "", self.enter_pressed.emit, ""), 1.8))
        return row

    def _key(self, sign: str, label: str = "") -> Button:
        button = Button(
            self.look, label or sign, Kind.KEY, size=tokens.BODY if label else tokens.ITEM + 2, parent=self
        )
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.clicked.connect(lambda: self._on_typed(sign))
        return button

    def _control(self, label: str, picture: str, act: object, name: str) -> Button:
        said = self.translate(name) if name else ""
        button = Button(self.look, label, Kind.SOFT, picture=picture, name=said, parent=self)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.clicked.connect(act)
        return button

    def _on_typed(self, sign: str) -> None:
        self.typed.emit(sign)
        if self._shifted:
            self._on_shift()

    def _on_shift(self) -> None:
        self._shifted = not self._shifted
        self._build()

    def _on_symbols(self) -> None:
        self._symbols = not self._symbols
        self._shifted = False
        self._build()

    def _on_layout(self) -> None:
        self._at = (self._at + 1) % len(self.layouts)
        self._build()

    def _arrange(self) -> None:
        if not self._rows or self.width() < tokens.TOUCH * 4:
            return
        room = self.width() - 2 * tokens.GAP
        units = max(sum(share for _, share in row) for row in self._rows)
        keys = max(len(row) for row in self._rows)
        unit = (room - (keys - 1) * tokens.GAP) / units
        high = (self.height() - 6 * tokens.GAP) // 5
        for number, row in enumerate(self._rows):
            wide = sum(share for _, share in row) * unit + (len(row) - 1) * tokens.GAP
            left = tokens.GAP + (room - wide) / 2
            top = tokens.GAP + number * (high + tokens.GAP)
            for button, share in row:
                button.setGeometry(round(left), top, round(share * unit), high)
                left += share * unit + tokens.GAP
