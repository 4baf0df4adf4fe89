"""One exchange: everything is told, then everything new is heard."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from pos_app.kernel.errors import Unavailable
from pos_app.kernel.exchange_limits import (
    PULL_ROWS_MAX,
    PUSH_BYTES_MAX,
    PUSH_FACTS_MAX,
    SYNC_ROUNDS_MAX,
    SYNC_TURNS_MAX,
)
from pos_app.kernel.ids import MemberId
from pos_app.ports.hub import Hub
from pos_app.ports.outbox import Outbox
from pos_app.sync.crossing import Crossing
from pos_app.wire.pull import FedDocument
from pos_app.wire.push import PushFork, PushGap, PushReply, PushRequest, PushSuperseded


class Exchanged(msgspec.Struct, frozen=True, kw_only=True):
    """What an exchange came to: facts and rows that crossed, members that look different now, whether documents came.

    `retry_ms` is how long the server wants to be left alone (0: it does not mind), `reincarnations` how often a new
    stream had to begin.
    """

    told: int = 0
    rows: int = 0
    changed: frozenset[MemberId] = frozenset()
    has_documents: bool = False
    retry_ms: int = 0
    reincarnations: int = 0


class _Turns:
    """Counts answers in a row that bring nothing further."""

    def __init__(self) -> None:
        self._left = SYNC_TURNS_MAX

    def advanced(self, is_so: bool) -> None:
        """Note an answer. Raises Unavailable `sync.no_progress` when too many led nowhere."""
        self._left = SYNC_TURNS_MAX if is_so else self._left - 1
        if self._left <= 0:
            raise Unavailable("sync.no_progress")


def exchange(
    hub: Hub, outbox: Outbox, crossing: Crossing | None = None, heard: Callable[[], None] = lambda: None
) -> Exchanged:
    """Push facts of earlier streams, then those of the current one until all is told, then pull until nothing is new.

    `heard` is called after every message that was answered. Raises what `ports.hub` says, Unavailable
    `sync.no_progress`: what was told and heard until then is kept.
    """
    told = _tell_archived(hub, outbox, heard)
    new_told, reincarnations, retry_ms = _tell(hub, outbox, crossing or Crossing(), heard)
    rows, changed, has_documents = _hear(hub, outbox, heard)
    return Exchanged(
        told=told + new_told,
        rows=rows,
        changed=changed,
        has_documents=has_documents,
        retry_ms=retry_ms,
        reincarnations=reincarnations,
    )


def _tell_archived(hub: Hub, outbox: Outbox, heard: Callable[[], None]) -> int:
    """Streams of earlier incarnations, after the server lost what it had of them (R3)."""
    told, turns = 0, _Turns()
    for _ in range(SYNC_ROUNDS_MAX):
        request = outbox.archived_push(PUSH_FACTS_MAX, PUSH_BYTES_MAX)
        if request is None:
            break
        answer = hub.push(request)
        heard()
        match answer:
            case PushReply():
                outbox.acknowledged(request, answer)
                facts = _compared(request, answer.verified_seq)
                told += facts
                turns.advanced(facts > 0)
            case PushGap():
                outbox.rewind(request, answer)
                turns.advanced(False)
            case PushFork(first_bad_seq=first):
                outbox.reincarnate(request, first)
                turns.advanced(False)
            case PushSuperseded():
                break  # kept all the same; what this till filed later is in its later streams
    return told


def _tell(hub: Hub, outbox: Outbox, crossing: Crossing, heard: Callable[[], None]) -> tuple[int, int, int]:
    """Return facts told, streams begun, how long to wait before more is told (ms). R1, R2, R3, R4, R6."""
    told, begun, turns = 0, 0, _Turns()
    for _ in range(SYNC_ROUNDS_MAX):
        request = crossing.push(lambda: outbox.next_push(PUSH_FACTS_MAX, PUSH_BYTES_MAX))
        answer = hub.push(request)
        heard()
        match answer:
            case PushReply():
                is_same = outbox.acknowledged(request, answer)
                facts = _compared(request, answer.verified_seq)
                told += facts
                begun += not is_same
                if is_same and (answer.retry_after_ms or _is_done(outbox, request)):
                    return told, begun, answer.retry_after_ms
                turns.advanced(is_same and facts > 0)
            case PushGap():
                outbox.rewind(request, answer)
                turns.advanced(False)
            case PushFork(first_bad_seq=first):
                outbox.reincarnate(request, first)
                begun += 1
                turns.advanced(False)
            case PushSuperseded(verified_seq=verified):
                outbox.reincarnate(request, verified + 1)
                begun += 1
                turns.advanced(False)
    return told, begun, 0


def _is_done(outbox: Outbox, request: PushRequest) -> bool:
    """A push without facts said all there is, and so did one after which nothing waits and nothing was held."""
    if not request.facts:
        return True
    return not request.open and outbox.waiting().facts == 0


def _hear(hub: Hub, outbox: Outbox, heard: Callable[[], None]) -> tuple[int, frozenset[MemberId], bool]:
    """Return rows heard, members that look different now, whether a document was among them."""
    rows, changed, has_documents = 0, frozenset[MemberId](), False
    for _ in range(SYNC_ROUNDS_MAX):
        request = outbox.pull_request(PULL_ROWS_MAX)
        reply = hub.pull(request)
        heard()
        changed |= outbox.take_in(reply)
        rows += len(reply.changes)
        has_documents |= any(isinstance(each, FedDocument) for each in reply.changes)
        if not reply.more:
            break
        if reply.cursors == request.cursors and reply.server_epoch == request.epoch:
            raise Unavailable("sync.no_progress")
    return rows, changed, has_documents


def _compared(request: PushRequest, verified_seq: int) -> int:
    return max(0, min(len(request.facts), verified_seq - request.from_seq + 1))
