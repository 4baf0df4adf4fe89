"""A server and an outbox in memory, both by the rules of the protocol, with faults to switch on."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from msgspec.structs import replace

from pos_app.kernel.errors import Refused, Unavailable
from pos_app.kernel.ids import AccountId, MemberId, SaleId, StreamId, TerminalId
from pos_app.ports.outbox import Link, StuckFact, Waiting
from pos_app.wire.enrolling import (
    EnrolReply,
    EnrolRequest,
    PublishReply,
    PublishRequest,
    ShopKeys,
    TimeReply,
)
from pos_app.wire.finding_sales import (
    FindSaleReply,
    FindSaleRequest,
    FoundFact,
    JournalReply,
    JournalRequest,
)
from pos_app.wire.pull import (
    Fed,
    HistoryReply,
    HistoryRequest,
    LookupReply,
    LookupRequest,
    PullReply,
    PullRequest,
)
from pos_app.wire.push import (
    PushAnswer,
    PushedFact,
    PushFork,
    PushGap,
    PushReply,
    PushRequest,
    PushSuperseded,
)
from pos_app.wire.reserve import ReserveReply, ReserveRequest

LINK = Link("https://server.shop:8731", "ab" * 32, "Head office", "epoch-1", "0001", "02")
KEYS = ShopKeys("c2lnbmluZw==", "cGVwcGVy", ("aWQ=",))


def content(body: str) -> str:
    """The content hash of a body, hex."""
    return hashlib.sha256(body.encode()).hexdigest()


class MemoryHub:
    """Implements `ports.hub.Hub`: streams compared by content, a feed of pages, holds out of one account."""

    def __init__(self) -> None:
        self.epoch = "epoch-1"
        self.streams: dict[str, list[PushedFact]] = {}
        self.current = ""
        self.seen_ctl: dict[str, int] = {}
        self.pages: list[tuple[Fed, ...]] = []
        self.available = 100
        self.now_ms = 0
        self.pushes: list[PushRequest] = []
        self.asked: list[str] = []
        self.fault: Callable[[str], None] = lambda _name: None
        self.found: tuple[FoundFact, ...] = ()
        self.looked_up: tuple[Fed, ...] = ()
        self.published: list[PublishRequest] = []
        self.enrolled: list[EnrolRequest] = []
        self.wants_documents = False

    def time(self) -> TimeReply:
        self._hear("time")
        return TimeReply(self.now_ms, self.epoch, "Head office")

    def enrol(self, request: EnrolRequest) -> EnrolReply:
        self._hear("enrol")
        self.enrolled.append(request)
        return EnrolReply(
            store_no="0001",
            terminal_no="02",
            series="A",
            server_key="a2V5",
            server_epoch=self.epoch,
            server_time=self.now_ms,
            server_name="Head office",
            keys=request.keys,
            publish=self.wants_documents,
        )

    def push(self, request: PushRequest) -> PushAnswer:
        self._hear("push")
        self.pushes.append(request)
        kept = self.streams.setdefault(request.stream_id, [])
        if not request.archived and request.stream_id not in self.seen_ctl:
            self.current = request.stream_id
        self.seen_ctl[request.stream_id] = max(self.seen_ctl.get(request.stream_id, -1), request.ctl)
        if request.from_seq > len(kept) + 1:
            return PushGap(len(kept), "", self.epoch)
        for fact in request.facts:
            if fact.seq <= len(kept) and kept[fact.seq - 1].c != fact.c:
                return PushFork(fact.seq)
            if fact.seq > len(kept):
                kept.append(fact)
        verified = min(len(kept), request.from_seq - 1 + len(request.facts))
        if not request.archived and request.stream_id != self.current:
            return PushSuperseded(verified)
        return PushReply(
            verified_seq=verified,
            head_seq=len(kept),
            head_hash="",
            applied_seq=len(kept),
            seen_ctl=self.seen_ctl[request.stream_id],
            server_epoch=self.epoch,
        )

    def reserve(self, request: ReserveRequest) -> ReserveReply:
        self._hear("reserve")
        granted = request.amount <= self.available
        reply = ReserveReply(granted=granted, amount=request.amount, available=self.available, version=1)
        self.available -= request.amount if granted else 0
        return reply

    def pull(self, request: PullRequest) -> PullReply:
        self._hear("pull")
        at = request.cursors.get(0, 0) if request.epoch == self.epoch else 0
        changes = self.pages[at] if at < len(self.pages) else ()
        after = min(at + 1, len(self.pages))
        return PullReply(
            server_epoch=self.epoch,
            server_time=self.now_ms,
            changes=changes,
            cursors={0: after},
            more=after < len(self.pages),
        )

    def lookup(self, request: LookupRequest) -> LookupReply:
        self._hear(f"lookup {request.kind}")
        return LookupReply(self.looked_up)

    def history(self, request: HistoryRequest) -> HistoryReply:
        self._hear("history")
        return HistoryReply(())

    def find_sale(self, request: FindSaleRequest) -> FindSaleReply:
        self._hear("find_sale")
        return FindSaleReply(self.found)

    def fetch_journal(self, request: JournalRequest) -> JournalReply:
        self._hear("fetch_journal")
        return JournalReply((), 0)

    def publish(self, request: PublishRequest) -> PublishReply:
        self._hear("publish")
        self.published.append(request)
        return PublishReply(len(request.documents))

    def bodies(self) -> list[str]:
        """Every fact it has, of all streams, each content once."""
        return sorted({fact.body for kept in self.streams.values() for fact in kept})

    def _hear(self, name: str) -> None:
        self.asked.append(name)
        self.fault(name)


class MemoryOutbox:
    """Implements `ports.outbox.Outbox` for facts that are plain texts."""

    def __init__(self, link: Link | None = LINK) -> None:
        self.device_id = TerminalId(UUID(int=0xD))
        self._private = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
        self.kept_link = link
        self.offset_ms = 0
        self.stream_no = 1
        self.facts: list[str] = []
        self.acked = 0
        self.ctl = 0
        self.archive: list[tuple[str, list[str], int]] = []
        self.held: dict[tuple[SaleId, AccountId], int] = {}
        self.intents: list[tuple[ReserveRequest, ReserveReply | None]] = []
        self.sale_of: dict[str, tuple[SaleId, AccountId]] = {}
        self.cursors: dict[int, int] = {}
        self.epoch = link.server_epoch if link else ""
        self.taken: list[Fed] = []
        self.sales: list[FoundFact] = []

    def file(self, *bodies: str) -> None:
        """File facts."""
        self.facts.extend(bodies)

    @property
    def stream_id(self) -> str:
        return str(UUID(int=self.stream_no))

    def public_key(self) -> bytes:
        return self._private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)

    def sign(self, text: bytes) -> bytes:
        return self._private.sign(text)

    def own_keys(self) -> ShopKeys:
        return KEYS

    def link(self) -> Link | None:
        return self.kept_link

    def connect(self, address: str, fingerprint: str, reply: EnrolReply) -> None:
        self.kept_link = Link(
            address,
            fingerprint,
            reply.server_name,
            reply.server_epoch,
            reply.store_no,
            reply.terminal_no,
        )

    def disconnect(self, leave_untold: bool = False) -> None:
        if self.waiting().facts and not leave_untold:
            raise Refused("sync.facts_waiting", count=self.waiting().facts)
        self.kept_link = None

    def clock_offset_ms(self) -> int:
        return self.offset_ms

    def learn_clock(self, offset_ms: int) -> None:
        self.offset_ms = offset_ms

    def waiting(self) -> Waiting:
        return Waiting(len(self.facts) - self.acked, 0, 0)

    def stuck(self, most: int) -> tuple[StuckFact, ...]:
        return ()

    def next_push(self, most_facts: int, most_bytes: int) -> PushRequest:
        self.ctl += 1
        return self._push(self.stream_id, self.facts, self.acked, most_facts, self.ctl)

    def archived_push(self, most_facts: int, most_bytes: int) -> PushRequest | None:
        for stream, facts, acked in self.archive:
            if acked < len(facts):
                return replace(self._push(stream, facts, acked, most_facts, -1), archived=True)
        return None

    def acknowledged(self, request: PushRequest, reply: PushReply) -> bool:
        if request.archived:
            self._archived(request.stream_id, reply.verified_seq)
            return True
        if reply.head_seq > len(self.facts) or reply.seen_ctl > self.ctl:
            self.reincarnate(request, min(reply.verified_seq, len(self.facts)) + 1)
            return False
        self.acked = reply.verified_seq
        return True

    def rewind(self, request: PushRequest, gap: PushGap) -> None:
        if request.archived:
            self._archived(request.stream_id, gap.head_seq)
        else:
            self.acked = gap.head_seq

    def reincarnate(self, request: PushRequest, first_bad_seq: int) -> None:
        kept, again = self.facts[: first_bad_seq - 1], self.facts[first_bad_seq - 1 :]
        self.archive.append((self.stream_id, kept, min(self.acked, len(kept))))
        self.stream_no += 1
        self.facts, self.acked, self.ctl = again, 0, 0

    def intend(
        self, sale_id: SaleId, account_id: AccountId, amount: int, kind: str, lease_ms: int = 0
    ) -> ReserveRequest:
        self.ctl += 1
        res_id = str(UUID(int=0x1000 + self.ctl))
        self.sale_of[res_id] = sale_id, account_id
        return ReserveRequest(
            stream_id=self.stream_id,
            ctl=self.ctl,
            res_id=res_id,
            kind=kind,
            account_id=str(account_id),
            amount=amount,
        )

    def reserved(self, request: ReserveRequest, reply: ReserveReply | None) -> None:
        self.intents.append((request, reply))
        if reply is not None and reply.granted:
            place = self.sale_of[request.res_id]
            self.held[place] = self.held.get(place, 0) + request.amount

    def holds_of(self, sale_id: SaleId) -> dict[AccountId, int]:
        return {account: amount for (sale, account), amount in self.held.items() if sale == sale_id}

    def release_left(self, open_sale: SaleId | None) -> None:
        self.held = {place: amount for place, amount in self.held.items() if place[0] == open_sale}

    def release(self, sale_id: SaleId, account_id: AccountId | None = None) -> None:
        self.held = {
            place: amount
            for place, amount in self.held.items()
            if place[0] != sale_id or (account_id is not None and place[1] != account_id)
        }

    def pull_request(self, limit: int) -> PullRequest:
        return PullRequest(
            epoch=self.epoch, cursors=dict(self.cursors), streams=(self.stream_id,), limit=limit
        )

    def take_in(self, reply: PullReply) -> frozenset[MemberId]:
        self.epoch, self.cursors = reply.server_epoch, dict(reply.cursors)
        if self.kept_link is not None:
            self.kept_link = replace(self.kept_link, server_epoch=reply.server_epoch)
        return self.take_in_rows(reply.changes)

    def take_in_rows(self, changes: tuple[object, ...]) -> frozenset[MemberId]:
        self.taken += changes  # type: ignore[arg-type]  # the port takes any row
        members = {getattr(each, "member", None) for each in changes}
        return frozenset(MemberId(UUID(each)) for each in members if each)

    def keep_sales(self, found: tuple[FoundFact, ...]) -> None:
        self.sales += found

    def streams(self) -> tuple[StreamId, ...]:
        return tuple(StreamId(UUID(int=number + 1)) for number in range(self.stream_no))

    def _push(self, stream: str, facts: list[str], acked: int, most: int, ctl: int) -> PushRequest:
        some = tuple(
            PushedFact(number, content(body), "", body)
            for number, body in enumerate(facts[acked : acked + most], acked + 1)
        )
        held = ()
        return PushRequest(stream_id=stream, ctl=ctl, from_seq=acked + 1, prev_hash="", facts=some, open=held)

    def _archived(self, stream: str, acked: int) -> None:
        self.archive = [
            (each, facts, min(acked, len(facts)) if each == stream else old)
            for each, facts, old in self.archive
        ]


def unreachable(_name: str) -> None:
    """A fault: nobody answers."""
    raise Unavailable("server.unreachable", host="server.shop")
