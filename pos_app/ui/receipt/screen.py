"""The receipt preview: the paper itself, print it again, close."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from pos_app.ui import keys
from pos_app.ui.kit.button import Button, Kind
from pos_app.ui.kit.labels import MIDDLE, Label
from pos_app.ui.kit.pane import Pane
from pos_app.ui.kit.roll import Roll
from pos_app.ui.theme import tokens

if TYPE_CHECKING:
    from pos_app.kernel.messages import Translate
    from pos_app.ui.receipt.state import ReceiptState
    from pos_app.ui.theme.look import Look


class ReceiptScreen(Pane):
    """A pane for the place of the lines; total, change due, entry field stay beside it."""

    print_wished = Signal()
    closed = Signal()

    def __init__(self, look: Look, translate: Translate) -> None:
        super().__init__(look)
        self._png = b""
        self.title = Label(look, size=tokens.ITEM, weight=tokens.SEMIBOLD)
        self.message = Label(look, size=tokens.CAPTION)
        self.again = Button(look, translate("ui.receipt.print"), Kind.OUTLINE, hint=keys.shown("receipt"))
        self.close_button = Button(look, translate("ui.receipt.close"), Kind.PLAIN, hint=keys.shown("back"))
        self.roll = Roll(look, translate("ui.receipt.paper"))
        self.waiting = Label(look, colour=look.palette.text_soft, align=MIDDLE)
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addWidget(self.title)
        texts.addWidget(self.message)
        top = QHBoxLayout()
        top.setSpacing(tokens.GAP)
        top.addLayout(texts, 1)
        top.addWidget(self.again)
        top.addWidget(self.close_button)
        holder = QWidget()
        self.stack = QStackedLayout(holder)
        self.stack.addWidget(self.waiting)
        self.stack.addWidget(self.roll)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(look.px(18), look.px(10), look.px(10), look.px(10))
        rows.setSpacing(tokens.GAP)
        rows.addLayout(top)
        rows.addWidget(holder, 1)
        self.again.clicked.connect(self.print_wished)
        self.close_button.clicked.connect(self.closed)

    def show_state(self, state: ReceiptState) -> None:
        """Show a receipt."""
        self.title.set_text(state.title)
        self.message.set_text(state.message, self.look.signal(state.tone).text)
        self.message.setVisible(bool(state.message))
        self.again.setEnabled(state.can_print)
        self.waiting.set_text(state.waiting)
        if state.png != self._png:
            self._png = state.png
            shown = bool(state.png) and self.roll.show_png(state.png)
            self.stack.setCurrentWidget(self.roll if shown else self.waiting)

    def scroll_rows(self, delta: int) -> None:
        """Scroll the paper; the arrow keys of the entry field lead here while the preview is open."""
        self.roll.scroll_rows(delta)
