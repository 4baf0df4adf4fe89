"""A till's outbox in memory, by the rules of the protocol."""

from __future__ import annotations

import hashlib
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from msgspec.structs import replace

from pos_app.kernel.errors import Refused
from pos_app.kernel.ids import AccountId, MemberId, SaleId, StreamId, TerminalId
from pos_app.ports.outbox import Link, StuckFact, Waiting
from pos_app.wire.enrolling import (
    EnrolReply,
    ShopKeys,
)
from pos_app.wire.finding_sales import (
    FoundFact,
)
from pos_app.wire.pull import (
    Fed,
    PullReply,
    PullRequest,
)
from pos_app.wire.push import (
    PushedFact,
    PushGap,
    PushReply,
    PushRequest,
)
from pos_app.wire.reserve import ReserveReply, ReserveRequest

LINK = Link("https://server.shop:8731", "ab" * 32, "Head office", "epoch-1", "0001", "02")
KEYS = ShopKeys("c2lnbmluZw==", "cGVwcGVy", ("aWQ=",))


def content(body: str) -> str:
    """The content hash of a body, hex."""
    return hashlib.sha256(body.encode()).hexdigest()


class MemoryIdentity:
    """Who the till is, whom it belongs to."""

    def __init__(self, link: Link | None) -> None:
        self.device_id = TerminalId(UUID(int=0xD))
        self._private = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
        self.kept_link = link
        self.offset_ms = 0

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

    def clock_offset_ms(self) -> int:
        return self.offset_ms

    def learn_clock(self, offset_ms: int) -> None:
        self.offset_ms = offset_ms


class MemoryHolds(MemoryIdentity):
    """What is held for its sales."""

    def __init__(self, link: Link | None) -> None:
        super().__init__(link)
        self.stream_no = 1
        self.ctl = 0
        self.held: dict[tuple[SaleId, AccountId], int] = {}
        self.intents: list[tuple[ReserveRequest, ReserveReply | None]] = []
        self.sale_of: dict[str, tuple[SaleId, AccountId]] = {}

    @property
    def stream_id(self) -> str:
        return str(UUID(int=self.stream_no))

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

    def release(self, sale_id: SaleId, account_id: AccountId | None = None) -> None:
        self.held = {
            place: amount
            for place, amount in self.held.items()
            if place[0] != sale_id or (account_id is not None and place[1] != account_id)
        }


class MemoryOutbox(MemoryHolds):
    """Implements `ports.outbox.Outbox` for facts that are plain texts."""

    def __init__(self, link: Link | None = LINK) -> None:
        super().__init__(link)
        self.facts: list[str] = []
        self.acked = 0
        self.archive: list[tuple[str, list[str], int]] = []
        self.cursors: dict[int, int] = {}
        self.epoch = link.server_epoch if link else ""
        self.taken: list[Fed] = []
        self.sales: list[FoundFact] = []

    def file(self, *bodies: str) -> None:
        """File facts."""
        self.facts.extend(bodies)

    def disconnect(self, leave_untold: bool = False) -> None:
        if self.waiting().facts and not leave_untold:
            raise Refused("sync.facts_waiting", count=self.waiting().facts)
        self.kept_link = None

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

    def release_left(self, open_sale: SaleId | None) -> None:
        self.held = {place: amount for place, amount in self.held.items() if place[0] == open_sale}

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
