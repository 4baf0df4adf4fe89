"""The pane of the exchange, in the place of the lines; entry field, keypad, total stay beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from pos_app.ui import keys
from pos_app.ui.exchange.rows import FigureTable, Kept, Sections, Sentence, heading
from pos_app.ui.exchange.state import ExchangeState
from pos_app.ui.kit.button import Button, Kind
from pos_app.ui.kit.labels import Label
from pos_app.ui.kit.pane import Pane, pane_head
from pos_app.ui.returns.rows import RowList
from pos_app.ui.theme import tokens

if TYPE_CHECKING:
    from pos_app.kernel.messages import Translate
    from pos_app.ui.theme.look import Look


class ExchangeScreen(Pane):
    """How things stand on top, below it what the morning found, what cannot be applied, what waits."""

    try_wished = Signal()
    extend_wished = Signal()
    mark_wished = Signal(str)
    closed = Signal()

    def __init__(self, look: Look, translate: Translate) -> None:
        super().__init__(look)
        self._translate = translate
        self._shown = ExchangeState()
        self.title = Label(look, size=tokens.ITEM, weight=tokens.SEMIBOLD, shrinks_to=70)
        self.lead = Label(look, size=tokens.CAPTION, colour=look.palette.text_soft, shrinks_to=80)
        self.close_button = Button(look, translate("ui.exchange.close"), Kind.PLAIN, hint=keys.shown("back"))
        self.problem = Label(look, weight=tokens.SEMIBOLD, grows=True)
        self.figures = FigureTable(look)
        self.sections = Sections()
        self.list = RowList(look, translate("ui.exchange.list"))
        self.list.put_rows([self.problem, self.figures, self.sections])
        self.extend = Button(look, "", Kind.PLAIN)
        self.try_now = Button(look, translate("ui.exchange.try_now"), Kind.PRIMARY)
        self._arrange()
        self.close_button.clicked.connect(self.closed)
        self.try_now.clicked.connect(self.try_wished)
        self.extend.clicked.connect(self.extend_wished)
        self.show_state(self._shown)

    def show_state(self, state: ExchangeState) -> None:
        """Show the state; the list is built anew only when it changed."""
        old, self._shown = self._shown, state
        self.title.set_text(state.title)
        self.lead.set_text(state.lead)
        self.problem.set_text(state.problem, self.look.signal(state.tone).text)
        self.problem.setVisible(bool(state.problem))
        self.figures.show_figures(state.figures)
        self.try_now.setEnabled(state.can_try)
        self.extend.set_label(state.extend)
        self.extend.setVisible(bool(state.extend))
        if _listed(old) != _listed(state):
            self.sections.put(self._rows(state))

    def scroll_rows(self, delta: int) -> None:
        """Scroll by rows; the arrow keys of the entry field lead here while the pane is open."""
        bar = self.list.verticalScrollBar()
        bar.setValue(bar.value() + delta * self.look.touch())

    def _rows(self, state: ExchangeState) -> list[QWidget]:
        rows: list[QWidget] = []
        if state.report_title:
            rows += [
                heading(self.look, state.report_title),
                *(Sentence(self.look, each) for each in state.report),
            ]
        if state.kept_title:
            rows.append(heading(self.look, state.kept_title))
            for each in state.kept:
                row = Kept(self.look, self._translate, each)
                row.mark_wished.connect(self.mark_wished)
                rows.append(row)
        rows.append(heading(self.look, state.queue_title))
        return [*rows, *(Sentence(self.look, each) for each in state.queue)]

    def _arrange(self) -> None:
        look = self.look
        last = QHBoxLayout()
        last.setSpacing(tokens.GAP)
        for button, share in ((self.extend, 1), (self.try_now, 1)):
            button.setFixedHeight(look.touch(52))
            last.addWidget(button, share)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(look.px(18), look.px(10), look.px(10), look.px(10))
        rows.setSpacing(tokens.GAP)
        rows.addLayout(pane_head(self.title, self.lead, self.close_button))
        rows.addWidget(self.list, 1)
        rows.addLayout(last)


def _listed(state: ExchangeState) -> tuple[object, ...]:
    return (
        state.report_title,
        state.report,
        state.kept_title,
        state.kept,
        state.queue_title,
        state.queue,
    )
