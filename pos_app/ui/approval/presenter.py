"""A manager says yes with the PIN; the cashier stays signed on. No Qt here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from pos_app.kernel.clock import Clock
from pos_app.kernel.errors import PosError
from pos_app.kernel.limits import PIN_LENGTH_MIN
from pos_app.kernel.messages import Message, Translate
from pos_app.ports.lanes import Lane
from pos_app.ports.staff import Cashier, Role, Staff
from pos_app.ui.approval.state import ApprovalState
from pos_app.ui.sign_on.state import Person


class View(Protocol):
    """What the presenter needs of the pane."""

    def show_state(self, state: ApprovalState) -> None:
        """Show it."""
        ...

    def clear_pin(self) -> None:
        """Empty the PIN field and give it the focus."""
        ...


class ApprovalPresenter:
    """One question at a time. The PIN is checked on a lane, so that the screen never stands still.

    `on_open` is called when the question is put, `on_closed` when it is answered or dropped, before the answer is
    acted on.
    """

    def __init__(self, staff: Staff, lane: Lane, clock: Clock, view: View, translate: Translate) -> None:
        self._staff, self._lane, self._clock = staff, lane, clock
        self._view, self._translate = view, translate
        self._people: tuple[Cashier, ...] = ()
        self._chosen = 0
        self._asked = ""
        self._problem: Message | None = None
        self._busy = False
        self._granted: Callable[[Cashier], None] | None = None
        self.on_open: Callable[[], None] = _nothing
        self.on_closed: Callable[[], None] = _nothing
        self.on_bug: Callable[[Exception], None] = _raise

    @property
    def is_open(self) -> bool:
        """True while somebody is asked."""
        return self._granted is not None

    def ask(self, asked: str, cashier: Cashier, granted: Callable[[Cashier], None]) -> None:
        """Ask for a manager's yes to `asked`, a sentence; a manager at the till has said it by asking.

        Raises Unavailable.
        """
        if cashier.role is Role.MANAGER:
            granted(cashier)
            return
        self._people = tuple(one for one in self._staff.cashiers() if one.role is Role.MANAGER)
        self._chosen, self._asked, self._granted = 0, asked, granted
        self._busy = False
        self._problem = None if self._people else Message("approval.nobody")
        self._show()
        self.on_open()
        self._view.clear_pin()

    def choose(self, person_id: str) -> None:
        """Somebody pressed their name."""
        for place, one in enumerate(self._people):
            if str(one.cashier_id) == person_id:
                self._chosen, self._problem = place, None
        self._show()
        self._view.clear_pin()

    def step(self, delta: int) -> None:
        """Arrow keys walk through the names."""
        if self._people:
            self._chosen = (self._chosen + delta) % len(self._people)
            self._show()

    def edit(self) -> None:
        """Typing again wipes what was wrong."""
        if self._problem is not None and self._people:
            self._problem = None
            self._show()

    def enter(self, pin: str) -> None:
        """Check the PIN."""
        if self._busy or not self._people or self._granted is None:
            return
        self._view.clear_pin()
        if len(pin) < PIN_LENGTH_MIN:
            return
        who, at_ms, granted = self._people[self._chosen].cashier_id, self._clock.now_ms(), self._granted
        self._busy, self._problem = True, None
        self._show()

        def right(manager: Cashier) -> None:
            if self._granted is granted:
                self.close()
                granted(manager)

        def wrong(error: Exception) -> None:
            if self._granted is granted:
                self._fail(error)

        try:
            self._lane.submit(lambda: self._staff.sign_on(who, pin, at_ms), right, wrong)
        except PosError as error:
            self._fail(error)

    def close(self) -> None:
        """Drop the question."""
        if self._granted is None:
            return
        self._granted, self._busy = None, False
        self.on_closed()

    def _fail(self, error: Exception) -> None:
        self._busy = False
        if isinstance(error, PosError):
            self._problem = error.message
        self._show()
        self._view.clear_pin()
        if not isinstance(error, PosError):
            self.on_bug(error)

    def _show(self) -> None:
        people = tuple(
            Person(str(one.cashier_id), one.name, self._translate(f"ui.sign_on.role.{one.role.value}"))
            for one in self._people
        )
        problem = self._problem
        self._view.show_state(
            ApprovalState(
                asked=self._asked,
                people=people,
                chosen=people[self._chosen].person_id if people else "",
                prompt=self._translate("ui.approval.checking" if self._busy else "ui.approval.prompt"),
                problem="" if problem is None else self._translate(problem.code, **problem.params),
                ready=not self._busy and bool(people),
            )
        )


def _nothing() -> None:
    return


def _raise(error: Exception) -> None:
    raise error
