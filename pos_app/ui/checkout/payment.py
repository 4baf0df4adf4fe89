"""What stands above the keypad while the customer pays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from pos_app.ui.kit.button import Button, Kind
from pos_app.ui.kit.labels import END, Label
from pos_app.ui.kit.pane import Pane
from pos_app.ui.theme import tokens

if TYPE_CHECKING:
    from pos_app.kernel.messages import Translate
    from pos_app.ui.checkout.state import QuickAmount, TenderRow
    from pos_app.ui.theme.look import Look


class PaymentPane(QWidget):
    """Quick amounts in one row, under them the tenders taken with a way back for each."""

    exact_pressed = Signal()
    amount_pressed = Signal(int)
    taken_back = Signal(int)

    def __init__(self, look: Look, translate: Translate, exact_hint: str) -> None:
        super().__init__()
        self.look = look
        self._exact_hint = exact_hint
        self._take_back = translate("ui.checkout.take_back")
        self._nothing = translate("ui.checkout.no_tender")
        self._amounts: tuple[QuickAmount, ...] = ()
        self._tenders: tuple[TenderRow, ...] = ()
        self._row = QHBoxLayout()
        self._row.setSpacing(tokens.GAP)
        self._list = QWidget()
        self._list.setObjectName("scrolled")
        self._rows = QVBoxLayout(self._list)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(tokens.GAP)
        scroll = QScrollArea()
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.viewport().setAutoFillBackground(False)
        scroll.setWidget(self._list)
        self.tenders = scroll
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.setSpacing(tokens.GAP)
        around.addLayout(self._row)
        around.addWidget(scroll, 1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._fill_tenders(())

    def minimumSizeHint(self) -> QSize:
        """Return room for the amounts."""
        return QSize(0, self.look.touch())

    def show_payment(self, amounts: tuple[QuickAmount, ...], tenders: tuple[TenderRow, ...]) -> None:
        """Show the amounts that may be given, and what was given."""
        if amounts != self._amounts:
            self._amounts = amounts
            self._fill_amounts(amounts)
        if tenders != self._tenders:
            self._tenders = tenders
            self._fill_tenders(tenders)

    def _fill_amounts(self, amounts: tuple[QuickAmount, ...]) -> None:
        _clear(self._row)
        for amount in amounts:
            button = Button(
                self.look,
                amount.label,
                Kind.SOFT if amount.exact else Kind.PLAIN,
                hint=self._exact_hint if amount.exact else "",
                size=tokens.ITEM if not amount.exact else tokens.BODY,
            )
            button.setFixedHeight(self.look.touch(52))
            button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            if amount.exact:
                button.clicked.connect(self.exact_pressed)
            else:
                button.clicked.connect(
                    lambda _=False, minor=amount.amount_minor: self.amount_pressed.emit(minor)
                )
            self._row.addWidget(button, 1)

    def _fill_tenders(self, tenders: tuple[TenderRow, ...]) -> None:
        _clear(self._rows)
        for tender in tenders:
            self._rows.addWidget(self._tender(tender))
        if not tenders:
            hint = Label(
                self.look, self._nothing, size=tokens.CAPTION, colour=self.look.palette.text_soft, lines=3
            )
            self._rows.addWidget(hint)
        self._rows.addStretch(1)

    def _tender(self, tender: TenderRow) -> Pane:
        look = self.look
        pane = Pane(look)
        row = QHBoxLayout(pane)
        row.setContentsMargins(look.px(14), 0, 2, 0)
        row.setSpacing(look.px(12))
        row.addWidget(Label(look, tender.label, size=tokens.BODY, weight=tokens.MEDIUM), 1)
        row.addWidget(Label(look, tender.amount, size=tokens.ITEM, weight=tokens.SEMIBOLD, align=END))
        if tender.can_take_back:
            button = Button(
                look, self._take_back, Kind.BARE, name=f"{self._take_back}: {tender.label} {tender.amount}"
            )
            button.clicked.connect(lambda: self.taken_back.emit(tender.tender_no))
            row.addWidget(button)
        pane.setFixedHeight(look.touch(52))
        return pane


def _clear(layout: QHBoxLayout | QVBoxLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
