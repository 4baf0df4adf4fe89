"""The one field that takes everything, with what it understood at its end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QWidget

from pos_app.kernel.limits import ENTRY_LENGTH_MAX
from pos_app.ui.kit.button import Button, Kind
from pos_app.ui.kit.labels import END, Label
from pos_app.ui.kit.pane import Pane
from pos_app.ui.theme import tokens

if TYPE_CHECKING:
    from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent

    from pos_app.ui.theme.look import Look


class Field(QLineEdit):
    """A plain text field that tells when it has the focus, and when a finger or mouse touched it."""

    touched = Signal()
    focus_changed = Signal(bool)
    arrow_pressed = Signal(int)

    def __init__(
        self, look: Look, name: str, length_max: int, size: int, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setFont(look.font(size))
        self.setAccessibleName(name)
        self.setMaxLength(length_max)
        self.setFrame(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setMinimumHeight(look.touch() - 2 * tokens.INNER)
        self.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Tell of touches."""
        if watched is self and event.type() in (QEvent.Type.MouseButtonPress, QEvent.Type.TouchBegin):
            self.touched.emit()
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Give the arrow keys up and down to whoever shows a list under the field."""
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.arrow_pressed.emit(-1 if event.key() == Qt.Key.Key_Up else 1)
            event.accept()
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Tell that the focus came."""
        super().focusInEvent(event)
        self.focus_changed.emit(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Tell that the focus left."""
        super().focusOutEvent(event)
        self.focus_changed.emit(False)


class FieldFrame(Pane):
    """The border around a field, thicker while the field has the focus."""

    def __init__(self, look: Look, field: Field) -> None:
        super().__init__(look, border=look.palette.edge)
        self.field = field
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(tokens.INNER, 0, tokens.INNER, 0)
        self.row.setSpacing(tokens.GAP)
        self.row.addSpacing(tokens.GAP)
        self.row.addWidget(field, 1)
        self.setFocusProxy(field)
        field.focus_changed.connect(self._on_focus_changed)

    def _on_focus_changed(self, focused: bool) -> None:
        palette = self.look.palette
        self.set_colours(palette.surface_1, palette.accent if focused else palette.edge, 2 if focused else 1)


class Entry(FieldFrame):
    """The entry field of the checkout: text, what was understood, a button for the on-screen keyboard."""

    keyboard_wished = Signal()

    def __init__(self, look: Look, name: str, placeholder: str, keyboard_name: str) -> None:
        super().__init__(look, Field(look, name, ENTRY_LENGTH_MAX, tokens.ITEM))
        self.field.setPlaceholderText(placeholder)
        self.hint = Label(look, size=tokens.CAPTION, weight=tokens.SEMIBOLD, align=END)
        self.hint.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.keyboard = Button(look, "", Kind.BARE, picture="keyboard", name=keyboard_name)
        self.row.addWidget(self.hint)
        self.row.addWidget(self.keyboard)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.keyboard.clicked.connect(self.keyboard_wished)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave at least half of the field to what is typed."""
        super().resizeEvent(event)
        self.hint.setMaximumWidth(event.size().width() // 2)

    def show_hint(self, text: str, colour: str) -> None:
        """Say what the field understood."""
        self.hint.set_text(text, colour)
        self.hint.setVisible(bool(text))
