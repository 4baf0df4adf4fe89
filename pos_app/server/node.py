"""The server as one thing: a method for each message, whatever carries it."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from uuid import UUID

from sqlalchemy import text

from pos_app.kernel.clock import Clock
from pos_app.kernel.errors import Refused
from pos_app.kernel.exchange_limits import STREAMS_REMEMBERED
from pos_app.kernel.ids import IdSource
from pos_app.server.applying import Applier
from pos_app.server.codes import Codes
from pos_app.server.database import ServerDatabase
from pos_app.server.devices import DeviceStatus, active_device, end_device
from pos_app.server.documents import Documents
from pos_app.server.enrolling import Enrolling
from pos_app.server.feed import Feed
from pos_app.server.history import read_history
from pos_app.server.identity import Identity
from pos_app.server.inbox import Inbox
from pos_app.server.journal import fetch_journal
from pos_app.server.lookup import Lookup
from pos_app.server.member_keys import Wrapping
from pos_app.server.reporting import report_of
from pos_app.server.reservations import give_up, give_up_silent, reserve
from pos_app.server.sales import find
from pos_app.server.shop_keys import KIND, ShopKeyring
from pos_app.wire.enrolling import EnrolReply, EnrolRequest, PublishReply, PublishRequest, TimeReply
from pos_app.wire.finding_sales import FindSaleReply, FindSaleRequest, JournalReply, JournalRequest
from pos_app.wire.pull import (
    HistoryReply,
    HistoryRequest,
    LookupReply,
    LookupRequest,
    PullReply,
    PullRequest,
)
from pos_app.wire.push import PushAnswer, PushRequest
from pos_app.wire.reporting import ReportReply, ReportRequest
from pos_app.wire.reserve import ReserveReply, ReserveRequest

_META = text("SELECT name, value FROM meta WHERE name = 'epoch' OR name = 'name'")
# Over all buckets: streams whose facts, or whose open lists, nobody has dealt with.
_BEHIND = text(
    """SELECT stream_id, device_id FROM stream WHERE applied_seq < head_seq
    UNION SELECT s.stream_id, s.device_id FROM open_list o
    JOIN stream s ON s.bucket = o.bucket AND s.stream_id = o.stream_id"""
)
_OWNER = text("SELECT device_id FROM stream WHERE stream_id = :stream")


class ServerNode:
    """The server's messages over its database; the device named by each call has been authenticated.

    It keeps nothing that counts: any number of processes may each have one over the same database.
    """

    def __init__(
        self,
        database: ServerDatabase,
        identity: Identity,
        clock: Clock,
        ids: IdSource,
        random: Callable[[int], bytes] = secrets.token_bytes,
    ) -> None:
        wrapping = Wrapping(identity.secret)
        self.database = database
        self._clock = clock
        self._ids = ids
        self._signer = identity.signer()
        self.documents = Documents(database, clock)
        codes = Codes(database, clock, identity.secret, random)
        keyring = ShopKeyring(database, wrapping)
        self._enrolling = Enrolling(database, clock, identity, codes, keyring, self.documents)
        self._inbox = Inbox(database, clock, wrapping)
        self._feed = Feed(database, clock, wrapping)
        self._lookup = Lookup(database, clock, wrapping)
        self._applier = Applier(database, clock)
        self._owners: dict[UUID, tuple[UUID, ...]] = {}
        self._begun: set[tuple[UUID, UUID]] = set()

    def time(self) -> TimeReply:
        """Return what time it is here; needs no terminal."""
        rows = self.database.read(lambda tx: tx.rows(_META))
        told = {row.name: row.value for row in rows}
        return TimeReply(self._clock.now_ms(), told.get("epoch", ""), told.get("name", ""))

    def make_code(self, store_no: str, terminal_no: str, replaces: UUID | None = None) -> str:
        """Return a one-time code for a store and terminal number, see `Enrolling.make_code`."""
        return self._enrolling.make_code(store_no, terminal_no, replaces)

    def enrol(self, request: EnrolRequest) -> EnrolReply:
        """Enrol a terminal, see `Enrolling.enrol`."""
        return self._enrolling.enrol(request, self.time().server_epoch)

    def push(self, device_id: UUID, request: PushRequest) -> PushAnswer:
        """Keep facts, see `Inbox.accept`; posting them is another step (`apply_stream`)."""
        return self._inbox.accept(device_id, request)

    def reserve(self, device_id: UUID, request: ReserveRequest) -> ReserveReply:
        """Reserve points of an account, see `reservations.reserve`."""
        device, stream_id = active_device(self.database, device_id), _uuid(request.stream_id)
        if (device_id, stream_id) not in self._begun:
            self._inbox.begin_stream(device, stream_id)
            if len(self._begun) >= STREAMS_REMEMBERED:
                self._begun.clear()
            self._begun.add((device_id, stream_id))
        return reserve(self.database, self._clock, device_id, request, self._signer.sign)

    def pull(self, device_id: UUID, request: PullRequest) -> PullReply:
        """Tell what changed, see `Feed.pull`."""
        return self._feed.pull(active_device(self.database, device_id), request)

    def lookup(self, device_id: UUID, request: LookupRequest) -> LookupReply:
        """Find one member or account, see `Lookup.find`."""
        active_device(self.database, device_id)
        return self._lookup.find(device_id, request)

    def history(self, device_id: UUID, request: HistoryRequest) -> HistoryReply:
        """Tell a member's newest entries."""
        active_device(self.database, device_id)
        return read_history(self.database, request)

    def find_sale(self, device_id: UUID, request: FindSaleRequest) -> FindSaleReply:
        """Find a sale of any terminal."""
        active_device(self.database, device_id)
        return find(self.database, request)

    def fetch_journal(self, device_id: UUID, request: JournalRequest) -> JournalReply:
        """Give facts back, see `journal.fetch_journal`."""
        return fetch_journal(self.database, active_device(self.database, device_id), request)

    def report(self, device_id: UUID, request: ReportRequest) -> ReportReply:
        """Tell what was found since, as sums of the whole shop."""
        active_device(self.database, device_id)
        return report_of(self.database, request)

    def publish(self, device_id: UUID, request: PublishRequest) -> PublishReply:
        """Take the documents of the terminal that was asked for them. Raises Refused `server.not_publisher`."""
        active_device(self.database, device_id)
        is_reserved = any(document.kind == KIND for document in request.documents)
        if is_reserved or not self._enrolling.is_publisher(device_id):
            raise Refused("server.not_publisher")
        return PublishReply(self.documents.publish(request.documents, str(device_id)))

    def revoke(self, device_id: UUID) -> bool:
        """Declare a terminal lost: it counts no longer, what it had reserved is free again; facts of it that come
        later are posted all the same. False when it did not count before.
        """
        ended = end_device(self.database, device_id, self._clock.now_ms(), DeviceStatus.REVOKED)
        give_up(self.database, device_id)
        return ended

    def tidy(self) -> int:
        """Give up what terminals reserved that were silent for HOLD_ABANDONED_MS; return how many reservations."""
        return give_up_silent(self.database, self._clock)

    def behind(self) -> tuple[UUID, ...]:
        """Return the streams with something that nobody has applied yet."""
        rows = self.database.read(lambda tx: tx.rows(_BEHIND))
        for row in rows:
            self._remember(UUID(bytes=bytes(row.stream_id)), UUID(bytes=bytes(row.device_id)))
        return tuple(sorted(UUID(bytes=bytes(row.stream_id)) for row in rows))

    def apply_stream(self, stream_id: UUID) -> int:
        """Post some facts of a stream; return how many, 0 when nothing waits. Any number of processes may do it."""
        return sum(self._applier.apply_stream(stream_id, each) for each in self._owners_of(stream_id))

    def apply_some(self) -> int:
        """Give every stream with something to apply a turn; return how many facts were posted."""
        return sum(self.apply_stream(stream_id) for stream_id in self.behind())

    def _owners_of(self, stream_id: UUID) -> tuple[UUID, ...]:
        """Return who has a stream of this id: two, when somebody took another one's."""
        if stream_id not in self._owners:
            for row in self.database.read(lambda tx: tx.rows(_OWNER, stream=stream_id.bytes)):
                self._remember(stream_id, UUID(bytes=bytes(row.device_id)))
        return self._owners.get(stream_id, ())

    def _remember(self, stream_id: UUID, device_id: UUID) -> None:
        if len(self._owners) >= STREAMS_REMEMBERED:
            self._owners.clear()
        known = self._owners.get(stream_id, ())
        if device_id not in known:
            self._owners[stream_id] = (*known, device_id)


def _uuid(value: str) -> UUID:
    try:
        return UUID(value)
    except ValueError:
        raise Refused("server.bad_message", detail="stream_id") from None
