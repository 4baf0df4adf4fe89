"""The right-hand side: last item, member, quick keys or payment, keypad."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from pos_app.ui.checkout.member import MemberStrip
from pos_app.ui.checkout.payment import PaymentPane
from pos_app.ui.checkout.quick_keys import QuickKeys
from pos_app.ui.checkout.state import Mode
from pos_app.ui.kit.keypad import Keypad
from pos_app.ui.kit.labels import END, Label
from pos_app.ui.kit.pane import Pane
from pos_app.ui.theme import tokens

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from pos_app.kernel.messages import Translate
    from pos_app.ui.checkout.state import LastItem, State
    from pos_app.ui.theme.look import Look

_KEYPAD_PERCENT = 34
_KEY_HEIGHT_MAX = 76


class LastCard(Pane):
    """The last item sold, to be read while the next one is in the hand."""

    def __init__(self, look: Look, empty: str) -> None:
        super().__init__(look)
        self._empty = empty
        self.name = Label(
            look, empty, size=tokens.ITEM, weight=tokens.MEDIUM, colour=look.palette.text_soft, shrinks_to=70
        )
        self.amount = Label(look, size=tokens.HEADING, weight=tokens.SEMIBOLD, align=END)
        self.amount.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(look.px(14), 0, look.px(14), 0)
        row.setSpacing(look.px(12))
        row.addWidget(self.name, 1)
        row.addWidget(self.amount)

    def show_item(self, item: LastItem) -> None:
        """Show the item, or that nothing was sold yet."""
        palette = self.look.palette
        self.name.set_text(item.name or self._empty, palette.text if item.name else palette.text_soft)
        self.amount.set_text(item.amount)
        self.setAccessibleName(f"{item.name or self._empty} {item.amount}".strip())
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Use the larger type where the card has the member's room too."""
        self._fit()

    def _fit(self) -> None:
        roomy = self.height() >= 2 * self.look.px(tokens.CARD - 8)
        self.name.set_size(tokens.HEADING if roomy and self.amount.text() else tokens.ITEM)
        self.amount.set_size(tokens.LARGE if roomy else tokens.HEADING)


class SidePane(QWidget):
    """Keeps the keypad with the quick keys in one place whatever happens above them.

    The upper slot is always as high as a member strip with the last-item card; a notice takes the card's
    place, so that nothing under a finger moves. In payment, card with quick keys give way to
    amounts with tenders.
    """

    def __init__(self, look: Look, translate: Translate, point: str, exact_hint: str) -> None:
        super().__init__()
        self.look = look
        self.last = LastCard(look, translate("ui.checkout.no_last_item"))
        self.member = MemberStrip(look, translate)
        self.quick = QuickKeys(look, translate)
        self.payment = PaymentPane(look, translate, exact_hint)
        self.keypad = Keypad(look, translate, point)
        for part in (self.last, self.member, self.quick, self.payment, self.keypad):
            part.setParent(self)
        self.payment.hide()
        self._paying = False
        self._known = False
        self._noticed = False
        self._typing = False
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)

    def minimumSizeHint(self) -> QSize:
        """Return the member strip's height: all else gives way to it."""
        return QSize(tokens.SIDE_WIDTH_MIN, self.look.px(56))

    def show_side(self, state: State) -> None:
        """Show what belongs here."""
        self.last.show_item(state.last_item)
        self.member.show_member(state.member)
        self.quick.show_keys(state.quick_keys)
        self.payment.show_payment(state.quick_amounts, state.tenders, state.paying_out)
        shape = (state.mode is Mode.PAYING, state.member is not None, state.notice is not None)
        if shape != (self._paying, self._known, self._noticed):
            self._paying, self._known, self._noticed = shape
            self._arrange()
        elif self._known:
            self._arrange()

    def set_typing(self, typing: bool) -> None:
        """Make room for the on-screen keyboard: quick keys and keypad go while it is open."""
        if typing != self._typing:
            self._typing = typing
            self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Arrange anew."""
        self._arrange()

    def _arrange(self) -> None:
        high, gap = self.height(), tokens.GAP
        card = self.look.touch(tokens.CARD)
        strip = max(self.look.touch(118), self.member.sizeHint().height() if self._known else 0)
        keypad = 0 if self._typing else self._keypad_height(high)
        upper = high - keypad - (gap if keypad else 0)
        if self._paying:
            slot = strip if self._known else self.look.px(64)
            with_card = False
        else:
            slot = strip if self._noticed else strip + gap + card
            with_card = not self._noticed
        if slot > upper or self._typing:
            slot = min(upper, strip + gap + card if self._typing else strip)
            with_card = with_card and slot >= strip + gap + card
        self._arrange_slot(slot, card, with_card)
        rest = upper - slot - gap
        middle, other = (self.payment, self.quick) if self._paying else (self.quick, self.payment)
        other.hide()
        self._place(middle, slot + gap, rest if not self._typing else 0)
        self._place(self.keypad, high - keypad, keypad)

    def _arrange_slot(self, slot: int, card: int, with_card: bool) -> None:
        """Give the member its height at the bottom of the slot, the card what is above."""
        if not with_card:
            self.last.hide()
            self._place(self.member, 0, slot)
            return
        member = slot - card - tokens.GAP if self._known else self.look.px(64)
        self._place(self.last, 0, slot - member - tokens.GAP)
        self._place(self.member, slot - member, member)

    def _place(self, part: QWidget, top: int, high: int) -> None:
        part.setVisible(high >= tokens.TOUCH)
        if high >= tokens.TOUCH:
            part.setGeometry(0, top, self.width(), high)

    def _keypad_height(self, high: int) -> int:
        least = 4 * tokens.TOUCH + 3 * tokens.GAP
        most = 4 * self.look.touch(_KEY_HEIGHT_MAX) + 3 * tokens.GAP
        return min(most, max(least, high * _KEYPAD_PERCENT // 100))

    def focus_order(self) -> tuple[QWidget, ...]:
        """Return the parts in the order in which Tab visits them."""
        return (self.member, self.payment, self.quick, self.keypad)
