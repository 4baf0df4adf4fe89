"""Sign-on by PIN. No Qt here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from pos_app.kernel.clock import Clock
from pos_app.kernel.errors import PosError
from pos_app.kernel.limits import PIN_LENGTH_MIN
from pos_app.kernel.messages import Message, Translate
from pos_app.ports.lanes import Lane
from pos_app.ports.staff import Cashier, Staff
from pos_app.ui.sign_on.state import Person, SignOnState


class View(Protocol):
    """What the presenter needs of the screen."""

    def show_state(self, state: SignOnState) -> None:
        """Show it."""
        ...

    def clear_pin(self) -> None:
        """Empty the PIN field."""
        ...

    def focus_entry(self) -> None:
        """Give the PIN field the focus."""
        ...


_FAILED = "ui.sign_on.failed"


class SignOnPresenter:
    """Names, a PIN; it is checked on a lane, so that the screen never stands still."""

    def __init__(self, shop: str, terminal: str, view: View, translate: Translate) -> None:
        self._shop, self._terminal = shop, terminal
        self._view, self._translate = view, translate
        self._people: tuple[Cashier, ...] = ()
        self._chosen = 0
        self._problem: Message | None = None
        self._prompt = "ui.sign_on.loading"
        self._busy = True
        self._time = ""
        self._staff: Staff | None = None
        self._lane: Lane | None = None
        self._clock: Clock | None = None
        self.on_signed_on: Callable[[Cashier], None] = _nobody_listens

    def show(self) -> None:
        """Show the screen as it is."""
        people = tuple(
            Person(str(one.cashier_id), one.name, self._translate(f"ui.sign_on.role.{one.role.value}"))
            for one in self._people
        )
        problem = self._problem
        self._view.show_state(
            SignOnState(
                shop=self._shop,
                terminal=self._terminal,
                people=people,
                chosen=people[self._chosen].person_id if people else "",
                prompt=self._translate(self._prompt),
                problem="" if problem is None else self._translate(problem.code, **problem.params),
                ready=not self._busy,
                time=self._time,
            )
        )

    def ready(self, staff: Staff, lane: Lane, clock: Clock) -> None:
        """The books are open: let people sign on. Raises Unavailable."""
        self._staff, self._lane, self._clock = staff, lane, clock
        self._people = staff.cashiers()
        self.begin()

    def begin(self) -> None:
        """Wait for somebody, as after signing off."""
        self._busy, self._problem, self._prompt = False, None, "ui.sign_on.prompt"
        self._view.clear_pin()
        self.show()
        self._view.focus_entry()

    def fail(self, message: Message) -> None:
        """Say why the till cannot be opened; nothing can be typed then."""
        self._busy, self._problem, self._prompt = True, message, _FAILED
        self.show()

    def tell(self, message: Message) -> None:
        """Say something, as about a scan that came too early; why the till cannot be opened stays."""
        if self._prompt == _FAILED:
            return
        self._problem = message
        self.show()

    def tick(self, time: str) -> None:
        """Show the time."""
        if time != self._time:
            self._time = time
            self.show()

    def choose(self, person_id: str) -> None:
        """Somebody pressed their name."""
        for place, one in enumerate(self._people):
            if str(one.cashier_id) == person_id:
                self._chosen, self._problem = place, None
        self._view.clear_pin()
        self.show()

    def step(self, delta: int) -> None:
        """Arrow keys walk through the names."""
        if self._people:
            self._chosen = (self._chosen + delta) % len(self._people)
            self.show()

    def edit(self) -> None:
        """Typing again wipes what was wrong."""
        if self._problem is not None:
            self._problem = None
            self.show()

    def enter(self, pin: str) -> None:
        """Check the PIN."""
        if self._busy or not self._people or self._staff is None or self._lane is None or self._clock is None:
            return
        self._view.clear_pin()
        if len(pin) < PIN_LENGTH_MIN:
            self.tell(Message("ui.sign_on.prompt"))
            return
        staff, who, at_ms = self._staff, self._people[self._chosen].cashier_id, self._clock.now_ms()
        self._busy, self._problem, self._prompt = True, None, "ui.sign_on.checking"
        self.show()
        try:
            self._lane.submit(lambda: staff.sign_on(who, pin, at_ms), self._right, self._wrong)
        except PosError as error:
            self._wrong(error)

    def _right(self, cashier: Cashier) -> None:
        self._prompt = "ui.sign_on.prompt"
        self.on_signed_on(cashier)

    def _wrong(self, error: Exception) -> None:
        self._busy, self._prompt = False, "ui.sign_on.prompt"
        if isinstance(error, PosError):
            self._problem = error.message
        self.show()
        self._view.focus_entry()
        if not isinstance(error, PosError):
            raise error


def _nobody_listens(cashier: Cashier) -> None:
    del cashier
