"""Signing on: names, a PIN that is checked on a lane."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TypeVar

import pytest

from pos_app.kernel.errors import Unavailable
from pos_app.kernel.messages import Message
from pos_app.ports.staff import Cashier
from pos_app.runtime.lanes import InlineLane
from pos_app.runtime.texts import load_translator
from pos_app.storage.opening import Storage
from pos_app.ui.sign_on.presenter import SignOnPresenter
from pos_app.ui.sign_on.state import SignOnState
from tests.support.counters import CASHIER, MANAGER, SHOP
from tests.support.tills import SetClock, opened

T = TypeVar("T")


@dataclass
class Screen:
    """Remembers what it was shown."""

    states: list[SignOnState] = field(default_factory=list)
    cleared: int = 0

    def show_state(self, state: SignOnState) -> None:
        self.states.append(state)

    def clear_pin(self) -> None:
        self.cleared += 1

    def focus_entry(self) -> None:
        pass


class LaterLane:
    """Does what was submitted when told to."""

    def __init__(self) -> None:
        self.steps: list[Callable[[], None]] = []

    def submit(
        self, work: Callable[[], T], done: Callable[[T], None], failed: Callable[[Exception], None]
    ) -> None:
        self.steps.append(lambda: InlineLane().submit(work, done, failed))


@pytest.fixture(scope="module")
def storage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Storage]:
    """Books with two people."""
    with opened(tmp_path_factory.mktemp("till")) as storage:
        storage.staff.add(CASHIER, "1234")
        storage.staff.add(MANAGER, "987654")
        yield storage


@dataclass
class Door:
    """The presenter with everything around it."""

    presenter: SignOnPresenter
    screen: Screen
    lane: LaterLane
    clock: SetClock
    signed_on: list[Cashier]

    @property
    def state(self) -> SignOnState:
        """What is shown now."""
        return self.screen.states[-1]

    def enter(self, pin: str) -> None:
        """Type a PIN and wait for the answer."""
        self.presenter.enter(pin)
        while self.lane.steps:
            self.lane.steps.pop(0)()


@pytest.fixture
def door(storage: Storage) -> Door:
    """An open till nobody has signed on to."""
    screen, lane, clock = Screen(), LaterLane(), SetClock()
    presenter = SignOnPresenter("Shop", "Till 1", screen, load_translator("en", SHOP))
    presenter.show()
    assert not screen.states[-1].ready
    signed_on: list[Cashier] = []
    presenter.on_signed_on = signed_on.append
    presenter.ready(storage.staff, lane, clock)
    return Door(presenter, screen, lane, clock, signed_on)


def test_names_are_shown_and_walked(door: Door) -> None:
    assert [(one.name, one.role) for one in door.state.people] == [("Ann", "Cashier"), ("Max", "Manager")]
    assert door.state.chosen == door.state.people[0].person_id
    door.presenter.step(-1)
    assert door.state.chosen == door.state.people[1].person_id
    door.presenter.choose(door.state.people[0].person_id)
    assert door.state.chosen == door.state.people[0].person_id


def test_right_pin(door: Door) -> None:
    door.presenter.enter("1234")
    assert not door.state.ready
    assert door.signed_on == []
    door.presenter.enter("1234")
    assert len(door.lane.steps) == 1
    door.lane.steps.pop()()
    assert door.signed_on == [CASHIER]


def test_wrong_pin_says_how_many_tries_are_left(door: Door) -> None:
    cleared = door.screen.cleared
    door.enter("9999")
    assert door.state.ready
    assert "4" in door.state.problem
    assert door.screen.cleared > cleared
    door.presenter.edit()
    assert door.state.problem == ""
    door.enter("1234")
    assert door.signed_on == [CASHIER]


def test_locked_after_too_many(door: Door) -> None:
    door.presenter.step(1)
    for _ in range(5):
        door.enter("111111")
    assert "30" in door.state.problem
    door.enter("987654")
    assert door.signed_on == []


def test_short_pin_is_not_even_tried(door: Door) -> None:
    door.enter("12")
    assert door.lane.steps == []
    assert door.state.problem


def test_till_that_cannot_be_opened() -> None:
    screen = Screen()
    presenter = SignOnPresenter("Shop", "Till 1", screen, load_translator("en", SHOP))
    presenter.fail(Message("storage.in_use"))
    assert "Another program" in screen.states[-1].problem
    assert not screen.states[-1].ready
    presenter.enter("1234")
    assert not screen.states[-1].ready
    presenter.tell(Message("notice.sign_on_first"))
    assert "Another program" in screen.states[-1].problem
    assert screen.states[-1].prompt == "The till cannot be opened"


def test_busy_lane_is_said(door: Door) -> None:
    def full(work: object, done: object, failed: object) -> None:
        del work, done, failed
        raise Unavailable("lane.full")

    door.lane.submit = full  # type: ignore[method-assign]  # a lane at its bound
    door.presenter.enter("1234")
    assert "busy" in door.state.problem
    assert door.state.ready


def test_bug_while_checking_is_not_hidden(door: Door) -> None:
    with pytest.raises(ZeroDivisionError):
        door.presenter._wrong(ZeroDivisionError())
    assert door.state.ready


def test_scan_before_sign_on_is_said(door: Door) -> None:
    door.presenter.tell(Message("notice.sign_on_first"))
    assert "Sign on first" in door.state.problem
