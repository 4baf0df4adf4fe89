"""All connections inside the checkout page, on one page."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from pos_app.ui.checkout.totals import NAMES
from pos_app.ui.kit.bubble import answer
from pos_app.ui.kit.entry import Entry, Field

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from pos_app.ui.checkout.page import CheckoutPage


def connect(screen: CheckoutPage) -> None:
    """Connect every part of the page with the page's signals."""
    _connect_entry(screen, screen.entry)
    _connect_lines(screen)
    _connect_side(screen)
    _connect_rest(screen)
    _connect_keyboard(screen)


def _connect_entry(screen: CheckoutPage, entry: Entry) -> None:
    entry.field.textEdited.connect(screen.text_edited)
    entry.field.returnPressed.connect(lambda: _enter_text(screen))
    entry.field.arrow_pressed.connect(screen.arrow_pressed)
    entry.keyboard_wished.connect(screen.toggle_keyboard)
    screen.results.chosen.connect(screen.result_chosen)


def _enter_text(screen: CheckoutPage) -> None:
    """Hand over what was typed; what was refused is marked, so that the next letter replaces it."""
    field = screen.entry.field
    screen.text_entered.emit(field.text())
    if field.text():
        field.selectAll()


def _connect_lines(screen: CheckoutPage) -> None:
    lines, actions = screen.left.lines, screen.line_actions
    lines.line_selected.connect(screen.line_selected)
    lines.unsold_dismissed.connect(screen.unsold_dismissed)
    lines.told.connect(screen.tell)

    def step(delta: int) -> None:
        if screen.selected_line():
            screen.quantity_step_wished.emit(screen.selected_line(), delta)

    actions.step_wished.connect(step)
    actions.remove_wished.connect(lambda: screen.line_remove_wished.emit(screen.selected_line()))
    actions.undo_wished.connect(screen.undo_wished)
    actions.cancel_wished.connect(screen.cancel_wished)
    actions.receipt_wished.connect(screen.receipt_wished)
    actions.return_wished.connect(screen.return_wished)
    actions.back_pressed.connect(screen.back_to_sale_pressed)


def _connect_side(screen: CheckoutPage) -> None:
    side = screen.side
    side.member.reward_pressed.connect(screen.reward_pressed)
    side.member.reward_dropped.connect(screen.reward_dropped)
    side.member.told.connect(screen.tell)
    side.member.opened.connect(screen.member_pressed)
    side.member.rewards_wished.connect(screen.rewards_wished)
    side.quick.pressed.connect(screen.quick_key_pressed)
    side.payment.exact_pressed.connect(screen.exact_pressed)
    side.payment.amount_pressed.connect(screen.quick_amount_pressed)
    side.payment.taken_back.connect(screen.tender_taken_back)
    side.payment.tenders_moved.connect(screen.show_tenders_beside)
    screen.left.tenders.taken_back.connect(screen.tender_taken_back)
    side.keypad.enter_pressed.connect(lambda: _enter(screen))
    side.keypad.backspace_pressed.connect(lambda: _backspace(screen))

    def type_or_step(text: str) -> None:
        if text == "-" and not screen.field().text() and screen.selected_line():
            screen.quantity_step_wished.emit(screen.selected_line(), -1)
        else:
            _type(screen, text)

    side.keypad.typed.connect(type_or_step)


def _connect_rest(screen: CheckoutPage) -> None:
    screen.header.sounds_toggled.connect(screen.sounds_toggled)
    screen.header.sign_off_wished.connect(screen.sign_off_wished)
    screen.header.help_wished.connect(screen.help_wished)
    screen.notice.action_pressed.connect(screen.notice_action)
    screen.tile.told.connect(screen.tell)
    _connect_figures(screen)
    screen.pay_actions.card_pressed.connect(screen.card_pressed)
    screen.line_actions.gift_card_pressed.connect(screen.gift_card_pressed)
    screen.pay_actions.cash_pressed.connect(screen.cash_pressed)
    screen.enrolment.touched.connect(screen.open_keyboard)
    screen.enrolment.hidden.connect(screen.close_keyboard)
    screen.enrolment.hidden.connect(screen.focus_entry)
    _connect_focus(screen)


def _connect_figures(screen: CheckoutPage) -> None:
    """Let every figure tell where it comes from."""
    strip, figures = screen.side.member, screen.figures
    named: list[tuple[QWidget, str]] = [
        (screen.side.last.amount, "last_item"),
        (strip.balance, "balance"),
        (strip.unit, "balance"),
        (strip.earning, "earning"),
        (strip.tier, "tier"),
        (strip.badge, "tier"),
        (strip.nudge, "nudge"),
    ]
    for name, caption, value in zip(NAMES, figures.captions, figures.values, strict=True):
        named += [(caption, name), (value, name)]

    def explained(figure: str) -> str:
        return screen.explain(figure)

    for widget, name in named:
        answer(widget, partial(explained, name), screen.tell)
    screen.left.lines.explain = explained
    strip.rewards.explain = lambda reward_id: explained(f"reward:{reward_id}")


def _connect_focus(screen: CheckoutPage) -> None:
    """Bring the focus back to the entry field after everything a person does."""
    for signal in (
        screen.result_chosen,
        screen.line_selected,
        screen.quantity_step_wished,
        screen.line_remove_wished,
        screen.unsold_dismissed,
        screen.undo_wished,
        screen.cancel_wished,
        screen.reward_pressed,
        screen.reward_dropped,
        screen.member_pressed,
        screen.rewards_wished,
        screen.cash_pressed,
        screen.card_pressed,
        screen.gift_card_pressed,
        screen.exact_pressed,
        screen.quick_amount_pressed,
        screen.tender_taken_back,
        screen.back_to_sale_pressed,
        screen.receipt_wished,
        screen.return_wished,
        screen.help_wished,
        screen.sounds_toggled,
        screen.notice_action,
        screen.quick_key_pressed,
        screen.entry.keyboard_wished,
    ):
        signal.connect(lambda *_: _focus_back(screen))


def _connect_keyboard(screen: CheckoutPage) -> None:
    keyboard = screen.keyboard
    keyboard.typed.connect(lambda text: _type(screen, text))
    keyboard.backspace_pressed.connect(lambda: _backspace(screen))
    keyboard.enter_pressed.connect(lambda: _enter(screen))
    keyboard.closed.connect(screen.close_keyboard)


def _type(screen: CheckoutPage, text: str) -> None:
    screen.field().insert(text)


def _backspace(screen: CheckoutPage) -> None:
    screen.field().backspace()


def _enter(screen: CheckoutPage) -> None:
    screen.field().returnPressed.emit()


def _focus_back(screen: CheckoutPage) -> None:
    """Give the entry field the focus again, unless a form is being filled in."""
    focused = screen.focusWidget()
    is_asking = isinstance(focused, Field) and focused is not screen.entry.field and focused.isVisible()
    if not is_asking and not screen.enrolment.isVisible():
        screen.focus_entry()
