"""Takes facts in: once each, in order, whatever they say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec

from pos_app.kernel.clock import Clock
from pos_app.kernel.errors import Refused
from pos_app.kernel.exchange_limits import QUARANTINED_TOLD_MAX
from pos_app.kernel.ids import StreamId, TerminalId
from pos_app.server import inbox_rows as rows
from pos_app.server.database import ServerDatabase, Tx
from pos_app.server.devices import SERIES, Device, DeviceStatus, find_device
from pos_app.server.incoming import (
    DUPLICATE,
    ID_CONFLICT,
    KEPT,
    RECEIVED,
    Incoming,
    IncomingFact,
    read_push,
)
from pos_app.server.member_keys import Wrapping, keep_keys, read_secrets
from pos_app.server.signatures import is_signed, unbase64
from pos_app.wire.bucket import bucket_of
from pos_app.wire.chain import chain_start, content_hash
from pos_app.wire.push import (
    PushAnswer,
    PushFork,
    PushGap,
    PushReply,
    PushRequest,
    PushSuperseded,
    Quarantined,
)
from pos_app.wire.signed import head_text

AFTER_THE_END = "server.revoked"
"""Marks facts that came from a terminal when it counted no longer; they are posted like any other."""


class _Stream(msgspec.Struct):
    """The stream as it stands inside the transaction."""

    epoch: str
    head_seq: int
    head_hash: bytes
    applied_seq: int
    seen_ctl: int
    sync_ctl: int
    is_current: bool


class Inbox:
    """Keeps what terminals push: each push is one transaction in the terminal's bucket."""

    def __init__(self, database: ServerDatabase, clock: Clock, wrapping: Wrapping) -> None:
        self._database = database
        self._clock = clock
        self._wrapping = wrapping

    def accept(self, device_id: UUID, request: PushRequest) -> PushAnswer:
        """Keep what is new of a push and answer it (SYNC.md 4.4, R1-R6); members' keys are kept before their facts.

        Facts of a terminal that was revoked are kept as well, then it is told. Raises Refused
        `server.unknown_terminal`, `server.revoked`, `server.bad_signature`, `server.upgrade`, `server.bad_message`,
        `server.chain_broken`.
        """
        incoming, signature = read_push(device_id, request), unbase64(request.head_sig)
        device = find_device(self._database, device_id)
        if device is None:
            raise Refused("server.unknown_terminal")
        head = head_text(str(incoming.stream_id), incoming.last_seq, incoming.last_hash.hex(), incoming.ctl)
        if not is_signed(device.pubkey, signature, head):
            raise Refused("server.bad_signature")
        keep_keys(self._database, self._wrapping, read_secrets(request.keys))
        now = self._clock.now_ms()
        answer, status = self._database.write(
            lambda tx: _Accepting(tx, device_id, incoming, signature, now).answer()
        )
        if status != DeviceStatus.ACTIVE:
            raise Refused("server.revoked")
        return answer

    def begin_stream(self, device: Device, stream_id: UUID) -> None:
        """Have a row for a stream before its first push: its control numbers count from its first request on."""
        start = chain_start(StreamId(stream_id), TerminalId(device.device_id))
        values = {
            "bucket": bucket_of(device.device_id),
            "stream": stream_id.bytes,
            "device": device.device_id.bytes,
            "hash": start,
            "superseded_by": device.current_stream.bytes if device.current_stream is not None else None,
            "now": self._clock.now_ms(),
        }
        self._database.write(lambda tx: tx.run(rows.BEGIN, **values))


