"""The tenders taken, each with a way back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QScroller, QSizePolicy, QVBoxLayout, QWidget

from pos_app.ui.kit.button import Button, Kind
from pos_app.ui.kit.labels import END, Label
from pos_app.ui.kit.pane import Pane
from pos_app.ui.theme import tokens

if TYPE_CHECKING:
    from pos_app.kernel.messages import Translate
    from pos_app.ui.checkout.state import TenderRow
    from pos_app.ui.theme.look import Look


class TenderList(QScrollArea):
    """One row for each tender; while there is none, what to do."""

    taken_back = Signal(int)

    def __init__(self, look: Look, translate: Translate) -> None:
        super().__init__()
        self.look = look
        self._take_back = translate("ui.checkout.take_back")
        self._nothing = {
            False: translate("ui.checkout.no_tender"),
            True: translate("ui.checkout.no_payout"),
        }
        self._tenders: tuple[TenderRow, ...] | None = None
        self._paying_out = False
        self._list = QWidget()
        self._list.setObjectName("scrolled")
        self._rows = QVBoxLayout(self._list)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(tokens.GAP)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)
        self.setWidget(self._list)
        QScroller.grabGesture(self.viewport(), QScroller.ScrollerGestureType.TouchGesture)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.show_tenders(())

    def sizeHint(self) -> QSize:
        """Return the height of up to two rows."""
        if not self._tenders:
            return QSize(0, self._list.sizeHint().height())
        rows = min(2, len(self._tenders))
        return QSize(0, rows * (self.look.touch() + tokens.GAP) - tokens.GAP)

    def minimumSizeHint(self) -> QSize:
        """Return one row, or what to do in full."""
        return QSize(0, max(self.look.touch(), 0 if self._tenders else self._list.sizeHint().height()))

    def show_tenders(self, tenders: tuple[TenderRow, ...], paying_out: bool = False) -> None:
        """Show the tenders, the newest in view."""
        if (tenders, paying_out) == (self._tenders, self._paying_out):
            return
        self._tenders, self._paying_out = tenders, paying_out
        while (item := self._rows.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for tender in tenders:
            self._rows.addWidget(self._row(tender))
        if not tenders:
            soft = self.look.palette.text_soft
            self._rows.addWidget(
                Label(self.look, self._nothing[paying_out], size=tokens.CAPTION, colour=soft, lines=2)
            )
        self._rows.addStretch(1)
        self.updateGeometry()

    def _row(self, tender: TenderRow) -> Pane:
        look = self.look
        pane = Pane(look)
        row = QHBoxLayout(pane)
        row.setContentsMargins(2, 0, 2, 0)
        row.setSpacing(look.px(12))
        row.addSpacing(look.px(12))
        row.addWidget(Label(look, tender.label, size=tokens.BODY, weight=tokens.MEDIUM), 1)
        row.addWidget(Label(look, tender.amount, size=tokens.ITEM, weight=tokens.SEMIBOLD, align=END))
        if tender.can_take_back:
            name = f"{self._take_back}: {tender.label} {tender.amount}"
            button = Button(look, self._take_back, Kind.BARE, name=name)
            button.clicked.connect(lambda: self.taken_back.emit(tender.tender_no))
            row.addWidget(button)
        else:
            row.addSpacing(look.px(12))
        pane.setFixedHeight(look.touch())
        return pane
