"""Every screen can be used by keyboard, by touch, by a screen reader; no Enter presses anything."""

from __future__ import annotations

import tomllib
from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QPushButton, QWidget

from pos_app.kernel.messages import Translate
from pos_app.ui import samples, samples_returns
from pos_app.ui.checkout.actions import LineActions
from pos_app.ui.checkout.screen import CheckoutScreen
from pos_app.ui.checkout.state import State
from pos_app.ui.kit.button import Button
from pos_app.ui.returns.rows import SaleButton
from pos_app.ui.returns.screen import ReturnScreen
from pos_app.ui.sign_on.screen import SignOnScreen
from pos_app.ui.theme import tokens
from pos_app.ui.theme.look import Look

STATES = {
    "empty": samples.EMPTY,
    "selling": samples.SELLING,
    "unknown": samples.UNKNOWN,
    "asked": samples.ASKED,
    "paying": samples.PAYING,
    "split": samples.SPLIT,
    "done": samples.DONE,
    "long": samples.LONG,
}
SIZES = {"small": (1024, 768), "large": (1920, 1080)}


def controls(page: QWidget) -> list[QWidget]:
    """What can be pressed or typed into."""
    kinds = (QAbstractButton, QLineEdit)
    return [each for each in page.findChildren(QWidget) if isinstance(each, kinds) and each.isVisible()]


def place(widget: QWidget, page: QWidget) -> QRect:
    return QRect(widget.mapTo(page, QPoint()), widget.size())


def too_close(first: QRect, second: QRect) -> bool:
    """Whether two targets are less than a gap apart, 1 pixel of rounding allowed."""
    return first.adjusted(0, 0, tokens.GAP - 2, tokens.GAP - 2).intersects(second)


@pytest.mark.parametrize("scale", [80, 100, 160])
@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES.keys())
@pytest.mark.parametrize("state", STATES.values(), ids=STATES.keys())
def test_targets_can_be_touched(
    open_checkout: Callable[..., CheckoutScreen], look: Look, size: tuple[int, int], scale: int, state: State
) -> None:
    screen = open_checkout(Look(tokens.LIGHT, look.resources, scale), size)
    screen.show_state(state)
    QApplication.processEvents()
    assert (screen.width(), screen.height()) == size, "the page fits its screen"
    buttons = [each for each in controls(screen) if isinstance(each, QAbstractButton)]
    spots = {each: place(each, screen) for each in buttons}
    small = [
        each.accessibleName()
        for each, spot in spots.items()
        if min(spot.width(), spot.height()) < tokens.TOUCH
    ]
    assert not small
    outside = [each.accessibleName() for each, spot in spots.items() if not screen.rect().contains(spot)]
    assert not outside
    listed = list(spots.items())
    close = [
        (first.accessibleName(), second.accessibleName())
        for at, (first, spot) in enumerate(listed)
        for second, other in listed[at + 1 :]
        if too_close(spot, other) or too_close(other, spot)
    ]
    assert not close


@pytest.mark.parametrize("state", STATES.values(), ids=STATES.keys())
def test_everything_has_a_name(
    open_checkout: Callable[..., CheckoutScreen], look: Look, state: State
) -> None:
    screen = open_checkout(look)
    screen.show_state(state)
    screen.open_keyboard()
    nameless = [each for each in controls(screen) if not each.accessibleName().strip()]
    assert not nameless


def test_nothing_is_a_default_button(open_checkout: Callable[..., CheckoutScreen], look: Look) -> None:
    screen = open_checkout(look)
    screen.show_state(samples.SELLING)
    assert screen.findChildren(QPushButton) == [], "only our own button, which knows no default"
    fired: list[str] = []
    for each in controls(screen):
        if isinstance(each, QAbstractButton):
            name = each.accessibleName()
            each.clicked.connect(lambda _=False, name=name: fired.append(name))
            assert each.shortcut().isEmpty()
            each.setFocus(Qt.FocusReason.TabFocusReason)
            QTest.keyClick(each, Qt.Key.Key_Return)
            QTest.keyClick(each, Qt.Key.Key_Enter)
    assert fired == []


