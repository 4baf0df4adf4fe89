"""Reads a push before anything is kept of it."""

from __future__ import annotations

import re
from uuid import UUID

import msgspec

from pos_app.kernel.errors import Refused
from pos_app.kernel.exchange_limits import (
    FACT_KIND_LENGTH_MAX,
    OPEN_RESERVATIONS_MAX,
    PUSH_FACTS_MAX,
    PUSH_KEYS_MAX,
)
from pos_app.kernel.ids import StreamId, TerminalId
from pos_app.wire.chain import chain_hash, chain_start, content_hash
from pos_app.wire.push import PROTOCOL, PushedFact, PushRequest

RELEASES_APART = 2
"""Versions of the protocol that two halves may differ by."""
RECEIVED = 0
KEPT = 2
UNREADABLE = "server.fact_unreadable"
DAMAGED = "server.fact_damaged"
ID_CONFLICT = "server.id_conflict"
DUPLICATE = "duplicate"
"""Marks a fact that came in an earlier stream already: applying it says only that this stream's place counts, too."""

_KIND = re.compile(r"[a-z][a-z0-9_.]*")
_WHOLE_MAX = 2**62
_HASH_BYTES = 32


class _Head(msgspec.Struct, frozen=True):
    """What counts of a body here; the applier reads the rest."""

    event_id: UUID = msgspec.field(name="id")
    t: str
    at: int
    receipt: str = ""


_HEAD = msgspec.json.Decoder(_Head)
_OPEN = msgspec.json.Encoder()


class IncomingFact(msgspec.Struct, frozen=True, gc=False):
    """One fact as it will be kept; `series` is the letter of its receipt number, empty without one."""

    seq: int
    event_id: bytes
    content: bytes
    chain: bytes
    kind: str
    occurred_at: int
    body: bytes
    series: str
    reason: str | None


class Incoming(msgspec.Struct, frozen=True):
    """A push that is whole: numbers without a gap, hashes chained to `prev_hash`."""

    stream_id: UUID
    ctl: int
    from_seq: int
    prev_hash: bytes
    facts: tuple[IncomingFact, ...]
    open_body: bytes
    is_archived: bool

    @property
    def last_seq(self) -> int:
        """Return the number of the last fact, or of the one before the push when it has none."""
        return self.from_seq - 1 + len(self.facts)

    @property
    def last_hash(self) -> bytes:
        """Return the chain hash after the last fact."""
        return self.facts[-1].chain if self.facts else self.prev_hash


def read_push(device_id: UUID, request: PushRequest) -> Incoming:
    """Return what a terminal pushes, checked as far as that needs no database.

    What a fact says is no reason to refuse it: one that cannot be read is kept with the reason. Raises Refused
    `server.upgrade`, `server.bad_message` (detail), `server.chain_broken` (seq).
    """
    if abs(request.v - PROTOCOL) > RELEASES_APART:
        raise Refused(
            "server.upgrade", least=max(1, PROTOCOL - RELEASES_APART), most=PROTOCOL + RELEASES_APART
        )
    _check_bounds(request)
    stream_id = StreamId(_uuid(request.stream_id))
    previous = _hash(request.prev_hash)
    incoming_prev = previous
    if request.from_seq == 1 and previous != chain_start(stream_id, TerminalId(device_id)):
        raise Refused("server.chain_broken", seq=0)
    facts = []
    for seq, pushed in enumerate(request.facts, request.from_seq):
        fact = _fact(seq, pushed)
        if fact.chain != chain_hash(stream_id, seq, previous, fact.content):
            raise Refused("server.chain_broken", seq=seq)
        previous = fact.chain
        facts.append(fact)
    return Incoming(
        stream_id=stream_id,
        ctl=request.ctl,
        from_seq=request.from_seq,
        prev_hash=incoming_prev,
        facts=tuple(facts),
        open_body=_OPEN.encode(request.open),
        is_archived=request.archived,
    )


def _check_bounds(request: PushRequest) -> None:
    if len(request.facts) > PUSH_FACTS_MAX or len(request.keys) > PUSH_KEYS_MAX:
        raise Refused("server.bad_message", detail="facts")
    if len(request.open) > OPEN_RESERVATIONS_MAX:
        raise Refused("server.bad_message", detail="open")
    if not 1 <= request.from_seq < _WHOLE_MAX:
        raise Refused("server.bad_message", detail="from_seq")
    if not (request.ctl == -1 if request.archived else 0 <= request.ctl < _WHOLE_MAX):
        raise Refused("server.bad_message", detail="ctl")


def _fact(seq: int, pushed: PushedFact) -> IncomingFact:
    if pushed.seq != seq:
        raise Refused("server.bad_message", detail="seq")
    content, body = _hash(pushed.c), pushed.body.encode()
    head, reason = _head(body)
    if content_hash(body) != content:
        reason = DAMAGED
    return IncomingFact(
        seq=seq,
        event_id=head.event_id.bytes if head is not None else content[:16],
        content=content,
        chain=_hash(pushed.h),
        kind=head.t if head is not None else "",
        occurred_at=head.at if head is not None else 0,
        body=body,
        series=_series(head.receipt) if head is not None else "",
        reason=reason,
    )


def _head(body: bytes) -> tuple[_Head | None, str | None]:
    try:
        head = _HEAD.decode(body)
    except (msgspec.DecodeError, RecursionError):
        return None, UNREADABLE
    if len(head.t) > FACT_KIND_LENGTH_MAX or not _KIND.fullmatch(head.t) or not 0 <= head.at < _WHOLE_MAX:
        return None, UNREADABLE
    return head, None


def _series(receipt: str) -> str:
    """Return the letter of `0001-02-A-0000017`."""
    parts = receipt.split("-")
    return parts[2] if len(parts) == 4 and len(parts[2]) == 1 else ""


def _hash(value: str) -> bytes:
    try:
        found = bytes.fromhex(value)
    except ValueError:
        raise Refused("server.bad_message", detail="hash") from None
    if len(found) != _HASH_BYTES:
        raise Refused("server.bad_message", detail="hash")
    return found


def _uuid(value: str) -> UUID:
    try:
        return UUID(value)
    except ValueError:
        raise Refused("server.bad_message", detail="id") from None
