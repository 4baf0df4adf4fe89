"""A question of the member pane, with the fields it needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from pos_app.kernel.limits import NAME_LENGTH_MAX
from pos_app.ui.kit.button import Button, Kind
from pos_app.ui.kit.entry import Field, FieldFrame
from pos_app.ui.kit.labels import Label
from pos_app.ui.kit.pane import Pane
from pos_app.ui.theme import tokens
from pos_app.ui.tone import Tone

if TYPE_CHECKING:
    from pos_app.kernel.messages import Translate
    from pos_app.ui.member.state import Form, FormField
    from pos_app.ui.theme.look import Look


class FormPane(Pane):
    """Built anew for every question; typing never rebuilds it."""

    edited = Signal(str, str)
    pressed = Signal(str)
    dropped = Signal()
    touched = Signal()

    def __init__(self, look: Look, translate: Translate, form: Form) -> None:
        tone = look.signal(Tone.BAD if form.loud else Tone.INFO)
        super().__init__(look, tone.fill, tone.border)
        self.form_id = form.form_id
        self.fields: dict[str, Field] = {}
        self.problem = Label(
            look, form.problem, size=tokens.CAPTION, weight=tokens.SEMIBOLD, colour=look.palette.bad.text
        )
        self.yes = Button(look, form.label, Kind.PRIMARY)
        drop = Button(look, translate("ui.member.drop"), Kind.PLAIN)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(look.px(14), look.px(10), look.px(14), look.px(12))
        rows.setSpacing(look.px(6))
        rows.addWidget(Label(look, form.title, weight=tokens.SEMIBOLD, grows=True))
        for line in form.detail:
            rows.addWidget(Label(look, line, size=tokens.CAPTION, grows=True))
        fields = QHBoxLayout()
        fields.setSpacing(tokens.GAP)
        for field in form.fields:
            fields.addLayout(self._column(field), 1)
        rows.addLayout(fields)
        last = QHBoxLayout()
        last.setSpacing(tokens.GAP)
        last.addWidget(self.problem, 1)
        last.addWidget(drop)
        last.addWidget(self.yes)
        rows.addLayout(last)
        self.yes.clicked.connect(lambda: self.pressed.emit(form.action))
        drop.clicked.connect(self.dropped)
        self.show_form(form)

    def show_form(self, form: Form) -> None:
        """Show what is wrong, and whether the answer can be given."""
        self.problem.set_text(form.problem)
        self.yes.setEnabled(form.can_submit)

    def focus_first(self) -> None:
        """Give the first field the focus."""
        for field in self.fields.values():
            field.setFocus(Qt.FocusReason.OtherFocusReason)
            return

    def _column(self, wanted: FormField) -> QVBoxLayout:
        look = self.look
        field = Field(look, wanted.caption, NAME_LENGTH_MAX, tokens.ITEM)
        field.setText(wanted.text)
        field.textEdited.connect(lambda text: self.edited.emit(wanted.field_id, text))
        field.touched.connect(self.touched)
        self.fields[wanted.field_id] = field
        column = QVBoxLayout()
        column.setSpacing(2)
        column.addWidget(Label(look, wanted.caption, size=tokens.CAPTION))
        frame = FieldFrame(look, field)
        frame.setFixedHeight(look.touch())
        column.addWidget(frame)
        return column
