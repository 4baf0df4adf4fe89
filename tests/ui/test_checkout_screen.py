"""What a person does on the checkout comes out as a signal, the entry field keeps the focus."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QDeadlineTimer, QEventLoop, QPoint, Qt, SignalInstance
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QScroller, QWidget

from pos_app.ui import samples
from pos_app.ui.checkout.screen import CheckoutScreen
from pos_app.ui.checkout.state import Mode, Notice, State
from pos_app.ui.theme import tokens
from pos_app.ui.theme.look import Look
from pos_app.ui.tone import Tone

LEFT = Qt.MouseButton.LeftButton


def heard(signal: SignalInstance) -> list[tuple[object, ...]]:
    """Collect what a signal carries."""
    facts: list[tuple[object, ...]] = []
    signal.connect(lambda *carried: facts.append(carried))
    return facts


def button(screen: QWidget, name: str) -> QAbstractButton:
    """The visible button that a screen reader calls so."""
    found = [
        each
        for each in screen.findChildren(QAbstractButton)
        if each.isVisible() and each.accessibleName() == name
    ]
    assert len(found) == 1, (name, [each.accessibleName() for each in screen.findChildren(QAbstractButton)])
    return found[0]


def press(screen: CheckoutScreen, name: str) -> None:
    QTest.mouseClick(button(screen, name), LEFT)


def waited_for(happened: Callable[[], bool], timeout_ms: int) -> bool:
    """Let Qt work until something happened; tell whether it did in time."""
    deadline = QDeadlineTimer(timeout_ms)
    while not happened() and not deadline.hasExpired():
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 50)
    return happened()


PRESSES: tuple[tuple[str, str, State, tuple[object, ...]], ...] = (
    ("Cash F12", "cash_pressed", samples.SELLING, ()),
    ("Card F11", "card_pressed", samples.SELLING, ()),
    ("Undo Ctrl+Z", "undo_wished", samples.SELLING, ()),
    ("Cancel sale", "cancel_wished", samples.SELLING, ()),
    ("Receipt F9", "receipt_wished", samples.SELLING, ()),
    ("Remove Del", "line_remove_wished", samples.SELLING, (3,)),
    ("One more", "quantity_step_wished", samples.SELLING, (3, 1)),
    ("One less", "quantity_step_wished", samples.SELLING, (3, -1)),
    ("5.00 off, 500 p", "reward_pressed", samples.SELLING, ("r1",)),
    ("Bag 0.10", "quick_key_pressed", samples.SELLING, ("3",)),
    ("Sign off", "sign_off_wished", samples.SELLING, ()),
    ("Help: all keys F1", "help_wished", samples.SELLING, ()),
    ("Sounds are on: switch off", "sounds_toggled", samples.SELLING, ()),
    ("Back to the sale Esc", "back_to_sale_pressed", samples.PAYING, ()),
    ("Exact F10", "exact_pressed", samples.PAYING, ()),
    ("Gift card F6", "gift_card_pressed", samples.PAYING, ()),
    ("40.00", "quick_amount_pressed", samples.PAYING, (4000,)),
    ("Take back: Cash 5.00", "tender_taken_back", samples.SPLIT, (2,)),
    ("Keep it", "notice_action", samples.ASKED, ("keep",)),
)


@pytest.mark.parametrize(("name", "signal", "state", "carried"), PRESSES, ids=[each[0] for each in PRESSES])
def test_a_press_is_told_once(
    open_checkout: Callable[[Look], CheckoutScreen],
    look: Look,
    name: str,
    signal: str,
    state: State,
    carried: tuple[object, ...],
) -> None:
    screen = open_checkout(look)
    screen.show_state(state)
    facts = heard(getattr(screen, signal))
    press(screen, name)
    assert facts == [carried]
    assert screen.entry.field.hasFocus()


def test_a_used_reward_is_taken_back(open_checkout: Callable[[Look], CheckoutScreen], look: Look) -> None:
    screen = open_checkout(look)
    state = replace(
        samples.SPLIT, member=replace(samples.MEMBER, rewards=(replace(samples.USED[0], usable=False),))
    )
    screen.show_state(state)
    dropped = heard(screen.reward_dropped)
    press(screen, "Used: 5.00 off, 500 p. Press to take it back")
    assert dropped == [("r1",)]


def test_a_reward_out_of_reach_says_why(open_checkout: Callable[[Look], CheckoutScreen], look: Look) -> None:
    screen = open_checkout(look)
    screen.show_state(samples.SELLING)
    pressed, told = heard(screen.reward_pressed), heard(screen.why_asked)
    press(screen, "10 % off, 2,000 p, 760 points are missing.")
    assert pressed == []
    assert told == [("760 points are missing.",)]
    assert screen.bubble.isVisible()
    screen.bubble.hide()


def test_typing_is_told_letter_by_letter(open_checkout: Callable[[Look], CheckoutScreen], look: Look) -> None:
    screen = open_checkout(look)
    edited, entered, arrows = (
        heard(screen.text_edited),
        heard(screen.text_entered),
        heard(screen.arrow_pressed),
    )
    QTest.keyClicks(screen.entry.field, "3*")
    QTest.keyClick(screen.entry.field, Qt.Key.Key_Down)
    QTest.keyClick(screen.entry.field, Qt.Key.Key_Return)
    assert edited == [("3",), ("3*",)]
    assert arrows == [(1,)]
    assert entered == [("3*",)]
    screen.set_entry("milk")
    screen.clear_entry()
    assert len(edited) == 2, "what the program puts into the field is not typing"


def test_what_was_refused_is_replaced_by_the_next_letter(
    open_checkout: Callable[[Look], CheckoutScreen], look: Look
) -> None:
    screen = open_checkout(look)
    QTest.keyClicks(screen.entry.field, "milkx")
    QTest.keyClick(screen.entry.field, Qt.Key.Key_Return)
    QTest.keyClicks(screen.entry.field, "tea")
    assert screen.entry.field.text() == "tea"


def test_keypad_types_into_the_entry(open_checkout: Callable[[Look], CheckoutScreen], look: Look) -> None:
    screen = open_checkout(look)
    screen.show_state(samples.SELLING)
    edited, entered, steps = (
        heard(screen.text_edited),
        heard(screen.text_entered),
        heard(screen.quantity_step_wished),
    )
    for name in ("7", "Times", "00", "Decimal point", "Backspace", "Minus", "Enter"):
        press(screen, name)
    assert edited[-1] == ("7*00-",)
    assert entered == [("7*00-",)]
    screen.clear_entry()
    press(screen, "Minus")
    assert steps == [(3, -1)], "on an empty entry minus is about the line"


def test_rows_are_chosen_and_dismissed(open_checkout: Callable[[Look], CheckoutScreen], look: Look) -> None:
    screen = open_checkout(look)
    screen.show_state(samples.UNKNOWN)
    lines = screen.left.lines
    chosen, dismissed = heard(screen.line_selected), heard(screen.unsold_dismissed)
    QTest.mouseClick(lines.viewport(), LEFT, pos=QPoint(120, lines.rowViewportPosition(1) + 10))
    QTest.mouseClick(lines.viewport(), LEFT, pos=lines.dismiss_area(6).center())
    assert chosen == [(2,)]
    assert dismissed == [(7,)]


def test_a_figure_answers_why(open_checkout: Callable[[Look], CheckoutScreen], look: Look) -> None:
    screen = open_checkout(look)
    screen.show_state(samples.SELLING)
    lines = screen.left.lines
    told, chosen = heard(screen.why_asked), heard(screen.line_selected)
    top = lines.rowViewportPosition(2)
    alt = Qt.KeyboardModifier.AltModifier
    QTest.mouseClick(lines.viewport(), LEFT, alt, QPoint(300, top + 10))
    QTest.mouseClick(lines.viewport(), LEFT, alt, QPoint(300, top + lines.rowHeight(2) - 8))
    assert told == [(samples.LINES[2].why,), (samples.LINES[2].notes[0].why,)]
    QTest.mousePress(screen.tile, LEFT, alt, QPoint(20, 20))
    assert told[-1] == (samples.SELLING.tile.why,)
    assert chosen == []
    screen.bubble.hide()


def test_a_long_press_answers_why(open_checkout: Callable[[Look], CheckoutScreen], look: Look) -> None:
    screen = open_checkout(look)
    screen.show_state(samples.SELLING)
    lines = screen.left.lines
    told, chosen = heard(screen.why_asked), heard(screen.line_selected)
    place = QPoint(300, lines.rowViewportPosition(2) + 10)
    QTest.mousePress(lines.viewport(), LEFT, pos=place)
    assert waited_for(lambda: bool(told), 10 * tokens.LONG_PRESS_MS)
    QTest.mouseRelease(lines.viewport(), LEFT, pos=place)
    assert told == [(samples.LINES[2].why,)]
    assert chosen == [], "asking does not choose"
    screen.bubble.hide()


def test_a_finger_chooses_or_scrolls(open_checkout: Callable[[Look], CheckoutScreen], look: Look) -> None:
    screen = open_checkout(look)
    screen.show_state(samples.MANY)
    lines = screen.left.lines
    chosen = heard(screen.line_selected)
    finger = QTest.createTouchDevice()
    place = QPoint(120, 200)
    number = lines.lines.rows[lines.rowAt(place.y())].line_no
    QTest.touchEvent(lines.viewport(), finger).press(1, place, lines.viewport()).commit()
    QTest.touchEvent(lines.viewport(), finger).release(1, place, lines.viewport()).commit()
    assert chosen == [(number,)]
    before = lines.verticalScrollBar().value()
    QTest.touchEvent(lines.viewport(), finger).press(1, place, lines.viewport()).commit()
    for down in range(20, 161, 20):
        moved = place + QPoint(0, down)
        QTest.touchEvent(lines.viewport(), finger).move(1, moved, lines.viewport()).commit()
    assert waited_for(lambda: lines.verticalScrollBar().value() < before, 5000)
    QTest.touchEvent(lines.viewport(), finger).release(1, place + QPoint(0, 160), lines.viewport()).commit()
    QScroller.scroller(lines.viewport()).stop()
    assert chosen == [(number,)], "scrolling does not choose"


def test_results_are_chosen_without_losing_the_focus(
    open_checkout: Callable[[Look], CheckoutScreen], look: Look
) -> None:
    screen = open_checkout(look)
    screen.show_state(samples.SEARCH)
    view = screen.results.view
    chosen = heard(screen.result_chosen)
    assert screen.results.geometry().right() <= screen.left.geometry().right(), "never over the total"
    QTest.mouseClick(view.viewport(), LEFT, pos=view.visualRect(view.model().index(2, 0)).center())
    assert chosen == [("102",)]
    assert screen.entry.field.hasFocus()
    screen.show_state(samples.SELLING)
    assert not screen.results.isVisible()


def test_modes_swap_the_side(open_checkout: Callable[[Look], CheckoutScreen], look: Look) -> None:
    screen = open_checkout(look)
    side = screen.side
    screen.show_state(samples.SELLING)
    keypad = side.keypad.geometry()
    assert side.quick.isVisible()
    assert not side.payment.isVisible()
    screen.show_state(samples.UNKNOWN)
    assert side.keypad.mapTo(screen, QPoint()) == QPoint(side.x(), side.y() + side.keypad.y())
    assert side.keypad.size() == keypad.size()
    screen.show_state(samples.SPLIT)
    assert side.payment.isVisible()
    assert side.payment.tenders.isVisible()
    assert not side.quick.isVisible()
    assert not side.last.isVisible()
    assert side.member.isVisible(), "this is when customers ask to use points"
    assert side.keypad.geometry() == keypad
    screen.show_state(samples.DONE)
    assert screen.tile.amount.text() == "16.29"
    assert screen.shown is not None
    assert screen.shown.mode is Mode.DONE


def test_nothing_moves_under_the_finger_when_a_notice_comes(
    open_checkout: Callable[[Look], CheckoutScreen], look: Look
) -> None:
    screen = open_checkout(look)

    def places() -> list[QPoint]:
        layout = screen.layout()
        assert layout is not None
        layout.activate()
        fixed = (screen.side.keypad, screen.side.quick, screen.side.member, screen.tile, screen.pay_actions)
        return [part.mapTo(screen, QPoint()) for part in fixed]

    screen.show_state(samples.SELLING)
    before = places()
    screen.show_state(samples.UNKNOWN)
    assert places() == before
    screen.show_state(samples.SELLING)
    assert places() == before


def test_tenders_move_beside_the_lines_when_magnified(
    open_checkout: Callable[[Look], CheckoutScreen], look: Look, application: object
) -> None:
    screen = open_checkout(Look(tokens.LIGHT, look.resources, 160))
    screen.show_state(samples.SPLIT)
    QTest.qWait(0)
    assert screen.left.tenders.isVisible()
    taken = heard(screen.tender_taken_back)
    press(screen, "Take back: Card 10.00")
    assert taken == [(1,)]


def test_a_long_notice_is_written_smaller_instead_of_cut(
    open_checkout: Callable[[Look], CheckoutScreen], look: Look
) -> None:
    screen = open_checkout(look)
    long = (
        "Receipt 0001-01-A-0000008 waits. The printer does not answer. Switch it off and on; the receipt waits. "
        * 4
    )
    screen.show_state(
        replace(
            samples.SELLING,
            notice=Notice(long.strip(), Tone.WARN, "retry_print", "Print", "drop_print", "Not needed"),
        )
    )
    label = screen.notice.label
    assert label.heightForWidth(label.width()) <= screen.notice.height()
    screen.show_state(samples.ASKED)
    assert label.font() == look.font(tokens.BODY, tokens.SEMIBOLD)
