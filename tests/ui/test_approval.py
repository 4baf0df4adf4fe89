"""Somebody in charge says yes; the cashier stays signed on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pos_app.kernel.errors import Unavailable
from pos_app.ports.staff import Cashier
from pos_app.runtime.lanes import InlineLane
from pos_app.ui.approval.presenter import ApprovalPresenter
from tests.support.counters import CASHIER, MANAGER
from tests.support.desks import Desktop, desktop
from tests.support.returning import PIN, Panes


@pytest.fixture
def till(tmp_path: Path) -> Iterator[Desktop]:
    with desktop(tmp_path, CASHIER) as opened:
        yield opened


def presenter(till: Desktop, panes: Panes) -> ApprovalPresenter:
    staff = till.counter.storage.staff
    made = ApprovalPresenter(staff, InlineLane(), till.counter.clock, panes, till.desk.translate)
    made.on_open, made.on_closed = panes.show("approval"), panes.show("lines")
    return made


def test_a_pin_that_is_right_is_a_yes(till: Desktop) -> None:
    till.counter.storage.staff.add(MANAGER, PIN)
    till.counter.storage.staff.add(CASHIER, "1111")
    panes, said = Panes(), list[Cashier]()
    approval = presenter(till, panes)
    approval.ask("Is that all right?", CASHIER, said.append)
    shown = panes.approvals[-1]
    assert (shown.asked, [one.name for one in shown.people]) == ("Is that all right?", ["Max"])
    approval.enter("12")
    approval.enter("000000")
    assert panes.approvals[-1].problem
    assert (panes.front, said) == ("approval", [])
    approval.edit()
    assert panes.approvals[-1].problem == ""
    approval.enter(PIN)
    assert said == [MANAGER]
    assert panes.front == "lines"
    assert not approval.is_open
    approval.enter(PIN)
    assert said == [MANAGER], "one question, one answer"


def test_whoever_is_in_charge_is_not_asked(till: Desktop) -> None:
    panes, said = Panes(), list[Cashier]()
    presenter(till, panes).ask("?", MANAGER, said.append)
    assert said == [MANAGER]
    assert panes.approvals == []


def test_a_shop_with_nobody_in_charge_says_so(till: Desktop) -> None:
    panes, said = Panes(), list[Cashier]()
    approval = presenter(till, panes)
    approval.ask("?", CASHIER, said.append)
    assert not panes.approvals[-1].ready
    assert "No manager is set up" in panes.approvals[-1].problem
    approval.close()
    assert panes.front == "lines"


class Waiting:
    """A lane whose work waits until it is told."""

    def __init__(self) -> None:
        self.answers: list[tuple[object, ...]] = []

    def submit(self, *step: object) -> None:
        self.answers.append(step)


def test_an_answer_that_comes_too_late_is_none(till: Desktop) -> None:
    """Esc was pressed while the PIN was being checked: nothing happens when the check ends."""
    till.counter.storage.staff.add(MANAGER, PIN)
    panes, said, lane = Panes(), list[Cashier](), Waiting()
    staff = till.counter.storage.staff
    approval = ApprovalPresenter(staff, lane, till.counter.clock, panes, till.desk.translate)
    approval.ask("?", CASHIER, said.append)
    approval.enter(PIN)
    approval.close()
    _, right, wrong = lane.answers[0]
    right(MANAGER)  # type: ignore[operator]  # what the lane would call
    wrong(Unavailable("storage.failed", problem="x"))  # type: ignore[operator]  # likewise
    assert said == []
