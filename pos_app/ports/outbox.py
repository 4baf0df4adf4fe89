"""What the till keeps for the exchange with its server."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol
from uuid import UUID

import msgspec

from pos_app.kernel.ids import AccountId, MemberId, SaleId, StreamId, TerminalId
from pos_app.wire.enrolling import EnrolReply, ShopKeys
from pos_app.wire.finding_sales import FoundFact
from pos_app.wire.pull import PullReply, PullRequest
from pos_app.wire.push import PushGap, PushReply, PushRequest
from pos_app.wire.reserve import ReserveReply, ReserveRequest


class Link(msgspec.Struct, frozen=True):
    """The server this till belongs to. `fingerprint` (hex SHA-256) pins its certificate; empty: the system's trust."""

    address: str
    fingerprint: str
    server_name: str
    server_epoch: str
    store_no: str
    terminal_no: str


class Waiting(msgspec.Struct, frozen=True):
    """What has still to be told: facts not acknowledged, the oldest of them (ms UTC, 0 = none), how many the server
    keeps and cannot apply.
    """

    facts: int
    oldest_at_ms: int
    quarantined: int


class StuckFact(msgspec.Struct, frozen=True):
    """A fact that the server keeps and cannot apply: `reason` is a message code."""

    seq: int
    event_id: UUID
    kind: str
    at_ms: int
    reason: str


class Belonging(Protocol):
    """Who this till is, which server it belongs to. Each change is one durable transaction."""

    @property
    def device_id(self) -> TerminalId:
        """The terminal; made at its first start, for good."""
        ...

    def public_key(self) -> bytes:
        """Return the terminal's Ed25519 key (32 bytes); makes the pair at the first call."""
        ...

    def sign(self, text: bytes) -> bytes:
        """Return the Ed25519 signature (64 bytes)."""
        ...

    def own_keys(self) -> ShopKeys:
        """Return the keys in force here: this till's own until it belongs to a server."""
        ...

    def link(self) -> Link | None:
        """Return the server this till belongs to, None for a till on its own."""
        ...

    def connect(self, address: str, fingerprint: str, reply: EnrolReply) -> None:
        """Belong to a server from now on: keys, numbers, epoch; another till number begins a new receipt series."""
        ...

    def disconnect(self, leave_untold: bool = False) -> None:
        """Be a till on its own again; what the server told last stays as it is. Raises Refused `sync.facts_waiting`,
        unless the facts that wait may stay untold.
        """
        ...

    def clock_offset_ms(self) -> int:
        """Return how far the server's clock is ahead of this one."""
        ...

    def learn_clock(self, offset_ms: int) -> None:
        """Keep what was learnt of the server's clock."""
        ...


class Outbox(Belonging, Protocol):
    """Each method is one durable transaction: what it returns is on disk before it is sent.

    Used from the sync lane; sales go on meanwhile on their own.
    """

    def waiting(self) -> Waiting:
        """Return what has still to be told."""
        ...

    def stuck(self, most: int) -> tuple[StuckFact, ...]:
        """Return the oldest facts that the server cannot apply."""
        ...

    def next_push(self, most_facts: int, most_bytes: int) -> PushRequest:
        """Return the next push of the current stream with a new control number, kept before it is returned; without
        facts when none wait: the open list is news, too. An oversized fact goes alone.
        """
        ...

    def archived_push(self, most_facts: int, most_bytes: int) -> PushRequest | None:
        """Return facts of an earlier stream that the server lacks, None when there are none."""
        ...

    def acknowledged(self, request: PushRequest, reply: PushReply) -> bool:
        """Keep how far the server has come. Returns False when the reply shows that this disk was rolled back: a new
        stream has begun and everything after what the server has is in it again.
        """
        ...

    def rewind(self, request: PushRequest, gap: PushGap) -> None:
        """The server has less than it had: send again from there."""
        ...

    def reincarnate(self, request: PushRequest, first_bad_seq: int) -> None:
        """Begin a new stream; facts from `first_bad_seq` on are in it again, with their ids and bodies."""
        ...

    def intend(
        self, sale_id: SaleId, account_id: AccountId, amount: int, kind: str, lease_ms: int = 0
    ) -> ReserveRequest:
        """Keep the intent of a reservation with its control number, then return the request."""
        ...

    def reserved(self, request: ReserveRequest, reply: ReserveReply | None) -> None:
        """Keep the outcome; None: unknown, so not granted, and the fact of the sale names it as tried."""
        ...

    def holds_of(self, sale_id: SaleId) -> Mapping[AccountId, int]:
        """Return what is held for an open sale, by account."""
        ...

    def release(self, sale_id: SaleId, account_id: AccountId | None = None) -> None:
        """Give up what is held for a sale that will not be finished with it, of all accounts or of one: the next push
        no longer lists it. A sale may have several reservations on one account, which add up.
        """
        ...

    def release_left(self, open_sale: SaleId | None) -> None:
        """Give up what was held for sales that ended with the program: all but the one that can be taken up again."""
        ...

    def pull_request(self, limit: int) -> PullRequest:
        """Return the question for what changed since."""
        ...

    def take_in(self, reply: PullReply) -> frozenset[MemberId]:
        """Keep rows, cursors, epoch in one transaction; own facts not yet in them are laid over. Returns whose
        accounts look different now.
        """
        ...

    def take_in_rows(self, changes: tuple[object, ...]) -> frozenset[MemberId]:
        """Keep looked-up rows the same way, without cursors."""
        ...

    def keep_sales(self, found: tuple[FoundFact, ...]) -> None:
        """Keep sales of other terminals so that their goods can be taken back here."""
        ...

    def streams(self) -> tuple[StreamId, ...]:
        """Return every stream of this terminal, oldest first."""
        ...
