"""The member pane: who it is, pages of what there is to know, what can be done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QScroller, QSizePolicy, QVBoxLayout, QWidget

from pos_app.ui import keys
from pos_app.ui.kit.badge import Badge
from pos_app.ui.kit.bubble import answer
from pos_app.ui.kit.button import Button, Kind
from pos_app.ui.kit.labels import END, Label
from pos_app.ui.kit.pane import Pane
from pos_app.ui.member.form import FormPane
from pos_app.ui.member.rows import section_widget
from pos_app.ui.member.state import MemberPaneState
from pos_app.ui.theme import tokens

if TYPE_CHECKING:
    from pos_app.kernel.messages import Translate
    from pos_app.ui.member.state import Form, Section, Tab
    from pos_app.ui.theme.look import Look


class MemberScreen(Pane):
    """A pane for the place of the lines; total, keypad, entry field stay beside it."""

    tab_chosen = Signal(str)
    action_pressed = Signal(str)
    field_edited = Signal(str, str)
    form_dropped = Signal()
    form_closed = Signal()
    touched = Signal()
    closed = Signal()
    told = Signal(str, QPoint)

    def __init__(self, look: Look, translate: Translate) -> None:
        super().__init__(look)
        self._translate = translate
        self._state = MemberPaneState()
        self.badge = Badge(look)
        self.name = Label(look, size=tokens.ITEM, weight=tokens.SEMIBOLD)
        self.tier = Label(look, size=tokens.CAPTION, colour=look.palette.text_soft)
        self.balance = Label(look, size=tokens.HEADING, weight=tokens.SEMIBOLD, align=END)
        answer(self.balance, lambda: self._state.balance_why, self.told.emit)
        for part in (self.badge, self.tier):
            answer(part, lambda: self._state.tier_why, self.told.emit)
        self.message = Label(look, size=tokens.BODY, weight=tokens.SEMIBOLD, lines=2)
        self.tab_buttons: list[Button] = []
        self.form: FormPane | None = None
        self._tabs = QHBoxLayout()
        self._tabs.setSpacing(tokens.INNER)
        self._scroll = QScrollArea()
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setMinimumHeight(1)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.viewport().setAutoFillBackground(False)
        QScroller.grabGesture(self._scroll.viewport(), QScroller.ScrollerGestureType.TouchGesture)
        self._arrange()

    def show_state(self, state: MemberPaneState) -> None:
        """Show the pane, building anew only what differs."""
        old, self._state = self._state, state
        self.badge.show_tier(state.tier_shape, state.tier_letter, state.tier_name)
        self.name.set_text(state.name)
        self.tier.set_text(state.tier_name)
        self.tier.setVisible(bool(state.tier_name))
        self.balance.set_text(state.balance)
        self.message.set_text(state.message, self.look.signal(state.tone).text)
        self.message.setVisible(bool(state.message))
        if old.tabs != state.tabs:
            self._show_tabs(state.tabs)
        if old.form != state.form:
            self._show_form(state.form)
        if old.sections != state.sections:
            self._show_sections(state.sections)

    def scroll_rows(self, delta: int) -> None:
        """Scroll by rows; the arrow keys of the entry field lead here while the pane is open."""
        bar = self._scroll.verticalScrollBar()
        bar.setValue(bar.value() + delta * self.look.touch())

    def _show_tabs(self, tabs: tuple[Tab, ...]) -> None:
        for button in self.tab_buttons:
            self._tabs.removeWidget(button)
            button.hide()
            button.deleteLater()
        self.tab_buttons = []
        for tab in tabs:
            button = Button(self.look, tab.label, Kind.PRIMARY if tab.selected else Kind.KEY)
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            button.clicked.connect(lambda _=False, tab_id=tab.tab_id: self.tab_chosen.emit(tab_id))
            self._tabs.addWidget(button, 1)
            self.tab_buttons.append(button)

    def _show_form(self, form: Form | None) -> None:
        if form is not None and self.form is not None and self.form.form_id == form.form_id:
            self.form.show_form(form)
            return
        if self.form is not None:
            self._rows.removeWidget(self.form)
            self.form.hide()
            self.form.deleteLater()
            self.form = None
            self.form_closed.emit()
        if form is not None:
            self.form = FormPane(self.look, self._translate, form)
            self.form.edited.connect(self.field_edited)
            self.form.pressed.connect(self.action_pressed)
            self.form.dropped.connect(self.form_dropped)
            self.form.touched.connect(self.touched)
            self._rows.insertWidget(self._rows.indexOf(self._scroll), self.form)
            self.form.show()
            self.form.focus_first()

    def _show_sections(self, sections: tuple[Section, ...]) -> None:
        body = QWidget()
        body.setObjectName("scrolled")
        rows = QVBoxLayout(body)
        rows.setContentsMargins(0, 0, self.look.px(10), 0)
        rows.setSpacing(self.look.px(10))
        for section in sections:
            rows.addWidget(section_widget(self.look, section, self.action_pressed.emit, self.told.emit))
        rows.addStretch(1)
        self._scroll.setWidget(body)

    def _arrange(self) -> None:
        look = self.look
        close = Button(look, self._translate("ui.member.close"), Kind.PLAIN, hint=keys.shown("back"))
        close.clicked.connect(self.closed)
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(self.name)
        names.addWidget(self.tier)
        top = QHBoxLayout()
        top.setSpacing(look.px(10))
        top.addWidget(self.badge)
        top.addLayout(names, 1)
        self.balance.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        top.addWidget(self.balance)
        top.addWidget(close)
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(look.px(16), look.px(10), look.px(10), look.px(10))
        self._rows.setSpacing(tokens.GAP)
        self._rows.addLayout(top)
        self._rows.addLayout(self._tabs)
        self._rows.addWidget(self.message)
        self._rows.addWidget(self._scroll, 1)
