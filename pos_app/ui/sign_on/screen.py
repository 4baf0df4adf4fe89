"""The sign-on screen: choose a name, type the PIN."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRegularExpression, Qt, Signal
from PySide6.QtGui import QRegularExpressionValidator
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from pos_app.kernel.limits import PIN_LENGTH_MAX
from pos_app.ui.kit.button import Button, Kind
from pos_app.ui.kit.entry import Field, FieldFrame
from pos_app.ui.kit.keypad import PIN_KEYS, Keypad
from pos_app.ui.kit.labels import MIDDLE, Label
from pos_app.ui.kit.pane import Page
from pos_app.ui.theme import tokens

if TYPE_CHECKING:
    from pos_app.kernel.messages import Translate
    from pos_app.ui.sign_on.state import Person, SignOnState
    from pos_app.ui.theme.look import Look

_COLUMN_WIDTH = 400
_NAMES_IN_ROW = 2


class SignOnScreen(Page):
    """The PIN field always has the focus; arrow keys walk through the names."""

    person_chosen = Signal(str)
    person_stepped = Signal(int)
    pin_edited = Signal()
    pin_entered = Signal(str)

    def __init__(self, look: Look, translate: Translate) -> None:
        super().__init__(look)
        self._people: tuple[Person, ...] | None = None
        self._buttons: dict[str, Button] = {}
        soft = look.palette.text_soft
        self.shop = Label(look, size=tokens.HEADING, weight=tokens.BOLD, align=MIDDLE)
        self.terminal = Label(look, size=tokens.BODY, colour=soft, align=MIDDLE)
        self.prompt = Label(look, size=tokens.ITEM, weight=tokens.SEMIBOLD, align=MIDDLE)
        self.problem = Label(
            look, weight=tokens.SEMIBOLD, colour=look.palette.bad.text, align=MIDDLE, lines=2
        )
        self.names = QGridLayout()
        self.names.setSpacing(tokens.GAP)
        self.pin = Field(look, translate("ui.sign_on.pin"), PIN_LENGTH_MAX, tokens.HEADING)
        self.pin.setEchoMode(QLineEdit.EchoMode.Password)
        self.pin.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.pin.setValidator(QRegularExpressionValidator(QRegularExpression("[0-9]*"), self.pin))
        self.keypad = Keypad(look, translate, keys=PIN_KEYS)
        self.time = Label(look, size=tokens.CAPTION, colour=soft, align=MIDDLE)
        self._arrange()
        self._connect()

    def show_state(self, state: SignOnState) -> None:
        """Show the state."""
        self.shop.set_text(state.shop)
        self.terminal.set_text(state.terminal)
        self.prompt.set_text(state.prompt)
        self.problem.set_text(state.problem)
        self.time.set_text(state.time)
        if state.people != self._people:
            self._fill(state.people)
        for person_id, button in self._buttons.items():
            kind = Kind.OUTLINE if person_id == state.chosen else Kind.PLAIN
            if kind is not button.kind:
                button.kind = kind
                button.update()
        self.pin.setReadOnly(not state.ready)
        self.keypad.setEnabled(state.ready)

    def clear_pin(self) -> None:
        """Empty the PIN field."""
        self.pin.clear()

    def focus_entry(self) -> None:
        """Give the PIN field the focus."""
        self.pin.setFocus(Qt.FocusReason.OtherFocusReason)

    def _fill(self, people: tuple[Person, ...]) -> None:
        self._people = people
        for button in self._buttons.values():
            self.names.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._buttons = {}
        for at, person in enumerate(people):
            button = Button(self.look, person.name, Kind.PLAIN, hint=person.role, size=tokens.ITEM)
            button.setMinimumHeight(self.look.touch(60))
            button.clicked.connect(lambda _=False, chosen=person.person_id: self.person_chosen.emit(chosen))
            button.clicked.connect(self.focus_entry)
            self.names.addWidget(button, at // _NAMES_IN_ROW, at % _NAMES_IN_ROW)
            self._buttons[person.person_id] = button

    def _connect(self) -> None:
        self.pin.returnPressed.connect(self._on_entered)
        self.pin.textEdited.connect(lambda _: self.pin_edited.emit())
        self.pin.arrow_pressed.connect(self.person_stepped)
        self.keypad.typed.connect(self._on_typed)
        self.keypad.backspace_pressed.connect(self.pin.backspace)
        self.keypad.enter_pressed.connect(self._on_entered)

    def _on_typed(self, text: str) -> None:
        self.pin.insert(text)
        self.focus_entry()

    def _on_entered(self) -> None:
        if not self.pin.isReadOnly():
            self.pin_entered.emit(self.pin.text())
            self.focus_entry()

    def _arrange(self) -> None:
        look = self.look
        column = QWidget()
        column.setFixedWidth(look.px(_COLUMN_WIDTH))
        rows = QVBoxLayout(column)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(tokens.GAP)
        rows.addStretch(3)
        rows.addWidget(self.shop)
        rows.addWidget(self.terminal)
        rows.addStretch(2)
        rows.addLayout(self.names)
        rows.addStretch(1)
        rows.addWidget(self.prompt)
        frame = FieldFrame(look, self.pin)
        frame.row.setContentsMargins(tokens.MARGIN, tokens.INNER, tokens.MARGIN, tokens.INNER)
        rows.addWidget(frame)
        rows.addWidget(self.problem)
        self.keypad.setMinimumHeight(4 * look.touch(56) + 3 * tokens.GAP)
        rows.addWidget(self.keypad)
        rows.addStretch(3)
        rows.addWidget(self.time)
        around = QHBoxLayout(self)
        around.setContentsMargins(tokens.MARGIN, tokens.GAP, tokens.MARGIN, tokens.GAP)
        around.addStretch(1)
        around.addWidget(column)
        around.addStretch(1)
