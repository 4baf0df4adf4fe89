"""The question for a manager, in the place of the lines: what for, who, the PIN."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRegularExpression, Qt, Signal
from PySide6.QtGui import QRegularExpressionValidator
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout

from pos_app.kernel.limits import PIN_LENGTH_MAX
from pos_app.ui import keys
from pos_app.ui.kit.button import Button, Kind
from pos_app.ui.kit.entry import Field, FieldFrame
from pos_app.ui.kit.labels import Label
from pos_app.ui.kit.pane import Pane
from pos_app.ui.theme import tokens

if TYPE_CHECKING:
    from pos_app.kernel.messages import Translate
    from pos_app.ui.approval.state import ApprovalState
    from pos_app.ui.sign_on.state import Person
    from pos_app.ui.theme.look import Look

_NAMES_IN_ROW = 3


class ApprovalScreen(Pane):
    """The PIN field has the focus while the pane is open; the till's keypad types into it."""

    person_chosen = Signal(str)
    person_stepped = Signal(int)
    pin_edited = Signal()
    pin_entered = Signal(str)
    dropped = Signal()

    def __init__(self, look: Look, translate: Translate) -> None:
        super().__init__(look)
        self._people: tuple[Person, ...] | None = None
        self._buttons: dict[str, Button] = {}
        self.title = Label(look, translate("ui.approval.title"), size=tokens.ITEM, weight=tokens.SEMIBOLD)
        self.drop = Button(look, translate("ui.approval.drop"), Kind.PLAIN, hint=keys.shown("back"))
        self.asked = Label(look, size=tokens.ITEM, grows=True)
        self.prompt = Label(look, colour=look.palette.text_soft, grows=True)
        self.problem = Label(look, weight=tokens.SEMIBOLD, colour=look.palette.bad.text, grows=True)
        self.names = QGridLayout()
        self.names.setSpacing(tokens.GAP)
        self.pin = Field(look, translate("ui.sign_on.pin"), PIN_LENGTH_MAX, tokens.HEADING)
        self.pin.setEchoMode(QLineEdit.EchoMode.Password)
        self.pin.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.pin.setValidator(QRegularExpressionValidator(QRegularExpression("[0-9]*"), self.pin))
        self.enter = Button(look, translate("ui.approval.grant"), Kind.PRIMARY)
        self._arrange()
        self.pin.returnPressed.connect(self._on_entered)
        self.pin.textEdited.connect(lambda _: self.pin_edited.emit())
        self.pin.arrow_pressed.connect(self.person_stepped)
        self.enter.clicked.connect(self._on_entered)
        self.drop.clicked.connect(self.dropped)

    def show_state(self, state: ApprovalState) -> None:
        """Show the state."""
        self.asked.set_text(state.asked)
        self.prompt.set_text(state.prompt)
        self.problem.set_text(state.problem)
        self.problem.setVisible(bool(state.problem))
        if state.people != self._people:
            self._fill_names(state.people)
        for person_id, button in self._buttons.items():
            kind = Kind.OUTLINE if person_id == state.chosen else Kind.PLAIN
            if kind is not button.kind:
                button.kind = kind
                button.update()
        self.pin.setReadOnly(not state.ready)
        self.enter.setEnabled(state.ready)

    def clear_pin(self) -> None:
        """Empty the PIN field and give it the focus."""
        self.pin.clear()
        self.pin.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_entered(self) -> None:
        if not self.pin.isReadOnly():
            self.pin_entered.emit(self.pin.text())

    def _fill_names(self, people: tuple[Person, ...]) -> None:
        self._people = people
        for button in self._buttons.values():
            self.names.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._buttons = {}
        for at, person in enumerate(people):
            button = Button(self.look, person.name, Kind.PLAIN, hint=person.role, size=tokens.ITEM)
            button.setMinimumHeight(self.look.touch(56))
            button.clicked.connect(lambda _=False, chosen=person.person_id: self.person_chosen.emit(chosen))
            self.names.addWidget(button, at // _NAMES_IN_ROW, at % _NAMES_IN_ROW)
            self._buttons[person.person_id] = button

    def _arrange(self) -> None:
        look = self.look
        rows = QVBoxLayout(self)
        rows.setContentsMargins(look.px(18), look.px(10), look.px(10), look.px(14))
        rows.setSpacing(tokens.GAP)
        top = QHBoxLayout()
        top.addWidget(self.title, 1)
        top.addWidget(self.drop)
        rows.addLayout(top)
        rows.addWidget(self.asked)
        rows.addSpacing(tokens.GAP)
        rows.addLayout(self.names)
        rows.addWidget(self.prompt)
        frame = FieldFrame(look, self.pin)
        frame.setFixedHeight(look.touch(56))
        last = QHBoxLayout()
        last.setSpacing(tokens.GAP)
        last.addWidget(frame, 2)
        self.enter.setFixedHeight(look.touch(56))
        last.addWidget(self.enter, 1)
        rows.addLayout(last)
        rows.addWidget(self.problem)
        rows.addStretch(1)
