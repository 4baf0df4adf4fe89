"""A server in a dictionary, behind the port that the checkout asks; it can be cut off, slow, short of points."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

from pos_app.kernel.ids import AccountId, MemberId, SaleId
from pos_app.ports.gateway import Contact, HoldAnswer, HoldOutcome

T = TypeVar("T")


class DictGateway:
    """Implements `ports.gateway.Gateway`: what is free of each account, minus what sales hold.

    `free` names accounts of which the server has less than the till believes; others have enough. `line` is the
    cable: False when it is pulled. `silent` leaves questions without an answer while contact is said to be there.
    `on_look_up`, `on_find` bring what is looked for, and say whether there was anything.
    """

    def __init__(self) -> None:
        self.free: dict[AccountId, int] = {}
        self.unheard: set[AccountId] = set()
        self.held: dict[SaleId, dict[AccountId, int]] = {}
        self.is_alone = False
        self.line = True
        self.silent = False
        self.is_late = False
        """Questions arrive behind later ones: refused, whatever there is."""
        self.asked: list[tuple[str, str]] = []
        self.threads: set[str] = set()
        self.on_look_up: Callable[[str, tuple[str, ...]], bool] = lambda kind, digests: False
        self.on_refresh: Callable[[MemberId], None] = lambda member_id: None
        self.on_find: Callable[[str], bool] = lambda number: False

    def contact(self) -> Contact:
        """As the cable is."""
        if self.is_alone:
            return Contact.ALONE
        return Contact.CONNECTED if self.line else Contact.CUT_OFF

    def hold(self, sale_id: SaleId, account_id: AccountId, amount: int) -> HoldAnswer:
        """Grant what is free after what other sales hold."""
        self._note("hold", f"{amount}")
        mine = self.held.setdefault(sale_id, {})
        if amount <= mine.get(account_id, 0):
            if not amount:
                mine.pop(account_id, None)
            return HoldAnswer(HoldOutcome.GRANTED)
        if self.silent or not self.line:
            return HoldAnswer(HoldOutcome.UNKNOWN)
        if account_id in self.unheard:
            return HoldAnswer(HoldOutcome.REFUSED, 0, False)
        others = sum(each.get(account_id, 0) for sale, each in self.held.items() if sale != sale_id)
        available = self.free.get(account_id, 1_000_000) - others
        if amount > available or self.is_late:
            return HoldAnswer(HoldOutcome.REFUSED, max(0, available))
        mine[account_id] = amount
        return HoldAnswer(HoldOutcome.GRANTED)

    def release(self, sale_id: SaleId) -> None:
        """Give everything of the sale back."""
        self._note("release", str(sale_id))
        self.held.pop(sale_id, None)

    def look_up_member(self, kind: str, digests: tuple[str, ...]) -> bool:
        """Ask `on_look_up`, unless nobody answers."""
        self._note("look_up", kind)
        return self.line and not self.silent and self.on_look_up(kind, digests)

    def look_up_account(self, account_id: AccountId) -> bool:
        """Say whether anybody answers."""
        self._note("account", str(account_id))
        return self.line and not self.silent

    def refresh_member(self, member_id: MemberId) -> bool:
        """Let `on_refresh` bring news of a member, unless nobody answers."""
        self._note("refresh", str(member_id))
        if not self.line or self.silent:
            return False
        self.on_refresh(member_id)
        return True

    def find_sale(self, receipt_number: str) -> bool:
        """Ask `on_find`, unless nobody answers."""
        self._note("find", receipt_number)
        return self.line and not self.silent and self.on_find(receipt_number)

    def holds(self) -> list[int]:
        """Return every amount that is held."""
        return sorted(amount for each in self.held.values() for amount in each.values())

    def count(self, what: str) -> int:
        """Return how often something was asked."""
        return sum(1 for one, _ in self.asked if one == what)

    def _note(self, what: str, about: str) -> None:
        self.asked.append((what, about))
        self.threads.add(threading.current_thread().name)


class WaitingLane:
    """Implements `ports.lanes.Lane`: work waits until the test lets it go on, then its answer comes."""

    def __init__(self) -> None:
        self.waiting: list[Callable[[], None]] = []

    def submit(
        self, work: Callable[[], T], done: Callable[[T], None], failed: Callable[[Exception], None]
    ) -> None:
        """Keep the work for `go_on`."""

        def step() -> None:
            try:
                answer = work()
            except Exception as error:  # noqa: BLE001  # as a lane does
                failed(error)
            else:
                done(answer)

        self.waiting.append(step)

    def go_on(self) -> None:
        """Do everything that waits, also what is asked for meanwhile."""
        while self.waiting:
            self.waiting.pop(0)()
