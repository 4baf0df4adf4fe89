"""One till of the demo's chain with a cashier at it: sells as the screen does, waits for the exchange."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pos_app.checkout import reserving
from pos_app.checkout.holding import ask
from pos_app.demo.people import CASHIER
from pos_app.kernel.errors import Refused, Unavailable
from pos_app.kernel.ids import MemberId
from pos_app.loyalty.accounts import POINTS
from pos_app.ports.gateway import Contact
from pos_app.retail.tender import TenderKind
from pos_app.terminal import Terminal, build
from pos_app.wire.pull import FedAccount, LookupRequest

PATIENCE_S = 60.0
POLL_S = 0.25
ASK_S = 3.0
"""Between two questions to the server, which answers each till so many in a minute."""


@dataclass(frozen=True)
class Sold:
    """What came of a sale: its receipt's number, total (minor units), points that a reward took."""

    receipt_number: str
    total_minor: int
    spent_points: int


class ChainCounter:
    """Sells at one of the tills."""

    def __init__(self, terminal: Terminal) -> None:
        self.terminal = terminal
        self._session = terminal.session(CASHIER.cashier)

    def sell(self, codes: tuple[str, ...], card: str, reward: str = "") -> Sold:
        """Sell some goods to a member for card money; a reward that cannot be had now is left out."""
        session = self._session
        session.start()
        for code in codes:
            session.scan(code)
        session.scan(card)
        spent = self._use(reward) if reward else 0
        total = session.evaluated.figures.total_minor
        if session.evaluated.figures.due_minor:
            session.add_tender(TenderKind.CARD)
        filed = session.finish(print_receipt=False)
        return Sold(filed.completed.receipt_number, total, spent)

    def balance(self, member_id: MemberId) -> int | None:
        """Return the points of a member as this till shows them; None for somebody unknown here."""
        tools = self.terminal.tools
        if tools.members.found(member_id) is None:
            return None
        return tools.members.snapshot(member_id, tools.clock.now_ms()).balance_points

    def asked(self, member_id: MemberId) -> int:
        """Return the points of a member as the server tells them; a server that is busy is asked again.

        Raises Unavailable when there is no answer within a minute.
        """
        assert self.terminal.syncing is not None
        request = LookupRequest(kind="member", digests=(str(member_id),), streams=())
        until = time.monotonic() + PATIENCE_S
        while True:
            try:
                changes = self.terminal.syncing.hub.lookup(request).changes
                return sum(
                    one.balance for one in changes if isinstance(one, FedAccount) and one.key == POINTS
                )
            except Unavailable:
                if time.monotonic() > until:
                    raise
            time.sleep(ASK_S)

    @property
    def contact(self) -> Contact:
        """How the till stands to the server."""
        gateway = self.terminal.tools.gateway
        return Contact.ALONE if gateway is None else gateway.contact()

    @property
    def waiting(self) -> int:
        """How many facts the server has not heard of."""
        return self.terminal.storage.outbox.waiting().facts

    def until(self, is_true: Callable[[], bool], what: str) -> None:
        """Wait for something, nudging the exchange. Raises Unavailable `demo.stopped` after a minute."""
        until = time.monotonic() + PATIENCE_S
        while not is_true():
            if time.monotonic() > until:
                raise Unavailable("demo.stopped", what=what)
            self.terminal.exchange_now()
            time.sleep(POLL_S)

    def _use(self, reward: str) -> int:
        """As the screen does it: the server holds the points first."""
        session, gateway = self._session, self.terminal.tools.gateway
        try:
            question = reserving.to_choose(session, reward)
            if gateway is not None and question.amounts:
                answer = ask(gateway, question)
                session.holding.keep(answer)
                if answer.short:
                    return 0
            session.choose_reward(reward)
        except Refused:
            return 0
        return session.evaluated.quote.spent_points


@contextmanager
def counter_at(folder: Path, use_keyring: bool = True) -> Iterator[ChainCounter]:
    """Open a till, begin its exchange; both end with the block. Raises as `terminal.build`."""
    terminal = build(folder, use_keyring=use_keyring)
    try:
        terminal.start_exchange(members=lambda _members: None)
        yield ChainCounter(terminal)
    finally:
        terminal.close()
