"""The return pane as text, stage by stage."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from pos_app.ui import samples, samples_returns
from pos_app.ui.approval.screen import ApprovalScreen
from pos_app.ui.checkout.state import State
from pos_app.ui.returns.screen import ReturnScreen
from pos_app.ui.returns.state import ReturnState
from pos_app.ui.theme.look import Look
from tests.golden.screens.test_screens_as_text import (
    checkout,
    compare,
    dump,
    let_go,
    look,
    parts_of,
    translate,
)

__all__ = ["look"]

STAGES = {
    "find": samples_returns.FIND,
    "choose": samples_returns.CHOOSE,
    "preview": samples_returns.PREVIEW,
}


@pytest.mark.parametrize("name", STAGES)
def test_stages(look: Look, name: str) -> None:
    """The pane alone: what is beside it is the checkout's."""
    screen, pane = checkout(look), ReturnScreen(look, translate)
    screen.show_state(samples.EMPTY)
    screen.open_pane(pane)
    pane.show_state(STAGES[name])
    QApplication.processEvents()
    text = dump({"return": pane})
    let_go(screen)
    compare(f"return_{name}", text)


def test_stages_can_follow_in_any_order(look: Look) -> None:
    screen, pane = checkout(look), ReturnScreen(look, translate)
    screen.show_state(samples.EMPTY)
    screen.open_pane(pane)
    stages: tuple[ReturnState, ...] = (*STAGES.values(), *reversed(STAGES.values()), samples_returns.CHOOSE)
    for stage in stages:
        pane.show_state(stage)
        QApplication.processEvents()
    text = dump({"return": pane})
    let_go(screen)
    compare("return_choose", text)


@pytest.mark.parametrize(
    ("name", "state"), [("exchange", samples_returns.EXCHANGE), ("payout", samples_returns.PAYOUT)]
)
def test_the_sale_with_what_comes_back(look: Look, name: str, state: State) -> None:
    screen = checkout(look)
    screen.show_state(state)
    QApplication.processEvents()
    text = dump(parts_of(screen))
    let_go(screen)
    compare(f"return_{name}", text)


def test_the_question_for_somebody_in_charge(look: Look) -> None:
    screen, pane = checkout(look), ApprovalScreen(look, translate)
    screen.show_state(samples.EMPTY)
    screen.open_pane(pane)
    pane.show_state(samples_returns.APPROVAL)
    pane.clear_pin()
    QApplication.processEvents()
    text = dump({"approval": pane})
    assert screen.field() is pane.pin, "the keypad types the PIN, not into the entry field"
    let_go(screen)
    compare("return_approval", text)
