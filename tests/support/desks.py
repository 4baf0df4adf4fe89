"""A checkout presenter on a real counter, with a screen that remembers what it was shown."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from pos_app.kernel.ids import JobId
from pos_app.ports.sounds import Sound
from pos_app.ports.staff import Cashier
from pos_app.retail.product import Product
from pos_app.runtime.texts import load_translator
from pos_app.ui.checkout.desk import Desk
from pos_app.ui.checkout.presenter import CheckoutPresenter
from pos_app.ui.checkout.showing import state_of
from pos_app.ui.checkout.state import MemberBanner, Notice, State
from pos_app.ui.enrolment.presenter import EnrolmentPresenter
from pos_app.ui.enrolment.state import EnrolmentState
from pos_app.ui.formatting import Formats
from tests.support.counters import MANAGER, PROGRAM, SHELF, Counter, counter


@dataclass
class Screen:
    """Remembers the newest state; typing comes through `Desktop`."""

    states: list[State] = field(default_factory=list)
    entry: str = ""
    form: EnrolmentState = field(default_factory=EnrolmentState)

    def show_state(self, state: State | EnrolmentState) -> None:
        if isinstance(state, State):
            self.states.append(state)
        else:
            self.form = state

    def set_entry(self, text: str) -> None:
        self.entry = text

    def clear_entry(self) -> None:
        self.entry = ""

    def focus_entry(self) -> None:
        pass


class Heard:
    """Sounds that were played."""

    def __init__(self) -> None:
        self.sounds: list[Sound] = []

    def play(self, sound: Sound) -> None:
        self.sounds.append(sound)


class Printing:
    """What was asked of the printer's loop."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def open_drawer(self) -> None:
        self.asked.append("drawer")

    def wake(self) -> None:
        self.asked.append("wake")

    def reprint(self, receipt_number: str) -> None:
        self.asked.append(f"reprint {receipt_number}")

    def again(self, job_id: JobId) -> None:
        self.asked.append(f"again {job_id}")

    def drop(self, job_id: JobId) -> None:
        self.asked.append(f"drop {job_id}")


@dataclass
class Desktop:
    """Everything a cashier touches."""

    counter: Counter
    desk: Desk
    presenter: CheckoutPresenter
    screen: Screen
    heard: Heard
    printing: Printing
    bugs: list[Exception]

    def state(self) -> State:
        """What is on the screen now."""
        return self.screen.states[-1]

    def notice(self) -> Notice:
        """The notice on the screen; there must be one."""
        notice = self.state().notice
        assert notice is not None
        return notice

    def banner(self) -> MemberBanner:
        """The member strip; there must be one."""
        member = self.state().member
        assert member is not None
        return member

    @property
    def said(self) -> str:
        """The notice on the screen."""
        notice = self.state().notice
        return notice.text if notice else ""

    def type(self, text: str) -> None:
        """Type key by key."""
        for key in text:
            self.screen.entry += key
            self.presenter.on_edited(self.screen.entry)

    def enter(self, text: str = "") -> None:
        """Type, then Enter."""
        self.type(text)
        self.presenter.on_entered(self.screen.entry)

    def scan(self, *codes: str) -> None:
        """Scan one after another."""
        for code in codes:
            self.presenter.on_scanned(code)

    def key(self, *actions: str) -> None:
        """Press keys of the table."""
        for action in actions:
            self.presenter.press_key(action)

    def wait(self, ms: int) -> None:
        """Let time pass."""
        self.counter.clock.at_ms += ms
        self.desk.tick()


@contextmanager
def desktop(
    folder: Path,
    cashier: Cashier = MANAGER,
    start: int = 0,
    program_text: str = PROGRAM,
    shelf: tuple[Product, ...] = SHELF,
) -> Iterator[Desktop]:
    """Open a counter and sit down at it."""
    with counter(folder, cashier, start=start, program_text=program_text, shelf=shelf) as opened:
        translate = load_translator("en", opened.tools.shop)
        formats = Formats(opened.tools.shop, 0, translate)
        screen, heard, printing = Screen(), Heard(), Printing()
        bugs: list[Exception] = []
        quick = opened.storage.catalogue.quick_keys(16)
        desk = Desk(opened.session, screen, formats, opened.clock, heard, state_of, quick)
        presenter = CheckoutPresenter(
            desk, EnrolmentPresenter(opened.session, screen, translate), bugs.append
        )
        presenter.paper.printing = printing  # type: ignore[assignment]  # records what is asked
        presenter.start()
        yield Desktop(opened, desk, presenter, screen, heard, printing, bugs)
