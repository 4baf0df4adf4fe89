"""The enrolment form: phone, name, consent, inside the checkout page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout

from pos_app.kernel.limits import CODE_LENGTH_MAX, NAME_LENGTH_MAX, PHONE_LENGTH_MAX
from pos_app.ui.enrolment.state import EnrolmentState
from pos_app.ui.kit.button import Button, Kind
from pos_app.ui.kit.check import Check
from pos_app.ui.kit.entry import Field, FieldFrame
from pos_app.ui.kit.labels import END, Label
from pos_app.ui.kit.pane import Pane
from pos_app.ui.theme import tokens

if TYPE_CHECKING:
    from pos_app.kernel.messages import Translate
    from pos_app.ui.theme.look import Look


class EnrolmentScreen(Pane):
    """Four fields in two rows, two of them for who likes. `touched` asks for the on-screen keyboard."""

    phone_edited = Signal(str)
    name_edited = Signal(str)
    birthday_edited = Signal(str)
    brought_by_edited = Signal(str)
    consent_toggled = Signal(bool)
    enrol_wished = Signal()
    dropped = Signal()
    touched = Signal()
    hidden = Signal()

    def __init__(self, look: Look, translate: Translate) -> None:
        super().__init__(look)
        self._state = EnrolmentState()
        soft = look.palette.text_soft
        self.title = Label(look, translate("ui.enrolment.title"), size=tokens.ITEM, weight=tokens.SEMIBOLD)
        self.card = Label(look, size=tokens.CAPTION, colour=soft, align=END)
        self.phone = Field(look, translate("ui.enrolment.phone"), PHONE_LENGTH_MAX, tokens.ITEM)
        self.phone.setInputMethodHints(Qt.InputMethodHint.ImhDialableCharactersOnly)
        self.name = Field(look, translate("ui.enrolment.name"), NAME_LENGTH_MAX, tokens.ITEM)
        self.birthday = Field(look, translate("ui.enrolment.birthday"), PHONE_LENGTH_MAX, tokens.BODY)
        self.brought_by = Field(look, translate("ui.enrolment.brought_by"), CODE_LENGTH_MAX, tokens.BODY)
        self.birthday.setPlaceholderText(translate("ui.enrolment.birthday_example"))
        self.brought_by.setPlaceholderText(translate("ui.enrolment.brought_by_example"))
        self.consent = Check(look, "")
        self.problem = Label(
            look, size=tokens.CAPTION, weight=tokens.SEMIBOLD, colour=look.palette.bad.text, align=END
        )
        self.drop = Button(look, translate("ui.enrolment.drop"), Kind.PLAIN)
        self.enrol = Button(look, translate("ui.enrolment.enrol"), Kind.PRIMARY)
        self._arrange(translate)
        self._connect()
        self.hide()

    def show_state(self, state: EnrolmentState) -> None:
        """Show the form, or hide it."""
        old, self._state = self._state, state
        if not state.shown:
            if old.shown:
                self.hide()
                self.hidden.emit()
            return
        opening = not old.shown
        if opening or state.phone != old.phone:
            _put(self.phone, state.phone)
        if opening or state.name != old.name:
            _put(self.name, state.name)
        if opening:
            _put(self.birthday, "")
        if opening or state.brought_by != old.brought_by:
            _put(self.brought_by, state.brought_by)
        self.card.set_text(state.card)
        self.card.setVisible(not state.problem)
        self.consent.set_label(state.consent_text)
        self.consent.setChecked(state.consent)
        self.problem.set_text(state.problem)
        self.problem.setVisible(bool(state.problem))
        self.enrol.setEnabled(state.can_enrol and not state.busy)
        if opening:
            self.show()
            (self.name if state.phone else self.phone).setFocus(Qt.FocusReason.OtherFocusReason)

    def _connect(self) -> None:
        self.phone.textEdited.connect(self.phone_edited)
        self.name.textEdited.connect(self.name_edited)
        self.phone.returnPressed.connect(lambda: self.name.setFocus(Qt.FocusReason.TabFocusReason))
        self.name.returnPressed.connect(self._on_name_entered)
        self.birthday.textEdited.connect(self.birthday_edited)
        self.brought_by.textEdited.connect(self.brought_by_edited)
        self.birthday.returnPressed.connect(lambda: self.brought_by.setFocus(Qt.FocusReason.TabFocusReason))
        self.brought_by.returnPressed.connect(self._on_name_entered)
        self.birthday.touched.connect(self.touched)
        self.brought_by.touched.connect(self.touched)
        self.consent.toggled.connect(self.consent_toggled)
        self.enrol.clicked.connect(self.enrol_wished)
        self.drop.clicked.connect(self.dropped)
        self.phone.touched.connect(self.touched)
        self.name.touched.connect(self.touched)

    def _on_name_entered(self) -> None:
        if self._state.can_enrol and not self._state.busy:
            self.enrol_wished.emit()
        else:
            self.consent.setFocus(Qt.FocusReason.TabFocusReason)

    def _arrange(self, translate: Translate) -> None:
        look = self.look
        rows = QVBoxLayout(self)
        rows.setContentsMargins(look.px(14), look.px(10), look.px(14), look.px(12))
        rows.setSpacing(look.px(6))
        top = QHBoxLayout()
        top.addWidget(self.title, 1)
        top.addWidget(self.card, 1)
        top.addWidget(self.problem, 2)
        rows.addLayout(top)
        fields = QHBoxLayout()
        fields.setSpacing(tokens.GAP)
        fields.addLayout(_captioned(look, self.phone, translate("ui.enrolment.phone")), 1)
        fields.addLayout(_captioned(look, self.name, translate("ui.enrolment.name")), 1)
        rows.addLayout(fields)
        optional = QHBoxLayout()
        optional.setSpacing(tokens.GAP)
        for field in (self.birthday, self.brought_by):
            optional.addWidget(_framed(look, field), 1)
        rows.addLayout(optional)
        last = QHBoxLayout()
        last.setSpacing(tokens.GAP)
        last.addWidget(self.consent, 1)
        last.addWidget(self.drop)
        last.addWidget(self.enrol)
        rows.addLayout(last)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)


def _captioned(look: Look, field: Field, caption: str) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(2)
    column.addWidget(Label(look, caption, size=tokens.CAPTION, colour=look.palette.text_soft))
    column.addWidget(_framed(look, field))
    return column


def _framed(look: Look, field: Field) -> FieldFrame:
    frame = FieldFrame(look, field)
    frame.setFixedHeight(look.touch())
    return frame


def _put(field: Field, text: str) -> None:
    if field.text() != text:
        field.setText(text)
