"""Questions to the server on a lane of their own. No Qt here."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from pos_app.kernel.errors import PosError
from pos_app.ports.gateway import Contact, Gateway
from pos_app.ports.lanes import Lane
from pos_app.ui.checkout.desk import Desk

T = TypeVar("T")


class Network:
    """Asks while the cashier goes on; `lane` is set by whoever has one: without it nothing is asked."""

    def __init__(self, desk: Desk, on_bug: Callable[[Exception], None]) -> None:
        self._desk, self._on_bug = desk, on_bug
        self.lane: Lane | None = None

    @property
    def gateway(self) -> Gateway | None:
        """The way to the server, None for a till that nobody answers."""
        return self._desk.session.tools.gateway if self.lane is not None else None

    @property
    def is_connected(self) -> bool:
        """True when the server can be asked now."""
        gateway = self.gateway
        return gateway is not None and gateway.contact() is Contact.CONNECTED

    def ask(self, question: Callable[[], T], answered: Callable[[T | None], None], said: str = "") -> None:
        """Ask on the lane; `answered` gets None when it could not be asked. `said` is the code of what the strip tells
        meanwhile.
        """
        if said:
            self._desk.tell(said)
            told = self._desk.message

        def done(answer: T | None) -> None:
            if said and self._desk.message == told:
                self._desk.message = ""
            answered(answer)
            if said:
                self._desk.refresh()

        def failed(error: Exception) -> None:
            done(None)
            if isinstance(error, PosError):
                self._desk.refuse(error)
                self._desk.refresh()
            else:
                self._on_bug(error)

        if self.lane is None:
            answered(None)
            return
        try:
            self.lane.submit(question, done, failed)
        except PosError as error:
            failed(error)

    def quietly(self, work: Callable[[], object]) -> None:
        """Have something done that nobody waits for."""
        self.ask(work, lambda _answer: None)
