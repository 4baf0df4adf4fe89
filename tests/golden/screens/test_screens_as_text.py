"""Screens as text: what a reader of the screen finds, part by part, reviewed as diffs."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QWidget

from pos_app.kernel.messages import Parameter
from pos_app.ui import samples, samples_member
from pos_app.ui.checkout.lines import Lines
from pos_app.ui.checkout.screen import CheckoutScreen
from pos_app.ui.checkout.search import SearchResults
from pos_app.ui.checkout.state import State
from pos_app.ui.enrolment.state import EnrolmentState
from pos_app.ui.help.screen import HelpScreen
from pos_app.ui.kit.check import Check
from pos_app.ui.kit.key_layout import read_layouts
from pos_app.ui.kit.keycap import KeyCap
from pos_app.ui.kit.labels import Label
from pos_app.ui.member.screen import MemberScreen
from pos_app.ui.member.state import MemberPaneState
from pos_app.ui.sign_on.screen import SignOnScreen
from pos_app.ui.theme import tokens
from pos_app.ui.theme.look import Look
from pos_app.ui.theme.style import wear
from tests.house.tree import ROOT

HERE = Path(__file__).parent
RESOURCES = ROOT / "resources"
ROW_PX = 12


def said(widget: QWidget) -> str:
    """One widget in words; nothing for what only holds others."""
    if isinstance(widget, Label):
        return widget.text()
    if isinstance(widget, QLabel):
        return widget.text()
    if isinstance(widget, KeyCap):
        return f"<{widget.text}>"
    if isinstance(widget, Check):
        return f"[{'x' if widget.isChecked() else ' '}] {widget.accessibleName()}"
    if isinstance(widget, QAbstractButton):
        return f"[{widget.accessibleName()}]" if widget.isEnabled() else f"({widget.accessibleName()})"
    if isinstance(widget, QLineEdit):
        return f"|{widget.displayText() or widget.placeholderText()}|"
    return ""


def rows_of(part: QWidget) -> Iterator[str]:
    """The visible words of a part, a text row for each row on screen."""
    if isinstance(part, SearchResults):
        model = part.view.model()
        for at in range(model.rowCount()):
            yield f"{'>' if at == part.selected() else ' '} {model.index(at, 0).data()}"
        return
    for lines in part.findChildren(Lines):
        for row in lines.lines.rows:
            mark = "x" if row.unsold else ">" if row.selected else " "
            yield f"{mark} {row.quantity:>6} | {row.name} | {row.unit_price} | {row.amount} | {row.points}".rstrip(
                " |"
            )
            for note in row.notes:
                yield f"{'':>8} | {note.text} | {note.amount}".rstrip(" |")
        if not lines.lines.rows and lines.isVisible():
            yield lines.empty_title
            yield lines.empty_body
    found = []
    for widget in part.findChildren(QWidget):
        words = said(widget) if widget.isVisible() else ""
        if words:
            corner = widget.mapTo(part, QPoint())
            found.append((corner.y() + widget.height() // 2, corner.x(), words))
    while found:
        middle = min(found)[0]
        beside = [each for each in found if each[0] - middle < ROW_PX]
        found = [each for each in found if each not in beside]
        yield "   ".join(words for _middle, _left, words in sorted(beside, key=lambda each: each[1]))


def dump(parts: dict[str, QWidget]) -> str:
    """All visible parts as text."""
    text = ""
    for name, part in parts.items():
        if part.isVisible():
            text += f"-- {name}\n" + "".join(f"{row}\n" for row in rows_of(part))
    return text


def compare(name: str, text: str) -> None:
    """Compare with the golden file, or write it when asked to."""
    page = HERE / f"{name}.txt"
    if os.environ.get("UPDATE_GOLDEN"):
        page.write_text(text, encoding="utf-8")
    assert text == page.read_text(encoding="utf-8")


@pytest.fixture
def look() -> Look:
    application = QApplication.instance() or QApplication(["tests"])
    assert isinstance(application, QApplication)
    chosen = Look(tokens.LIGHT, RESOURCES)
    wear(application, chosen)
    return chosen


@cache
def sentences() -> dict[str, str]:
    return tomllib.loads((RESOURCES / "translations" / "en.toml").read_text(encoding="utf-8"))


def translate(code: str, /, **params: Parameter) -> str:
    return sentences()[code].format(**params)


def parts_of(screen: CheckoutScreen) -> dict[str, QWidget]:
    return {
        "header": screen.header,
        "notice": screen.notice,
        "results": screen.results,
        "left": screen.left,
        "last item": screen.side.last,
        "member": screen.side.member,
        "quick keys": screen.side.quick,
        "payment": screen.side.payment,
        "keypad": screen.side.keypad,
        "keyboard": screen.keyboard,
        "figures": screen.figures,
        "tile": screen.tile,
        "line actions": screen.line_actions,
        "pay actions": screen.pay_actions,
        "status": screen.status,
    }


def checkout(look: Look) -> CheckoutScreen:
    screen = CheckoutScreen(look, translate, read_layouts(RESOURCES / "keyboards", ("en", "tr")))
    screen.resize(1024, 768)
    screen.show()
    return screen


def let_go(screen: QWidget) -> None:
    screen.close()
    screen.deleteLater()
    QApplication.processEvents()


@pytest.mark.parametrize(
    ("name", "state"),
    [
        ("account", samples_member.ACCOUNT),
        ("rewards", samples_member.REWARDS),
        ("extras", samples_member.ACTIVITIES),
        ("history", samples_member.HISTORY),
        ("adjust", samples_member.CARE),
        ("erase", samples_member.ERASE),
    ],
)
def test_member(look: Look, name: str, state: MemberPaneState) -> None:
    pane = MemberScreen(look, translate)
    pane.resize(576, 520)
    pane.show()
    pane.show_state(samples_member.ACCOUNT)
    pane.show_state(state)
    QApplication.processEvents()
    text = dump({"member": pane})
    let_go(pane)
    compare(f"member_{name}", text)


@pytest.mark.parametrize(
    ("name", "state"),
    [
        ("empty", samples.EMPTY),
        ("selling", samples.SELLING),
        ("unknown_code", samples.UNKNOWN),
        ("cancel_asked", samples.ASKED),
        ("search", samples.SEARCH),
        ("payment", samples.PAYING),
        ("payment_split", samples.SPLIT),
        ("change", samples.DONE),
        ("long_names", samples.LONG),
    ],
)
def test_checkout(look: Look, name: str, state: State) -> None:
    screen = checkout(look)
    screen.show_state(state)
    QApplication.processEvents()
    text = dump(parts_of(screen))
    let_go(screen)
    compare(f"checkout_{name}", text)


def test_states_can_follow_in_any_order(look: Look) -> None:
    """A screen that was in another state before shows the same as a fresh one: nothing is left behind."""
    screen = checkout(look)
    for state in (
        samples.SPLIT,
        samples.UNKNOWN,
        samples.EMPTY,
        samples.SEARCH,
        samples.DONE,
        samples.SELLING,
    ):
        screen.show_state(state)
        QApplication.processEvents()
    text = dump(parts_of(screen))
    let_go(screen)
    compare("checkout_selling", text)


def test_forms(look: Look) -> None:
    screen = checkout(look)
    screen.show_state(samples.NO_MEMBER)
    screen.enrolment.show_state(samples.ENROLMENT)
    QApplication.processEvents()
    compare("enrolment", dump(parts_of(screen)))
    screen.enrolment.show_state(EnrolmentState())
    screen.open_keyboard()
    screen.open_pane(HelpScreen(look, translate))
    QApplication.processEvents()
    text = dump(parts_of(screen))
    let_go(screen)
    compare("help_with_keyboard", text)


def test_sign_on(look: Look) -> None:
    screen = SignOnScreen(look, translate)
    screen.resize(1024, 768)
    screen.show_state(samples.SIGN_ON)
    screen.pin.setText("123")
    screen.show()
    QApplication.processEvents()
    text = dump({"sign-on": screen})
    let_go(screen)
    compare("sign_on", text.replace(screen.pin.displayText(), "***"))