def test_tab_walks_as_one_reads(open_checkout: Callable[..., CheckoutScreen], look: Look) -> None:
    screen = open_checkout(look)
    screen.show_state(samples.ASKED)
    visited: list[object] = []
    for _ in range(80):
        focused = screen.focusWidget()
        if focused is screen.entry.field and visited:
            break
        visited.append(focused.accessibleName())
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    assert visited[:7] == [
        "Entry: bar code, product, phone or member card",
        "On-screen keyboard",
        "Sounds are on: switch off",
        "Sign off",
        "Help: all keys F1",
        "Keep it",
        "Cancel sale",
    ]
    assert visited[7:9] == ["5.00 off, 500 p", "Free coffee, 300 p"]
    assert visited[-2:] == ["Card F11", "Cash F12"]
    assert visited.index("Apples 2.49/kg") < visited.index("7") < visited.index("Undo Ctrl+Z")
    assert len(visited) == len({*visited}) + 1, "everything once; two ways to cancel"


def test_space_presses_then_the_entry_has_the_focus(
    open_checkout: Callable[..., CheckoutScreen], look: Look
) -> None:
    screen = open_checkout(look)
    screen.show_state(samples.SELLING)
    pressed: list[str] = []
    screen.quick_key_pressed.connect(pressed.append)
    button = next(each for each in controls(screen) if each.accessibleName() == "Coffee 2.20")
    button.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(button, Qt.Key.Key_Space)
    assert pressed == ["5"]
    assert screen.entry.field.hasFocus()


def test_sign_on_keeps_the_focus_in_the_pin(
    look: Look, translate: Translate, opened: Callable[[QWidget], None]
) -> None:
    screen = SignOnScreen(look, translate)
    screen.resize(1024, 768)
    screen.show_state(samples.SIGN_ON)
    opened(screen)
    screen.focus_entry()
    chosen: list[str] = []
    entered: list[str] = []
    screen.person_chosen.connect(chosen.append)
    screen.pin_entered.connect(entered.append)
    for name in ("Jonas Manager", "1", "2", "3", "Backspace", "4", "Enter"):
        found = [each for each in controls(screen) if each.accessibleName() == name]
        QTest.mouseClick(found[0], Qt.MouseButton.LeftButton)
    QTest.keyClicks(screen.pin, "x5")
    QTest.keyClick(screen.pin, Qt.Key.Key_Return)
    assert chosen == ["2"]
    assert entered == ["124", "1245"]
    assert screen.pin.hasFocus()
    assert screen.pin.displayText() == screen.pin.displayText()[0] * 4, "the PIN itself is never shown"


@pytest.mark.parametrize("mirrored", [False, True])
def test_tab_reaches_every_sale_that_can_come_back(
    open_checkout: Callable[..., CheckoutScreen], look: Look, translate: Translate, mirrored: bool
) -> None:
    screen = open_checkout(look)
    if mirrored:
        screen.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    pane = ReturnScreen(look, translate)
    screen.show_state(samples.EMPTY)
    screen.open_pane(pane)
    pane.show_state(samples_returns.FIND)
    QApplication.processEvents()
    chosen: list[str] = []
    pane.sale_chosen.connect(chosen.append)
    for _ in range(60):
        QTest.keyClick(screen.focusWidget(), Qt.Key.Key_Tab)
        focused = screen.focusWidget()
        if isinstance(focused, SaleButton):
            QTest.keyClick(focused, Qt.Key.Key_Return)
            QTest.keyClick(focused, Qt.Key.Key_Space)
            focused.setFocus(Qt.FocusReason.TabFocusReason)
        elif chosen:
            break
    assert chosen == [sale.receipt_number for sale in samples_returns.FIND.sales]


@pytest.mark.parametrize("scale", [100, 140, 160])
@pytest.mark.parametrize("language", ["en", "de", "tr"])
def test_the_lowest_row_shows_every_word_whole(
    open_checkout: Callable[..., CheckoutScreen], look: Look, scale: int, language: str
) -> None:
    """Letters shrink or words stand under one another; none is cut."""
    sentences = tomllib.loads((look.resources / "translations" / f"{language}.toml").read_text("utf-8"))
    bigger = Look(tokens.LIGHT, look.resources, scale)
    screen = open_checkout(bigger)
    row = LineActions(bigger, lambda code, /, **params: str(sentences[code]).format(**params))
    for state in (samples.EMPTY, samples.SELLING, samples.PAYING):
        row.show_actions(state)
        row.resize(screen.line_actions.size())
        row.show()
        QApplication.processEvents()
        row.grab()
        cut = [
            button.label() for button in row.findChildren(Button) if button.isVisible() and button.toolTip()
        ]
        assert cut == []
    row.close()
