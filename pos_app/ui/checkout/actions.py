"""The lowest row of buttons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from pos_app.ui import keys
from pos_app.ui.checkout.state import Mode
from pos_app.ui.kit.button import Button, Kind
from pos_app.ui.theme import tokens

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from pos_app.kernel.messages import Translate
    from pos_app.ui.checkout.state import State
    from pos_app.ui.theme.look import Look

ACTION_HEIGHT = 60
_READABLE_PERCENT = 80
"""Where labels would get smaller than this, there are fewer buttons."""


class LineActions(QWidget):
    """What can be done to the chosen line, or to the sale; in payment the first leads back to the sale,
    the last takes a gift card.
    """

    step_wished = Signal(int)
    remove_wished = Signal()
    undo_wished = Signal()
    cancel_wished = Signal()
    receipt_wished = Signal()
    return_wished = Signal()
    back_pressed = Signal()
    gift_card_pressed = Signal()

    def __init__(self, look: Look, translate: Translate) -> None:
        super().__init__()
        self.look = look
        self._can_cancel = False
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(tokens.GAP)
        self.less = self._made("", "minus", "less", translate("ui.checkout.less"))
        self.more = self._made("", "plus", "more", translate("ui.checkout.more"))
        self.remove = self._made(translate("ui.checkout.remove"), "", "remove")
        self.undo = self._made(translate("ui.checkout.undo"), "", "undo")
        self.back = self._made(translate("ui.checkout.back"), "", "back")
        self.cancel = self._made(translate("ui.checkout.cancel"), "", "cancel")
        self.returns = self._made(translate("ui.checkout.return"), "", "return")
        self.receipt = self._made(translate("ui.checkout.receipt"), "", "receipt")
        self.gift_card = self._made(translate("ui.checkout.gift_card"), "", "gift_card")
        self.back.kind = Kind.OUTLINE
        for button in (self.less, self.more):
            button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            button.setFixedWidth(look.touch(56))
            row.addWidget(button)
        wide = (self.back, self.gift_card)
        for button in (
            self.remove,
            self.undo,
            self.back,
            self.returns,
            self.cancel,
            self.receipt,
            self.gift_card,
        ):
            row.addWidget(button, 2 if button in wide else 1)
        self.less.clicked.connect(lambda: self.step_wished.emit(-1))
        self.more.clicked.connect(lambda: self.step_wished.emit(1))
        self.remove.clicked.connect(self.remove_wished)
        self.undo.clicked.connect(self.undo_wished)
        self.back.clicked.connect(self.back_pressed)
        self.returns.clicked.connect(self.return_wished)
        self.cancel.clicked.connect(self.cancel_wished)
        self.receipt.clicked.connect(self.receipt_wished)
        self.gift_card.clicked.connect(self.gift_card_pressed)

    def show_actions(self, state: State) -> None:
        """Show which of them can be pressed now."""
        paying = state.mode is Mode.PAYING
        chosen = any(row.selected for row in state.rows)
        sold = any(
            row.selected and not row.unsold and not row.returned and row.line_no > 0 for row in state.rows
        )
        for button in (self.less, self.more, self.remove, self.undo, self.returns):
            button.setVisible(not paying)
        self.back.setVisible(paying)
        self.gift_card.setVisible(paying)
        self.gift_card.setEnabled(not state.paying_out)
        self.less.setEnabled(sold)
        self.more.setEnabled(sold)
        self.remove.setEnabled(chosen)
        self.undo.setEnabled(state.can_undo)
        self.cancel.setEnabled(state.can_cancel)
        self.receipt.setEnabled(state.can_reprint)
        self._can_cancel = state.can_cancel
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the buttons anew."""
        self._fit()

    def _fit(self) -> None:
        """In a narrow row cancelling an open sale and the receipt of the last one share a place.

        Words then get room by their length. The key of the one that is away works all the same.
        """
        worded = [one for one in self.findChildren(Button) if one.label() and not one.isHidden()]
        stepping = 0 if self.less.isHidden() else 2
        always = [one for one in worded if one not in (self.cancel, self.receipt)]
        wanted = sum(one.sizeHint().width() for one in (*always, self.cancel, self.receipt))
        gaps = (len(always) + 1 + stepping) * tokens.GAP + stepping * self.look.touch(56)
        narrow = wanted * _READABLE_PERCENT > (self.width() - gaps) * 100
        self.cancel.setVisible(not narrow or self._can_cancel)
        self.receipt.setVisible(not narrow or not self._can_cancel)
        for button in (self.less, self.more):
            button.setFixedWidth(tokens.TOUCH if narrow else self.look.touch(56))
        wide = (self.back, self.gift_card)
        for at in range(self._row.count()):
            item = self._row.itemAt(at)
            part = item.widget() if item is not None else None
            if isinstance(part, Button) and part.label():
                words = part.sizeHint().width() * (85 if " " in part.label() else 100)
                self._row.setStretch(at, words if narrow else 2 if part in wide else 1)

    def _made(self, label: str, picture: str, action: str, name: str = "") -> Button:
        hint = keys.shown(action) if label else ""
        button = Button(self.look, label, Kind.PLAIN, picture=picture, hint=hint, name=name)
        button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        button.setFixedHeight(self.look.touch(ACTION_HEIGHT))
        return button


class PayActions(QWidget):
    """Card and cash."""

    card_pressed = Signal()
    cash_pressed = Signal()

    def __init__(self, look: Look, translate: Translate) -> None:
        super().__init__()
        self.card = Button(
            look, translate("ui.checkout.card"), Kind.OUTLINE, hint=keys.shown("card"), size=tokens.ITEM
        )
        self.cash = Button(
            look, translate("ui.checkout.cash"), Kind.PRIMARY, hint=keys.shown("cash"), size=tokens.HEADING
        )
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(tokens.GAP)
        for button, share in ((self.card, 2), (self.cash, 3)):
            button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            button.setFixedHeight(look.touch(ACTION_HEIGHT))
            row.addWidget(button, share)
        self.card.clicked.connect(self.card_pressed)
        self.cash.clicked.connect(self.cash_pressed)

    def show_actions(self, can_pay: bool) -> None:
        """Show whether paying is possible."""
        self.card.setEnabled(can_pay)
        self.cash.setEnabled(can_pay)
