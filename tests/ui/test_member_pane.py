"""The member pane on the screen: what is pressed leaves as a signal, what changes is built anew."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtWidgets import QApplication

from pos_app.kernel.messages import Parameter
from pos_app.ui import samples_member
from pos_app.ui.kit.button import Button
from pos_app.ui.member.screen import MemberScreen
from pos_app.ui.theme import tokens
from pos_app.ui.theme.look import Look

RESOURCES = Path(__file__).parents[2] / "resources"


def translate(code: str, /, **params: Parameter) -> str:
    return f"{code} {params}" if params else code


@pytest.fixture
def pane() -> Iterator[MemberScreen]:
    """The pane, shown as wide as at the counter."""
    QApplication.instance() or QApplication(["tests"])
    screen = MemberScreen(Look(tokens.LIGHT, RESOURCES), translate)
    screen.resize(576, 520)
    screen.show()
    yield screen
    screen.close()
    screen.deleteLater()
    QApplication.processEvents()


def button(pane: MemberScreen, label: str) -> Button:
    """The visible button with this label."""
    return next(one for one in pane.findChildren(Button) if one.label() == label and one.isVisible())


def test_rows_and_tabs_say_what_was_pressed(pane: MemberScreen) -> None:
    heard: list[str] = []
    pane.action_pressed.connect(heard.append)
    pane.tab_chosen.connect(heard.append)
    pane.show_state(samples_member.REWARDS)
    QApplication.processEvents()
    button(pane, "Take off").click()
    button(pane, "Use").click()
    button(pane, "History").click()
    assert heard == ["drop:five", "use:mug", "history"]


def test_what_cannot_be_used_cannot_be_pressed(pane: MemberScreen) -> None:
    heard: list[str] = []
    pane.action_pressed.connect(heard.append)
    pane.show_state(samples_member.REWARDS)
    QApplication.processEvents()
    for one in pane.findChildren(Button):
        if one.label() == "Use":
            one.click()
    assert heard == ["use:mug"]


def test_typing_into_the_form_keeps_what_was_typed(pane: MemberScreen) -> None:
    edited: list[tuple[str, str]] = []
    pane.field_edited.connect(lambda field_id, text: edited.append((field_id, text)))
    pane.show_state(samples_member.CARE)
    form = pane.form
    assert form is not None
    assert not form.yes.isEnabled()
    form.fields["points"].setText("5")
    form.fields["points"].textEdited.emit("5")
    assert edited == [("points", "5")]
    assert samples_member.CARE.form is not None
    ready = replace(samples_member.CARE.form, can_submit=True, problem="Not a number.")
    pane.show_state(replace(samples_member.CARE, form=ready))
    assert pane.form is form
    assert form.fields["points"].text() == "5"
    assert form.yes.isEnabled()
    assert form.problem.text() == "Not a number."


def test_a_form_that_goes_tells_so_once(pane: MemberScreen) -> None:
    closed: list[bool] = []
    pane.form_closed.connect(lambda: closed.append(True))
    pane.show_state(samples_member.CARE)
    pane.show_state(samples_member.ACCOUNT)
    pane.show_state(samples_member.HISTORY)
    assert closed == [True]
    assert pane.form is None


def test_arrow_keys_scroll_a_long_history(pane: MemberScreen) -> None:
    pane.show_state(samples_member.HISTORY)
    QApplication.processEvents()
    bar = pane._scroll.verticalScrollBar()
    before = bar.value()
    pane.scroll_rows(2)
    assert bar.value() > before
