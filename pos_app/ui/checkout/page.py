"""The parts of the checkout page with what it shows.

`show_state` compares with what is on screen, touching only what changed. What a person does
leaves as a signal.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from pos_app.ui import keys
from pos_app.ui.checkout.actions import LineActions, PayActions
from pos_app.ui.checkout.header import Header
from pos_app.ui.checkout.left import LeftPane
from pos_app.ui.checkout.notice import NoticeBar
from pos_app.ui.checkout.search import SearchResults
from pos_app.ui.checkout.side import SidePane
from pos_app.ui.checkout.state import Mode
from pos_app.ui.checkout.status import StatusStrip
from pos_app.ui.checkout.totals import Figures, TotalTile
from pos_app.ui.enrolment.screen import EnrolmentScreen
from pos_app.ui.kit.bubble import Bubble
from pos_app.ui.kit.entry import Field
from pos_app.ui.kit.key_layout import KeyLayout
from pos_app.ui.kit.keyboard import Keyboard
from pos_app.ui.kit.pane import Page
from pos_app.ui.kit.tabbing import step
from pos_app.ui.theme import tokens
from pos_app.ui.tone import Tone

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QResizeEvent

    from pos_app.kernel.messages import Translate
    from pos_app.ui.checkout.state import State
    from pos_app.ui.theme.look import Look


class CheckoutPage(Page):
    """The page; `enrolment` is the form inside it, `open_pane` shows another in the place of the lines."""

    text_edited = Signal(str)
    text_entered = Signal(str)
    arrow_pressed = Signal(int)
    result_chosen = Signal(str)
    line_selected = Signal(int)
    quantity_step_wished = Signal(int, int)
    line_remove_wished = Signal(int)
    unsold_dismissed = Signal(int)
    undo_wished = Signal()
    cancel_wished = Signal()
    reward_pressed = Signal(str)
    reward_dropped = Signal(str)
    member_pressed = Signal()
    rewards_wished = Signal()
    cash_pressed = Signal()
    card_pressed = Signal()
    gift_card_pressed = Signal()
    exact_pressed = Signal()
    quick_amount_pressed = Signal(int)
    tender_taken_back = Signal(int)
    back_to_sale_pressed = Signal()
    receipt_wished = Signal()
    return_wished = Signal()
    reprint_wished = Signal()
    help_wished = Signal()
    sign_off_wished = Signal()
    sounds_toggled = Signal()
    notice_action = Signal(str)
    quick_key_pressed = Signal(str)
    why_asked = Signal(str)

    def __init__(
        self, look: Look, translate: Translate, layouts: tuple[KeyLayout, ...], *, decimal_point: str = "."
    ) -> None:
        """Build the page; `layouts` are those of the on-screen keyboard, the shop's own first."""
        super().__init__(look)
        self.shown: State | None = None
        self.explain: Callable[[str], str] = lambda figure: ""
        """Returns the sentence of a figure by its name; set by whoever knows."""
        self.tenders_beside = False
        self.header = Header(look, translate)
        self.entry = self.header.entry
        self.notice = NoticeBar(look)
        self.left = LeftPane(look, translate)
        self.enrolment = EnrolmentScreen(look, translate)
        self.left.add_form(self.enrolment)
        self.side = SidePane(look, translate, decimal_point, keys.shown("exact"))
        self.keyboard = Keyboard(look, translate, layouts)
        self.figures = Figures(look, translate)
        self.tile = TotalTile(look)
        self.line_actions = LineActions(look, translate)
        self.pay_actions = PayActions(look, translate)
        self.status = StatusStrip(look)
        self._arrange()
        self.results = SearchResults(look, translate("ui.checkout.results"), self)
        self.bubble = Bubble(look, self)

    def show_state(self, state: State) -> None:
        """Show the state, touching only the parts that differ from what is on screen."""
        old, self.shown = self.shown, state
        if old is state:
            return
        if old is None or (old.shop, old.terminal) != (state.shop, state.terminal):
            self.header.show_place(state.shop, state.terminal)
        if old is None or old.sounds_on != state.sounds_on:
            self.header.show_sounds(state.sounds_on)
        if old is None or old.hint != state.hint:
            self.entry.show_hint(state.hint.text, self._hint_colour(state))
        if old is None or old.notice != state.notice:
            self.notice.show_notice(state.notice)
        if old is None or old.rows is not state.rows:
            self.left.lines.show_rows(state.rows)
        if old is None or (old.search, old.search_selected) != (state.search, state.search_selected):
            self._show_results(state)
        if old is None or _side(old) != _side(state):
            self.side.show_side(state)
            self.left.tenders.show_tenders(state.tenders, state.paying_out)
            self.show_tenders_beside(self.tenders_beside)
        if old is None or _figures(old) != _figures(state):
            self.figures.show_figures(*_figures(state))
        self.tile.show_tile(state.tile)
        self.line_actions.show_actions(state)
        self.pay_actions.show_actions(state.can_pay)
        if old is None or old.status != state.status:
            self.status.show_status(state.status)

    def set_entry(self, text: str) -> None:
        """Put a text into the entry field, as if nobody had typed."""
        self.entry.field.setText(text)

    def clear_entry(self) -> None:
        """Empty the entry field."""
        self.entry.field.clear()

    def focus_entry(self) -> None:
        """Give the entry field the focus."""
        self.entry.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def open_pane(self, pane: QWidget) -> None:
        """Show a pane (help, receipt) in the place of the lines; total, keypad, entry stay."""
        self.left.open_pane(pane)

    def close_pane(self) -> None:
        """Show the lines again; give the focus back to the entry field."""
        self.left.close_pane()
        self.focus_entry()

    def open_keyboard(self) -> None:
        """Show the on-screen keyboard; it types into the field that has the focus."""
        self.side.set_typing(True)
        self.keyboard.open()

    def close_keyboard(self) -> None:
        """Hide the on-screen keyboard."""
        self.keyboard.hide()
        self.side.set_typing(False)

    def toggle_keyboard(self) -> None:
        """Show the keyboard, or hide it when it is open."""
        if self.keyboard.isVisible():
            self.close_keyboard()
        else:
            self.open_keyboard()

    def field(self) -> Field:
        """Return the field that typing goes into: the focused one, else the entry field."""
        focused = self.focusWidget()
        return focused if isinstance(focused, Field) and focused.isVisible() else self.entry.field

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Walk in reading order, whatever the order in which parts were built."""
        parts = (self.header, self.notice, self.left, self.side, self.line_actions, self.pay_actions)
        return step(self, parts, forward=forward)

    def tell(self, text: str, place: QPoint) -> None:
        """Say a why-line in a bubble at a place on the desktop."""
        self.bubble.say(text, self.mapFromGlobal(place))
        self.why_asked.emit(text)

    def show_tenders_beside(self, beside: bool) -> None:
        """Show the tenders under the lines while there is no room for them above the keypad."""
        self.tenders_beside = beside
        paying = self.shown is not None and self.shown.mode is Mode.PAYING
        self.left.tenders.setVisible(beside and paying)

    def selected_line(self) -> int:
        """Return the number of the chosen line, 0 if none is."""
        rows = self.shown.rows if self.shown else ()
        return next((row.line_no for row in rows if row.selected), 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width between lines and the right-hand side."""
        super().resizeEvent(event)
        wide = self.width() * tokens.SIDE_SHARE_PERCENT // 100
        least = min(self.look.px(tokens.SIDE_WIDTH_MIN), self.width() * tokens.SIDE_SHARE_MAX_PERCENT // 100)
        wide = min(self.look.px(tokens.SIDE_WIDTH_MAX), max(tokens.SIDE_WIDTH_MIN, least, wide))
        for part in (self.side, self.tile, self.pay_actions):
            part.setFixedWidth(wide)
        self.rows.activate()
        if self.shown is not None:
            self._place_results()

    def _show_results(self, state: State) -> None:
        self.results.show_results(state.search, state.search_selected)
        self._place_results()

    def _place_results(self) -> None:
        area = self.left.geometry()
        high = min(self.results.wanted_height(), area.height())
        self.results.setGeometry(area.left(), area.top(), area.width(), high)
        self.results.raise_()

    def _hint_colour(self, state: State) -> str:
        return (
            self.look.palette.accent_text
            if state.hint.tone is Tone.NEUTRAL
            else self.look.signal(state.hint.tone).text
        )

    def _arrange(self) -> None:
        self.rows = rows = QVBoxLayout(self)
        rows.setContentsMargins(tokens.MARGIN, tokens.GAP, tokens.MARGIN, tokens.INNER)
        rows.setSpacing(tokens.GAP)
        rows.addWidget(self.header)
        rows.addWidget(self.notice)
        rows.addLayout(_beside(self.left, self.side), 1)
        rows.addWidget(self.keyboard)
        rows.addLayout(_beside(self.figures, self.tile))
        rows.addLayout(_beside(self.line_actions, self.pay_actions))
        rows.addWidget(self.status)
        rows.setSpacing(tokens.GAP)


def _beside(left: QWidget, right: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(tokens.GAP)
    row.addWidget(left, 1)
    row.addWidget(right)
    return row


def _side(state: State) -> tuple[object, ...]:
    return (
        state.mode,
        state.last_item,
        state.member,
        state.quick_keys,
        state.quick_amounts,
        state.tenders,
        state.notice is None,
        state.paying_out,
    )


def _figures(state: State) -> tuple[str, str, str, str]:
    return (state.items, state.saved, state.tax, state.last_change)
