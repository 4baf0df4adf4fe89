"""What stands above the keypad while the customer pays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from pos_app.ui.checkout.tenders import TenderList
from pos_app.ui.kit.button import Button, Kind
from pos_app.ui.theme import tokens

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from pos_app.kernel.messages import Translate
    from pos_app.ui.checkout.state import QuickAmount, TenderRow
    from pos_app.ui.theme.look import Look


class PaymentPane(QWidget):
    """Quick amounts in one row, under them the tenders taken.

    `tenders_moved` says that there is no room for tenders here, so that they are shown beside the lines.
    """

    exact_pressed = Signal()
    amount_pressed = Signal(int)
    taken_back = Signal(int)
    tenders_moved = Signal(bool)

    def __init__(self, look: Look, translate: Translate, exact_hint: str) -> None:
        super().__init__()
        self.look = look
        self._exact_hint = exact_hint
        self._amounts: tuple[QuickAmount, ...] = ()
        self._row = QHBoxLayout()
        self._row.setSpacing(tokens.GAP)
        self.tenders = TenderList(look, translate)
        self.tenders.taken_back.connect(self.taken_back)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.setSpacing(tokens.GAP)
        around.addLayout(self._row)
        around.addWidget(self.tenders, 1)
        around.addStretch(0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def minimumSizeHint(self) -> QSize:
        """Return room for the amounts."""
        return QSize(0, self.look.touch())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the tenders away when they do not fit."""
        room = event.size().height() >= 2 * self.look.touch() + tokens.GAP
        self.tenders.setVisible(room)
        self.tenders_moved.emit(not room)

    def show_payment(
        self, amounts: tuple[QuickAmount, ...], tenders: tuple[TenderRow, ...], paying_out: bool = False
    ) -> None:
        """Show the amounts that may be given or paid out, and what was given."""
        self.tenders.show_tenders(tenders, paying_out)
        if amounts == self._amounts:
            return
        self._amounts = amounts
        while (item := self._row.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for amount in amounts:
            self._row.addWidget(self._button(amount), 1)

    def _button(self, amount: QuickAmount) -> Button:
        kind = Kind.SOFT if amount.exact else Kind.PLAIN
        hint = self._exact_hint if amount.exact else ""
        size = tokens.BODY if amount.exact else tokens.ITEM
        button = Button(self.look, amount.label, kind, hint=hint, size=size)
        button.setFixedHeight(self.look.touch())
        button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        if amount.exact:
            button.clicked.connect(self.exact_pressed)
        else:
            button.clicked.connect(lambda: self.amount_pressed.emit(amount.amount_minor))
        return button
