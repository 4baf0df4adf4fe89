"""A counter at which goods come back: the checkout with the return pane, the question for a manager."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from pos_app.ports.staff import Cashier
from pos_app.runtime.lanes import InlineLane
from pos_app.ui.approval.presenter import ApprovalPresenter
from pos_app.ui.approval.state import ApprovalState
from pos_app.ui.returns.presenter import ReturnsPresenter
from pos_app.ui.returns.state import ReturnState, Stage
from pos_app.ui.taking_back import TakingBack
from tests.support.counters import CASHIER, MANAGER, PROGRAM
from tests.support.desks import Desktop, desktop

PIN = "123456"


@dataclass
class Panes:
    """Remembers what the panes were shown, and which of them is in front."""

    returns: list[ReturnState] = field(default_factory=list)
    approvals: list[ApprovalState] = field(default_factory=list)
    front: str = "lines"

    def show_state(self, state: ReturnState | ApprovalState) -> None:
        if isinstance(state, ReturnState):
            self.returns.append(state)
        else:
            self.approvals.append(state)

    def clear_pin(self) -> None:
        pass

    def show(self, pane: str) -> Callable[[], None]:
        """Return what puts a pane in front."""

        def put() -> None:
            self.front = pane

        return put


@dataclass
class ReturnDesk:
    """Everything a cashier touches when goods come back."""

    till: Desktop
    taking: TakingBack
    panes: Panes

    @property
    def pane(self) -> ReturnState:
        """What the return pane shows."""
        return self.panes.returns[-1]

    @property
    def said(self) -> str:
        """The notice on the screen."""
        return self.till.said

    def scan(self, *codes: str) -> None:
        """Scan one after another."""
        for code in codes:
            if not self.taking.wants_scan(code):
                self.till.scan(code)

    def enter(self, text: str = "") -> None:
        """Type, then Enter."""
        if not self.taking.wants_text(text):
            self.till.type(text)
        if not self.taking.wants_entry(text):
            self.till.presenter.on_entered(self.till.screen.entry)

    def key(self, *actions: str) -> None:
        """Press keys of the table."""
        for action in actions:
            if not self.taking.wants_key(action):
                self.till.key(action)

    def sell(self, *codes: str, pay: str = "exact") -> str:
        """Sell something; return the receipt's number."""
        self.scan(*codes)
        self.key(pay)
        if pay == "card":
            self.till.wait(2000)
            self.key(pay)
        return self.last_number

    @property
    def last_number(self) -> str:
        """The number of the last receipt."""
        last = self.till.desk.session.last
        assert last is not None
        return last.completed.receipt_number

    def take_back(self, number: str, *codes: str) -> None:
        """Scan a receipt and goods, look ahead, agree."""
        self.scan(number, *codes)
        self.enter()
        assert self.pane.stage is Stage.PREVIEW, self.said
        self.enter()

    def preview(self) -> list[str]:
        """The preview in rows."""
        return [f"{row.text} {row.amount}".strip() for row in self.pane.preview]


@contextmanager
def return_desk(
    folder: Path, cashier: Cashier = MANAGER, program_text: str = PROGRAM
) -> Iterator[ReturnDesk]:
    """Open a counter with a cashier, a manager, and sit down at it."""
    with desktop(folder, cashier, program_text=program_text) as till:
        staff, panes = till.counter.storage.staff, Panes()
        if cashier is CASHIER:
            staff.add(MANAGER, PIN)
        approval = ApprovalPresenter(staff, InlineLane(), till.counter.clock, panes, till.desk.translate)
        returns = ReturnsPresenter(till.desk, panes, approval)
        taking = TakingBack(till.desk, returns, approval, till.presenter.paying)
        taking.show_in(panes.show("returns"), panes.show("approval"), panes.show("lines"))
        yield ReturnDesk(till, taking, panes)
        assert till.bugs == []
