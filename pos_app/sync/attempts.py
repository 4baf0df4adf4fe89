"""One try after another to exchange with the server, without a thread."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

from pos_app.kernel.clock import Clock
from pos_app.kernel.errors import PosError, Unavailable
from pos_app.kernel.ids import MemberId
from pos_app.kernel.messages import Message
from pos_app.ports.gateway import Contact
from pos_app.ports.hub import Hub
from pos_app.ports.outbox import Outbox
from pos_app.ports.sync_status import StatusListener, SyncStatus
from pos_app.sync.contact import ContactBoard
from pos_app.sync.crossing import Crossing
from pos_app.sync.exchange import Exchanged, exchange
from pos_app.sync.greeting import greet
from pos_app.sync.pace import Pace

_log = logging.getLogger(__name__)
BUSY = "server.busy"


@dataclass(frozen=True, slots=True)
class News:
    """Who hears what an exchange brought, on the thread of the exchange."""

    status: StatusListener = lambda _status: None
    members: Callable[[frozenset[MemberId]], None] = lambda _members: None
    documents: Callable[[], object] = lambda: None


class Attempts:
    """Knows the state between tries. One thread calls `attempt`; `status` is what it found last."""

    def __init__(
        self,
        hub: Hub,
        outbox: Outbox,
        clock: Clock,
        pace: Pace,
        contact: ContactBoard,
        crossing: Crossing,
        news: News,
    ) -> None:
        self._hub = hub
        self._outbox = outbox
        self._clock = clock
        self._pace = pace
        self._contact = contact
        self._crossing = crossing
        self._news = news
        self._is_greeted = False
        self._is_postponed = False
        self._is_over = False
        self._has_heard_documents = False
        self.status = SyncStatus(contact=Contact.CUT_OFF)
        self._last_exchange_at_ms = 0
        self._held_back: Message | None = None

    @property
    def may_hurry(self) -> bool:
        """Whether a filed sale is reason enough to try at once: not while the server is away, nor right after."""
        return not (self._pace.is_failing or self._is_postponed)

    def attempt(self) -> int:
        """Try once; return how long (ms) to wait before the next try. Nothing is raised, whatever happens."""
        self.tell(busy=True)
        try:
            wait_ms = self._attempt()
        except PosError as error:
            wait_ms = self._failed(error)
        except Exception as error:  # noqa: BLE001  # a bug: told in the status, the next try may go well
            if self._is_over:
                return 0
            _log.exception("the exchange broke off")
            wait_ms = self._failed(Unavailable("sync.broken", detail=type(error).__name__))
        self.tell(wait_ms)
        return wait_ms

    def end(self) -> None:
        """The till closes: whatever a try that is under way still meets is of no interest any more."""
        self._is_over = True

    def lost(self) -> int:
        """Somebody else found the server out of reach; return how long (ms) to wait before the next try."""
        self._is_greeted = False
        return self._pace.failed(self._clock.mono_ms())

    def tell(self, wait_ms: int = 0, busy: bool = False) -> None:
        """Tell how things stand now."""
        if self._is_over:
            return
        try:
            self.status = self._seen(wait_ms, busy)
        except PosError as error:
            _log.info("the outbox cannot be read: %s", error.code)
            return
        self._news.status(self.status)

    def _attempt(self) -> int:
        if self._outbox.link() is None:
            raise Unavailable("sync.alone")
        if not self._is_greeted:
            greet(self._hub, self._outbox, self._clock)
            self._is_greeted = True
            self._contact.reached()
            self._held_back = None
            if wait_ms := self._pace.reached(self._clock.mono_ms()):
                self._is_postponed = True
                return wait_ms
        self._is_postponed = False
        done = exchange(self._hub, self._outbox, self._crossing)
        self._contact.reached()
        self._held_back = None
        self._last_exchange_at_ms = self._clock.now_ms()
        self._pass_on(done)
        return self._pace.succeeded(done.retry_ms)

    def _pass_on(self, done: Exchanged) -> None:
        if done.changed or not self._has_heard_documents:
            self._news.members(done.changed)
        if done.has_documents or not self._has_heard_documents:
            self._has_heard_documents = True
            self._news.documents()

    def _failed(self, error: PosError) -> int:
        retry_ms = error.message.params.get("retry_ms", 0)
        if error.code.startswith(("server.", "sync.")) and error.code != BUSY:
            self._is_greeted = False
            self._contact.lost()
        self._is_postponed = False
        self._held_back = error.message
        return self._pace.failed(self._clock.mono_ms(), retry_ms if isinstance(retry_ms, int) else 0)

    def _seen(self, wait_ms: int, busy: bool) -> SyncStatus:
        waiting = self._outbox.waiting()
        link = self._outbox.link()
        return SyncStatus(
            contact=self._contact.now() if link else Contact.ALONE,
            last_exchange_at_ms=self._last_exchange_at_ms,
            waiting=waiting.facts,
            oldest_at_ms=waiting.oldest_at_ms,
            held_back=self._held_back,
            quarantined=waiting.quarantined,
            server_name=link.server_name if link else "",
            clock_offset_ms=self._outbox.clock_offset_ms(),
            next_try_at_ms=self._clock.now_ms() + wait_ms if wait_ms else 0,
            busy=busy,
        )
