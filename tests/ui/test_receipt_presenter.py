"""The receipt preview is drawn on a lane."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import pytest

from pos_app.kernel.errors import Refused
from pos_app.runtime.lanes import InlineLane
from pos_app.runtime.texts import load_translator
from pos_app.ui.receipt.presenter import ReceiptPresenter
from pos_app.ui.receipt.state import ReceiptState
from pos_app.ui.tone import Tone
from tests.support.counters import SHOP

T = TypeVar("T")


class Pane:
    """Remembers what it was shown."""

    def __init__(self) -> None:
        self.states: list[ReceiptState] = []

    def show_state(self, state: ReceiptState) -> None:
        self.states.append(state)


class SlowLane:
    """Does what was submitted when told to."""

    def __init__(self) -> None:
        self.steps: list[Callable[[], None]] = []

    def submit(
        self, work: Callable[[], T], done: Callable[[T], None], failed: Callable[[Exception], None]
    ) -> None:
        self.steps.append(lambda: InlineLane().submit(work, done, failed))


def draw(number: str) -> bytes:
    """A picture, or what goes wrong."""
    if number == "none":
        raise Refused("receipt.unknown", number=number)
    if number == "bug":
        raise ZeroDivisionError
    return number.encode()


@pytest.fixture
def pane() -> Pane:
    return Pane()


@pytest.fixture
def lane() -> SlowLane:
    return SlowLane()


@pytest.fixture
def presenter(pane: Pane, lane: SlowLane) -> ReceiptPresenter:
    return ReceiptPresenter(pane, load_translator("en", SHOP), lane, draw)


def test_it_says_that_it_draws_then_shows(presenter: ReceiptPresenter, pane: Pane, lane: SlowLane) -> None:
    presenter.open("7")
    assert pane.states[-1].png == b""
    assert pane.states[-1].waiting
    lane.steps.pop()()
    assert pane.states[-1].png == b"7"
    assert pane.states[-1].title == "Receipt 7"
    presenter.tell_sent()
    assert pane.states[-1].png == b"7"
    assert pane.states[-1].tone is Tone.GOOD


def test_late_answer_for_another_receipt_is_dropped(
    presenter: ReceiptPresenter, pane: Pane, lane: SlowLane
) -> None:
    presenter.open("7")
    presenter.open("8")
    lane.steps.pop(0)()
    assert pane.states[-1].png == b""
    lane.steps.pop(0)()
    assert pane.states[-1].png == b"8"


def test_refusal_is_said(presenter: ReceiptPresenter, pane: Pane, lane: SlowLane) -> None:
    presenter.open("none")
    lane.steps.pop()()
    assert "no receipt none" in pane.states[-1].message
    assert pane.states[-1].tone is Tone.BAD


def test_bug_is_passed_on(presenter: ReceiptPresenter, lane: SlowLane) -> None:
    bugs: list[Exception] = []
    presenter.on_bug = bugs.append
    presenter.open("bug")
    lane.steps.pop()()
    assert [type(bug) for bug in bugs] == [ZeroDivisionError]
