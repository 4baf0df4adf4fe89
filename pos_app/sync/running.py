"""Everything that keeps a till in step with its server, put together."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random

from pos_app.kernel.clock import Clock
from pos_app.kernel.ids import MemberId
from pos_app.ports.documents import DocumentShelf
from pos_app.ports.gateway import Gateway
from pos_app.ports.outbox import Outbox
from pos_app.ports.sync_status import StatusListener, SyncStatus
from pos_app.sync.address import ServerPlace, read_address
from pos_app.sync.attempts import Attempts, News
from pos_app.sync.carrier import Carrier
from pos_app.sync.client import HttpHub
from pos_app.sync.contact import ContactBoard
from pos_app.sync.crossing import Crossing
from pos_app.sync.documents import Applier, DocumentDesk, KindsListener
from pos_app.sync.gateway import HubGateway
from pos_app.sync.loop import SyncLoop
from pos_app.sync.pace import Pace


def http_hub(outbox: Outbox, clock: Clock, app: str, place: ServerPlace, fingerprint: str) -> HttpHub:
    """Return the way to a server; nothing is opened before the first message."""
    return HttpHub(Carrier(place, fingerprint), outbox, clock, app)


class Syncing:
    """The gateway is there at once, cut off; the thread begins with `start`. A till on its own has none of this."""

    def __init__(
        self,
        outbox: Outbox,
        clock: Clock,
        app: str,
        shelf: DocumentShelf,
        appliers: Mapping[str, Applier],
        random: Random | None = None,
    ) -> None:
        link = outbox.link()
        assert link is not None, "a till on its own"
        self._outbox = outbox
        self._clock = clock
        self._shelf = shelf
        self._appliers = appliers
        self._random = random or Random()
        self._hub = http_hub(outbox, clock, app, read_address(link.address), link.fingerprint)
        self._contact = ContactBoard()
        self._crossing = Crossing()
        self._loop: SyncLoop | None = None
        self._attempts: Attempts | None = None
        self._listeners: tuple[StatusListener, ...] = ()
        self._kinds_listeners: tuple[KindsListener, ...] = ()
        self.gateway: Gateway = HubGateway(self._hub, outbox, self._contact, self._crossing, self.wake)

    @property
    def hub(self) -> HttpHub:
        """The server."""
        return self._hub

    @property
    def status(self) -> SyncStatus:
        """How things stand, as told last."""
        return self._attempts.status if self._attempts else SyncStatus(contact=self._contact.now())

    def start(
        self,
        listener: StatusListener | None = None,
        members: Callable[[frozenset[MemberId]], None] = lambda _members: None,
    ) -> None:
        """Begin to exchange; a second call changes nothing. All callables are called on the thread of the exchange."""
        if self._loop is not None:
            return
        if listener is not None:
            self.watch(listener)
        news = News(self._tell, members, self.desk().take_up)
        pace = Pace(self._random)
        self._attempts = Attempts(
            self._hub, self._outbox, self._clock, pace, self._contact, self._crossing, news
        )
        self._loop = SyncLoop(self._attempts, self._contact, self._clock, self._hub.end)
        self._loop.start()

    def watch(self, listener: StatusListener) -> None:
        """Have `listener` called with every change of the status, before or after the start."""
        self._listeners = (*self._listeners, listener)

    def watch_documents(self, listener: KindsListener) -> None:
        """Have `listener` called with the kinds of documents that changed: what is in force only at the next free
        moment, such as the program, is for whoever listens to take up.
        """
        self._kinds_listeners = (*self._kinds_listeners, listener)

    def desk(self) -> DocumentDesk:
        """Return what takes up the documents that came."""
        return DocumentDesk(self._shelf, self._appliers, self._tell_kinds)

    def wake(self) -> None:
        """A fact was filed, or a hold given back: tell it soon."""
        if self._loop is not None:
            self._loop.wake()

    def try_now(self) -> None:
        """Somebody wishes a try now."""
        if self._loop is not None:
            self._loop.try_now()

    def stop(self) -> None:
        """End within about a second; what is under way is broken off, nothing is lost by it."""
        has_ended = self._loop.stop() if self._loop is not None else True
        if has_ended:
            self._hub.close()

    def _tell(self, status: SyncStatus) -> None:
        for each in self._listeners:
            each(status)

    def _tell_kinds(self, kinds: frozenset[str]) -> None:
        for each in self._kinds_listeners:
            each(kinds)
