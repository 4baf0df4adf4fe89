"""The return pane in the place of the lines; entry field, keypad, total stay beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from pos_app.ui import keys
from pos_app.ui.kit.button import Button, Kind
from pos_app.ui.kit.labels import Label
from pos_app.ui.kit.pane import Pane, pane_head
from pos_app.ui.returns.rows import PickLine, PreviewLine, RowList, SaleButton
from pos_app.ui.returns.state import ReturnState, Stage
from pos_app.ui.theme import tokens

if TYPE_CHECKING:
    from pos_app.kernel.messages import Translate
    from pos_app.ui.returns.state import SaleRow
    from pos_app.ui.theme.look import Look


class ReturnScreen(Pane):
    """One list, a row of choices, one main button; what the list holds depends on the stage."""

    sale_chosen = Signal(str)
    stepped = Signal(int, int)
    all_wished = Signal()
    reason_chosen = Signal(str)
    next_wished = Signal()
    back_wished = Signal()
    closed = Signal()
    void_wished = Signal()
    without_wished = Signal()
    told = Signal(str, QPoint)

    def __init__(self, look: Look, translate: Translate) -> None:
        super().__init__(look)
        self._translate = translate
        self._shown = ReturnState()
        soft = look.palette.text_soft
        self.title = Label(look, size=tokens.ITEM, weight=tokens.SEMIBOLD, shrinks_to=70)
        self.lead = Label(look, size=tokens.CAPTION, colour=soft, grows=True)
        self.close_button = Button(look, translate("ui.returns.close"), Kind.PLAIN, hint=keys.shown("back"))
        self.problem = Label(look, weight=tokens.SEMIBOLD, colour=look.palette.bad.text, grows=True)
        self.list = RowList(look, translate("ui.returns.list"))
        self.void = Button(look, translate("ui.returns.void"), Kind.PLAIN)
        self.without = Button(look, translate("ui.returns.without"), Kind.PLAIN)
        self.all = Button(look, translate("ui.returns.all"), Kind.PLAIN)
        self.back = Button(look, translate("ui.returns.back"), Kind.PLAIN)
        self.next = Button(look, "", Kind.PRIMARY, hint=keys.shown("total"), size=tokens.ITEM)
        self.reasons: dict[str, Button] = {}
        self._reasons_row = QHBoxLayout()
        self._arrange()
        self._connect()

    def show_state(self, state: ReturnState) -> None:
        """Show a stage of the return."""
        old, self._shown = self._shown, state
        self.title.set_text(state.title)
        self.lead.set_text(state.lead)
        self.problem.set_text(state.problem, self.look.signal(state.tone).text)
        self.problem.setVisible(bool(state.problem))
        self._show_list(old, state)
        self._show_reasons(state)
        choosing, finding = state.stage is Stage.CHOOSE, state.stage is Stage.FIND
        self.void.setVisible(finding)
        self.void.setEnabled(state.can_void)
        self.without.setVisible(finding)
        self.without.setEnabled(state.can_without)
        self.all.setVisible(choosing and state.can_all)
        self.all.kind = Kind.OUTLINE if state.all_chosen else Kind.PLAIN
        self.all.update()
        self.back.setVisible(not finding)
        self.next.setVisible(not finding)
        self.next.set_label(state.next_label)
        self.next.setEnabled(state.can_next)

    def _show_list(self, old: ReturnState, state: ReturnState) -> None:
        if state.stage is Stage.FIND:
            if old.sales != state.sales or old.stage is not state.stage:
                self.list.put_rows([self._sale(row) for row in state.sales])
        elif state.stage is Stage.CHOOSE:
            lines = [row for row in self.list.rows() if isinstance(row, PickLine)]
            if [row.line_no for row in lines] != [row.line_no for row in state.picks]:
                lines = [self._pick(row.line_no) for row in state.picks]
                self.list.put_rows([*lines])
            for line, row in zip(lines, state.picks, strict=True):
                line.show_pick(row)
        elif old.preview != state.preview or old.stage is not state.stage:
            self.list.put_rows([PreviewLine(self.look, row, self.told.emit) for row in state.preview])

    def _sale(self, row: SaleRow) -> SaleButton:
        button = SaleButton(self.look, row)
        button.chosen.connect(self.sale_chosen)
        return button

    def _pick(self, line_no: int) -> PickLine:
        line = PickLine(self.look, self._translate, line_no)
        line.stepped.connect(self.stepped)
        line.told.connect(self.told)
        return line

    def _show_reasons(self, state: ReturnState) -> None:
        for choice in state.reasons:
            if choice.name not in self.reasons:
                button = Button(self.look, choice.label, Kind.PLAIN)
                button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
                button.clicked.connect(lambda _=False, name=choice.name: self.reason_chosen.emit(name))
                self._reasons_row.addWidget(button, 1)
                self.reasons[choice.name] = button
            button = self.reasons[choice.name]
            button.kind = Kind.OUTLINE if choice.chosen else Kind.PLAIN
            button.setChecked(choice.chosen)
            button.update()
        for button in self.reasons.values():
            button.setVisible(bool(state.reasons))

    def _connect(self) -> None:
        self.close_button.clicked.connect(self.closed)
        self.void.clicked.connect(self.void_wished)
        self.without.clicked.connect(self.without_wished)
        self.all.clicked.connect(self.all_wished)
        self.back.clicked.connect(self.back_wished)
        self.next.clicked.connect(self.next_wished)

    def _arrange(self) -> None:
        look = self.look
        rows = QVBoxLayout(self)
        rows.setContentsMargins(look.px(18), look.px(10), look.px(10), look.px(10))
        rows.setSpacing(tokens.GAP)
        rows.addLayout(pane_head(self.title, self.lead, self.close_button))
        rows.addWidget(self.problem)
        rows.addWidget(self.list, 1)
        self._reasons_row.setSpacing(tokens.GAP)
        rows.addLayout(self._reasons_row)
        rows.addLayout(self._last_row())

    def _last_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(tokens.GAP)
        parts: tuple[tuple[QWidget, int], ...] = (
            (self.void, 1),
            (self.without, 1),
            (self.back, 1),
            (self.all, 1),
            (self.next, 2),
        )
        for part, share in parts:
            part.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            part.setFixedHeight(self.look.touch(52))
            row.addWidget(part, share)
        return row
