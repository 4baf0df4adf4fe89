"""Facts on their way to the server."""

from __future__ import annotations

import base64
from uuid import UUID

import msgspec
from sqlalchemy import Connection

from pos_app.ports.outbox import StuckFact, Waiting
from pos_app.storage.syncing.facts import (
    Batch,
    StreamState,
    read_batch,
    read_waiting,
    stream_states,
)
from pos_app.storage.syncing.linking import Linking
from pos_app.storage.syncing.reservations import open_reservations
from pos_app.wire.fact import FactKind
from pos_app.wire.push import MemberSecret, PushRequest
from pos_app.wire.signed import head_text

_SECRET = "SELECT secret FROM member_key WHERE member_id = ?"
_STUCK_COUNT = "SELECT count(*) FROM stuck"
_STUCK = """SELECT k.seq, j.event_id, j.kind, j.at_ms, k.reason FROM stuck k
    LEFT JOIN reissued r ON r.stream_no = k.stream_no AND r.seq = k.seq
    JOIN journal j ON j.entry_no = r.entry_no OR (r.entry_no IS NULL AND j.stream_no = k.stream_no AND j.seq = k.seq)
    ORDER BY j.entry_no LIMIT ?"""
_SEALING = (FactKind.MEMBER_ENROL.value, FactKind.MEMBER_UPDATE.value)


class _OfMember(msgspec.Struct, frozen=True):
    """Whose fact it is."""

    member: str


_of_member = msgspec.json.Decoder(_OfMember).decode


class Pushing(Linking):
    """Makes pushes, tells what waits."""

    def waiting(self) -> Waiting:
        """Return what has still to be told."""
        row = self._database.row(_STUCK_COUNT)
        facts, oldest_at_ms = read_waiting(self._database)
        return Waiting(facts, oldest_at_ms, int(row[0]) if row else 0)

    def stuck(self, most: int) -> tuple[StuckFact, ...]:
        """Return the oldest facts that the server cannot apply."""
        return tuple(
            StuckFact(seq, UUID(bytes=event_id), kind, at_ms, reason)
            for seq, event_id, kind, at_ms, reason in self._database.rows(_STUCK, (most,))
        )

    def next_push(self, most_facts: int, most_bytes: int) -> PushRequest:
        """Return the next push of the current stream with a new control number, kept before it is returned; without
        facts when none wait: the open list is news, too. An oversized fact goes alone.
        """
        with self._database.transaction() as connection:
            ctl = self._journal.next_request(connection)
            stream = stream_states(connection)[-1]
            batch = read_batch(connection, stream, self.device_id, most_facts, most_bytes)
            reserved = open_reservations(connection)
            keys = _secrets(connection, batch)
        last = stream.acked + len(batch.facts)
        signature = self.sign(head_text(str(stream.stream_id), last, batch.after.hex(), ctl))
        return PushRequest(
            stream_id=str(stream.stream_id),
            ctl=ctl,
            from_seq=stream.acked + 1,
            prev_hash=batch.before.hex(),
            facts=batch.facts,
            open=reserved,
            head_sig=base64.b64encode(signature).decode("ascii"),
            keys=keys,
        )

    def archived_push(self, most_facts: int, most_bytes: int) -> PushRequest | None:
        """Return facts of an earlier stream that the server lacks, None when there are none."""
        with self._database.transaction() as connection:
            stream = _archived(stream_states(connection))
            if stream is None:
                return None
            batch = read_batch(connection, stream, self.device_id, most_facts, most_bytes)
            keys = _secrets(connection, batch)
        last = stream.acked + len(batch.facts)
        signature = self.sign(head_text(str(stream.stream_id), last, batch.after.hex(), -1))
        return PushRequest(
            stream_id=str(stream.stream_id),
            ctl=-1,
            from_seq=stream.acked + 1,
            prev_hash=batch.before.hex(),
            facts=batch.facts,
            head_sig=base64.b64encode(signature).decode("ascii"),
            keys=keys,
            archived=True,
        )


def _archived(streams: list[StreamState]) -> StreamState | None:
    return next((each for each in streams[:-1] if each.acked < each.last), None)


def _secrets(connection: Connection, batch: Batch) -> tuple[MemberSecret, ...]:
    """Return the keys of the members whose sealed data is in these facts, without those who were erased."""
    members = dict.fromkeys(_of_member(body).member for kind, body in batch.bodies if kind in _SEALING)
    found = []
    for member in members:
        secret = connection.exec_driver_sql(_SECRET, (UUID(member).bytes,)).scalar()
        if secret is not None:
            found.append(MemberSecret(member, base64.b64encode(secret).decode("ascii")))
    return tuple(found)
