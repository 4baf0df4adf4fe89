"""How far the server has come; a new stream where it knows more than this disk."""

from __future__ import annotations

import logging
from uuid import UUID

from sqlalchemy import Connection

from pos_app.storage import kv
from pos_app.storage.streams import (
    begin_again,
    begin_stream,
    current_stream,
    last_seq,
    note_rollback,
    whole_seq,
)
from pos_app.storage.syncing.epochs import meet_epoch
from pos_app.storage.syncing.pushing import Pushing
from pos_app.wire.push import PushGap, PushReply, PushRequest

_log = logging.getLogger(__name__)

_NUMBER = "SELECT stream_no, ends_seq FROM stream WHERE stream_id = ?"
_ACK = """UPDATE stream SET acked_seq = max(acked_seq, min(?2, coalesce(ends_seq, ?2))), applied_seq = ?3
    WHERE stream_no = ?1"""
_BACK = "UPDATE stream SET acked_seq = min(acked_seq, ?2), applied_seq = min(applied_seq, ?2) WHERE stream_no = ?1"
_COMPARED = "UPDATE stream SET acked_seq = max(acked_seq, ?2) WHERE stream_no = ?1"
_NOT_STUCK = "DELETE FROM stuck WHERE stream_no = ? AND seq <= ?"
_STUCK = (
    "INSERT INTO stuck VALUES (?, ?, ?) ON CONFLICT (stream_no, seq) DO UPDATE SET reason = excluded.reason"
)
# What a captured reservation was for has arrived: it need not be told any more.
_ARRIVED = """UPDATE reservation SET state = 'released' WHERE state = 'captured' AND (
    EXISTS (SELECT 1 FROM journal j WHERE j.entry_no = captured_entry_no AND j.stream_no = ?1 AND j.seq <= ?2)
    OR EXISTS (SELECT 1 FROM reissued r WHERE r.entry_no = captured_entry_no AND r.stream_no = ?1 AND r.seq <= ?2))"""
_ACKED = "SELECT acked_seq FROM stream WHERE stream_no = ?"


class Acking(Pushing):
    """Takes answers to pushes in; each is safe to take in twice."""

    def acknowledged(self, request: PushRequest, reply: PushReply) -> bool:
        """Keep how far the server has come. Returns False when the reply shows that this disk was rolled back: a new
        stream has begun and everything after what the server has is in it again.
        """
        with self._database.transaction() as connection:
            meet_epoch(connection, reply.server_epoch)
            number = _stream_no(connection, request.stream_id)
            if number is None:
                return True
            _keep_ack(connection, number, reply)
            place = self._journal.place
            if request.archived or number != place.stream_no:
                return True
            last = last_seq(connection, number)
            if reply.head_seq <= last and reply.seen_ctl <= place.ctl:
                return True
            # Above what this request compared the server may have other facts: those of the disk's lost days.
            from_seq = min(reply.verified_seq, last) + 1
            self._begin_again(connection, from_seq, reply.seen_ctl, reply.head_seq, number)
        return False

    def rewind(self, request: PushRequest, gap: PushGap) -> None:
        """The server has less than it had: send again from there."""
        with self._database.transaction() as connection:
            meet_epoch(connection, gap.server_epoch)
            number = _stream_no(connection, request.stream_id)
            if number is not None:
                connection.exec_driver_sql(_BACK, (number, gap.head_seq))

    def reincarnate(self, request: PushRequest, first_bad_seq: int) -> None:
        """Begin a new stream; facts from `first_bad_seq` on are in it again, with their ids and bodies.

        Where the server differs from before what was sent, the first difference is not known yet: then nothing begins,
        and earlier facts are sent again for it to compare. Facts of an earlier stream that differ begin a new one, too.
        """
        with self._database.transaction() as connection:
            place = self._journal.place
            number = _stream_no(connection, request.stream_id)
            if number is None or not (request.archived or number == place.stream_no):
                return
            if 0 < first_bad_seq < request.from_seq:
                connection.exec_driver_sql(_BACK, (number, first_bad_seq // 2))
                return
            last = whole_seq(connection, number)
            from_seq = min(max(first_bad_seq, 1), last + 1)
            if request.archived and from_seq > last:
                return
            self._begin_again(connection, from_seq, place.ctl, first_bad_seq - 1, number)

    def _begin_again(
        self, connection: Connection, from_seq: int, seen_ctl: int, known_seq: int, stream_no: int
    ) -> None:
        place, now_ms = self._journal.place, self._parts.clock.now_ms()
        connection.exec_driver_sql(_COMPARED, (stream_no, from_seq - 1))
        connection.exec_driver_sql(_ARRIVED, (stream_no, from_seq - 1))
        ctl = max(place.ctl, seen_ctl)
        kv.keep(connection, kv.CTL, str(ctl))
        self._journal.move(place._replace(ctl=ctl))
        stream = begin_stream(connection, current_stream(connection), self._parts.ids(), now_ms)
        begin_again(connection, self._journal, stream, stream_no, from_seq)
        details: dict[str, str | int] = {
            "stream": str(place.stream_id),
            "seq": known_seq,
            "found_seq": place.seq,
            "ctl": seen_ctl,
            "found_ctl": place.ctl,
        }
        note_rollback(connection, self._journal, self._parts.ids(), now_ms, details)
        _log.info("the server knows more than this disk: series %s begins", stream.letter)


def _stream_no(connection: Connection, stream_id: str) -> int | None:
    row = connection.exec_driver_sql(_NUMBER, (UUID(stream_id).bytes,)).first()
    return int(row[0]) if row else None


def _keep_ack(connection: Connection, stream_no: int, reply: PushReply) -> None:
    connection.exec_driver_sql(_ACK, (stream_no, reply.verified_seq, reply.applied_seq))
    acked = connection.exec_driver_sql(_ACKED, (stream_no,)).scalar_one()
    connection.exec_driver_sql(_ARRIVED, (stream_no, acked))
    connection.exec_driver_sql(_NOT_STUCK, (stream_no, reply.head_seq))
    stuck = [(stream_no, each.seq, each.reason) for each in reply.quarantined]
    if stuck:
        connection.exec_driver_sql(_STUCK, stuck)