class _Accepting:
    """One push inside its transaction."""

    def __init__(self, tx: Tx, device_id: UUID, incoming: Incoming, signature: bytes, now_ms: int) -> None:
        self._tx = tx
        self._device_id = device_id
        self._incoming = incoming
        self._signature = signature
        self._now = now_ms
        bucket = bucket_of(device_id)
        self._device = {"bucket": bucket, "device": device_id.bytes}
        self._stream = {"bucket": bucket, "stream": incoming.stream_id.bytes}

    def answer(self) -> tuple[PushAnswer, str]:
        """Return the answer with the terminal's status. The row of the terminal is locked first: one push at a time."""
        row = self._tx.row(rows.DEVICE, **self._device, now=self._now)
        if row is None:
            raise Refused("server.unknown_terminal")
        return self._answered(row), row.status

    def _answered(self, device: Any) -> PushAnswer:
        incoming = self._incoming
        stream = self._take_up(device)
        seen = max(stream.seen_ctl, incoming.ctl)
        if incoming.from_seq > stream.head_seq + 1:
            self._move(stream, seen)
            return PushGap(stream.head_seq, stream.head_hash.hex(), stream.epoch)
        clash = self._compared(stream)
        if clash is not None:
            self._move(stream, seen)
            return clash
        before = stream.head_seq
        self._keep_new(stream, device)
        is_news = not incoming.is_archived and incoming.ctl > stream.sync_ctl
        if is_news:
            values = {"ctl": incoming.ctl, "before": before, "after": stream.head_seq}
            self._tx.run(rows.OPEN, **self._stream, **values, body=incoming.open_body)
            stream.sync_ctl = incoming.ctl
        if is_news or stream.head_seq > before or seen > stream.seen_ctl:
            self._move(stream, seen)
        return self._reply(stream)

    def _reply(self, stream: _Stream) -> PushAnswer:
        verified = min(stream.head_seq, self._incoming.last_seq)
        if not stream.is_current and not self._incoming.is_archived:
            return PushSuperseded(verified)
        return PushReply(
            verified_seq=verified,
            head_seq=stream.head_seq,
            head_hash=stream.head_hash.hex(),
            applied_seq=stream.applied_seq,
            seen_ctl=stream.seen_ctl,
            server_epoch=stream.epoch,
            quarantined=self._quarantined(stream),
        )

    def _take_up(self, device: Any) -> _Stream:
        """Return the stream; the first push of an unknown one makes it current (R6)."""
        row = self._tx.row(rows.STREAM, **self._stream)
        if row is None:
            raise Refused("server.bad_message", detail="epoch")
        if row.device_id is not None and bytes(row.device_id) != self._device_id.bytes:
            raise Refused("server.bad_message", detail="stream_id")
        stream = self._known(row) if row.device_id is not None else self._begun(row.epoch, device)
        if not self._incoming.is_archived and stream.sync_ctl < 0 and not stream.is_current:
            self._tx.run(rows.SUPERSEDE, **self._device, stream=self._incoming.stream_id.bytes)
            self._tx.run(rows.CURRENT, **self._stream)
            self._tx.run(rows.TAKE_OVER, **self._device, stream=self._incoming.stream_id.bytes)
            stream.is_current = True
        else:
            current = device.current_stream
            stream.is_current = current is not None and bytes(current) == self._incoming.stream_id.bytes
        return stream

    def _known(self, row: Any) -> _Stream:
        return _Stream(
            row.epoch,
            row.head_seq,
            bytes(row.head_hash),
            row.applied_seq,
            row.seen_ctl,
            row.sync_ctl,
            False,
        )

    def _begun(self, epoch: str, device: Any) -> _Stream:
        start = chain_start(StreamId(self._incoming.stream_id), TerminalId(self._device_id))
        self._tx.run(
            rows.BEGIN,
            **self._stream,
            device=self._device_id.bytes,
            hash=start,
            superseded_by=bytes(device.current_stream) if device.current_stream is not None else None,
            now=self._now,
        )
        return _Stream(epoch, 0, start, 0, -1, -1, False)

    def _compared(self, stream: _Stream) -> PushFork | None:
        """Compare what this push and the server both have, by hash (R1)."""
        incoming = self._incoming
        first = incoming.from_seq - 1
        if first == stream.head_seq:
            known = {first: stream.head_hash}
        else:
            last = min(stream.head_seq, incoming.last_seq)
            found = self._tx.rows(rows.KNOWN, **self._stream, first=max(first, 1), last=last)
            known = {row.seq: bytes(row.chain_hash) for row in found}
        if first >= 1 and known.get(first) != incoming.prev_hash:
            return PushFork(first)  # they parted here or before: the terminal goes back a page
        for fact in incoming.facts:
            if fact.seq > stream.head_seq:
                break
            if known.get(fact.seq) != fact.chain:
                return PushFork(fact.seq)
        return None

    def _keep_new(self, stream: _Stream, device: Any) -> None:
        new = [fact for fact in self._incoming.facts if fact.seq > stream.head_seq]
        if not new:
            return
        known = self._known_events(new)
        mark = None if device.status == DeviceStatus.ACTIVE else AFTER_THE_END
        values = []
        for fact in new:
            event, state, reason = fact.event_id, RECEIVED, mark
            if known.get(event) and fact.content not in known[event]:
                event, reason = _other_event(self._device_id, fact), ID_CONFLICT
            if fact.content in known.get(event, ()):
                reason = DUPLICATE
            if fact.reason is not None:
                state, reason = KEPT, fact.reason
            known.setdefault(event, set()).add(fact.content)
            values.append(
                {
                    **self._device,
                    **self._stream,
                    "seq": fact.seq,
                    "event": event,
                    "content": fact.content,
                    "chain": fact.chain,
                    "kind": fact.kind,
                    "occurred_at": fact.occurred_at,
                    "now": self._now,
                    "body": fact.body,
                    "state": state,
                    "reason": reason,
                }
            )
        self._tx.many(rows.KEEP, values)
        stream.head_seq, stream.head_hash = new[-1].seq, new[-1].chain
        self._tx.run(rows.SIGNED, **self._stream, sig=self._signature, ctl=self._incoming.ctl)
        letters = [fact.series for fact in new if fact.series in SERIES and fact.series]
        if letters and max(letters) > device.series:
            self._tx.run(rows.SERIES, **self._device, series=max(letters))

    def _known_events(self, facts: Sequence[IncomingFact]) -> dict[bytes, set[bytes]]:
        """Return content hashes by event id, of those ids that were here before in any stream of the terminal."""
        events = [each for fact in facts for each in (fact.event_id, _other_event(self._device_id, fact))]
        known: dict[bytes, set[bytes]] = {}
        for row in self._tx.rows(rows.EVENTS, **self._device, events=events):
            known.setdefault(bytes(row.event_id), set()).add(bytes(row.content_hash))
        return known

    def _move(self, stream: _Stream, seen: int) -> None:
        stream.seen_ctl = seen
        values = {"head": stream.head_seq, "hash": stream.head_hash, "seen": seen, "sync": stream.sync_ctl}
        self._tx.run(rows.HEAD, **self._stream, **values)

    def _quarantined(self, stream: _Stream) -> tuple[Quarantined, ...]:
        """Return what is not applied although it had its turn; what waits for its turn is told later."""
        values = {"applied": stream.applied_seq, "most": QUARANTINED_TOLD_MAX}
        found = self._tx.rows(rows.QUARANTINED, **self._stream, **values)
        return tuple(Quarantined(row.seq, row.reason or "") for row in found)


def _other_event(device_id: UUID, fact: IncomingFact) -> bytes:
    """Return the id of a fact whose own id another one has: it follows from what the fact says, so that the same one
    in another stream is known again.
    """
    return content_hash(device_id.bytes + fact.event_id + fact.content)[:16]
