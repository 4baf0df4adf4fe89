"""Applies the facts of a stream: accounts, members, sales, reservations follow from them."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import text
from sqlalchemy.exc import DataError, IntegrityError

from pos_app.kernel.clock import Clock
from pos_app.kernel.exchange_limits import APPLY_FACTS_MAX
from pos_app.server import returned_goods, sales
from pos_app.server.applying_facts import (
    ALONE,
    CANNOT_APPLY,
    MERGES,
    ROLLED_BACK,
    Fact,
    NotUnderstood,
    read_fact,
)
from pos_app.server.applying_steps import post_facts
from pos_app.server.database import ServerDatabase, Tx
from pos_app.server.incoming import DAMAGED, ID_CONFLICT
from pos_app.server.members import erase, tell
from pos_app.server.merged_members import carry, merge
from pos_app.server.open_lists import OpenLists
from pos_app.wire.bucket import bucket_of

_STREAM = text(
    """SELECT s.head_seq, s.applied_seq, s.superseded_by, CASE WHEN EXISTS (SELECT 1 FROM stream o
        WHERE o.bucket = s.bucket AND o.device_id = s.device_id AND o.superseded_by = s.stream_id
        AND (o.sync_ctl >= 0 OR o.head_seq > 0)) THEN s.begun_at ELSE 0 END AS again_at
    FROM stream s WHERE s.bucket = :bucket AND s.stream_id = :stream AND s.device_id = :device"""
)
_OTHERS = text(
    """SELECT stream_id FROM stream WHERE bucket = :bucket AND device_id = :device AND stream_id <> :stream
    AND applied_seq < head_seq ORDER BY begun_at, stream_id"""
)
_FACTS = text(
    """SELECT seq, event_id, kind, occurred_at, body, reason FROM fact
    WHERE bucket = :bucket AND stream_id = :stream AND seq > :after AND seq <= :last AND state = 0 ORDER BY seq"""
)
_KEPT = text(
    """UPDATE fact SET state = 2, reason = :reason
    WHERE bucket = :bucket AND stream_id = :stream AND seq = :seq AND state = 0"""
)
_DONE = text(
    """UPDATE fact SET state = 1 WHERE bucket = :bucket AND stream_id = :stream AND seq > :after AND seq <= :last
    AND state = 0"""
)
_APPLIED = text(
    """UPDATE stream SET applied_seq = :last WHERE bucket = :bucket AND stream_id = :stream AND applied_seq < :last"""
)
_AGAIN = text(
    """SELECT seq, event_id, kind, occurred_at, body, reason FROM fact
    WHERE bucket = :bucket AND stream_id = :stream AND seq = :seq AND state = 2 AND reason <> :conflict"""
)
_KEPT_ALL = text(
    """SELECT bucket, stream_id, device_id, seq FROM fact
    WHERE state = 2 AND reason <> :conflict AND reason <> :damaged ORDER BY seq"""
)
_REPLAYED = text(
    "UPDATE fact SET state = 1, reason = NULL WHERE bucket = :bucket AND stream_id = :stream AND seq = :seq"
)
_log = logging.getLogger(__name__)
_POISON = (DataError, IntegrityError, ValueError, KeyError, TypeError, OverflowError, msgspec.MsgspecError)
"""What a fact raises that no check foresaw: it is kept, the stream goes on."""
_Kept = dict[int, str]
"""Reasons by sequence number."""


class Applier:
    """Any number of them, in as many processes, may work on one database: what one has done does nothing again."""

    def __init__(self, database: ServerDatabase, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def apply_stream(self, stream_id: UUID, device_id: UUID) -> int:
        """Apply what waits in a stream, in its order, with the open lists in their places; return how many facts.

        It may end anywhere and be called again. Raises Unavailable `server.database_gone`.
        """
        applied = 0
        while True:
            try:
                with self._database.together():
                    some, is_more = self._some(stream_id, device_id, APPLY_FACTS_MAX)
            except _POISON as error:
                _log.warning("apply: a batch fails with %s, its facts go one by one", type(error).__name__)
                some, is_more = self._one(stream_id, device_id)
            applied += some
            if not is_more:
                return applied

    def replay(self) -> int:
        """Try all facts again that were kept and not understood, as after an upgrade; return how many are applied.

        One that was damaged before it was sent stays as it is: nobody signed what it says now.
        """
        rows = self._database.read(lambda tx: tx.rows(_KEPT_ALL, conflict=ID_CONFLICT, damaged=DAMAGED))
        return sum(self._again(row) for row in rows)

    def _some(
        self, stream_id: UUID, device_id: UUID, most: int, within: frozenset[UUID] = frozenset()
    ) -> tuple[int, bool]:
        """Apply some facts; `within` are streams that wait for this one, which it must not wait for in turn."""
        key = {"bucket": bucket_of(device_id), "stream": stream_id.bytes}
        stream = self._database.read(lambda tx: tx.row(_STREAM, **key, device=device_id.bytes))
        if stream is None:
            return 0, False
        lists = OpenLists(self._database, stream_id, device_id, stream.superseded_by is None)
        end = lists.settle(
            stream.applied_seq,
            self._clock.now_ms(),
            lambda: self._older(stream_id, device_id, within | {stream_id}),
        )
        last = min(stream.head_seq, stream.applied_seq + most, end)
        if last <= stream.applied_seq:
            return 0, False
        rows = self._database.read(lambda tx: tx.rows(_FACTS, **key, after=stream.applied_seq, last=last))
        rows, last = _until_alone(rows, last)
        facts, kept = _understood(stream_id, device_id, rows, stream.again_at)
        self._apply(facts)
        self._database.write(lambda tx: _mark(tx, key, stream.applied_seq, last, kept))
        return len(rows), last < stream.head_seq or lists.is_waiting

    def _older(self, stream_id: UUID, device_id: UUID, within: frozenset[UUID]) -> None:
        """Before anything is released, what the terminal's other streams have told is applied."""
        key = {"bucket": bucket_of(device_id), "device": device_id.bytes, "stream": stream_id.bytes}
        for row in self._database.read(lambda tx: tx.rows(_OTHERS, **key)):
            other = UUID(bytes=bytes(row.stream_id))
            is_more = other not in within
            while is_more:
                _, is_more = self._some(other, device_id, APPLY_FACTS_MAX, within)

    def _one(self, stream_id: UUID, device_id: UUID) -> tuple[int, bool]:
        """Apply the next fact alone; one that cannot be is kept with the reason."""
        try:
            with self._database.together():
                return self._some(stream_id, device_id, 1)
        except _POISON as error:
            key = {"bucket": bucket_of(device_id), "stream": stream_id.bytes}
            stream = self._database.read(lambda tx: tx.row(_STREAM, **key, device=device_id.bytes))
            if stream is None or stream.applied_seq >= stream.head_seq:
                raise  # no fact is to blame
            seq = stream.applied_seq + 1
            _log.error("apply: fact %d of stream %s is kept: %s", seq, stream_id, type(error).__name__)
            self._database.write(lambda tx: _mark(tx, key, seq - 1, seq, {seq: CANNOT_APPLY}))
            return 1, True

    def _apply(self, facts: Sequence[Fact]) -> None:
        """Apply facts within which nobody becomes somebody else, or the one by which somebody does."""
        if len(facts) == 1 and facts[0].kind in ALONE:
            self._alone(facts[0])
        else:
            self._portion(facts)

    def _portion(self, facts: Sequence[Fact]) -> None:
        now_ms = self._clock.now_ms()
        for fact in facts:
            gone = tell(self._database, fact)
            if gone is not None:
                carry(self._database, fact, gone, now_ms)
        with_entries = [fact for fact in facts if fact.entries or fact.member is not None]
        if with_entries:
            post_facts(self._database, with_entries, now_ms)
        for fact in facts:
            if fact.sale is not None:
                sales.index(self._database, fact)
                returned_goods.count(self._database, fact, now_ms)

    def _alone(self, fact: Fact) -> None:
        now_ms = self._clock.now_ms()
        if fact.erase is not None:
            erase(self._database, fact.erase)
        if fact.kind in MERGES:
            gone = merge(self._database, fact)
            tell(self._database, fact)
            if fact.entries:
                post_facts(self._database, [fact], now_ms)
            if gone is not None:
                carry(self._database, fact, gone, now_ms)

    def _again(self, place: Any) -> int:
        stream_id, device_id = UUID(bytes=bytes(place.stream_id)), UUID(bytes=bytes(place.device_id))
        key = {"bucket": place.bucket, "stream": stream_id.bytes}
        rows = self._database.read(
            lambda tx: tx.rows(_AGAIN, **key, seq=place.seq, conflict="server.id_conflict")
        )
        facts, kept = _understood(stream_id, device_id, rows, 0)
        if kept or not facts:
            return 0
        try:
            with self._database.together():
                self._apply(facts)
                self._database.write(lambda tx: tx.run(_REPLAYED, **key, seq=place.seq))
        except _POISON as error:
            _log.error("replay: fact %d of stream %s: %s", place.seq, stream_id, type(error).__name__)
            return 0
        return 1


def _until_alone(rows: Sequence[Any], last: int) -> tuple[Sequence[Any], int]:
    """Cut before the first fact that is applied alone, or after it: once it is marked, it is never done again."""
    for place, row in enumerate(rows):
        if row.kind in ALONE:
            return (rows[:place], row.seq - 1) if place else (rows[:1], row.seq)
    return rows, last


def _understood(
    stream_id: UUID, device_id: UUID, rows: Sequence[Any], again_at: int
) -> tuple[list[Fact], _Kept]:
    """`again_at` (ms) is when a stream began that follows another one, 0 for a first one."""
    facts: list[Fact] = []
    kept: _Kept = {}
    for row in rows:
        origin = ROLLED_BACK if row.occurred_at <= again_at else ""
        what = (
            row.kind,
            row.occurred_at,
            bytes(row.body),
            ID_CONFLICT if row.reason == ID_CONFLICT else origin,
        )
        try:
            facts.append(read_fact(stream_id, device_id, row.seq, UUID(bytes=bytes(row.event_id)), *what))
        except NotUnderstood as error:
            kept[row.seq] = error.reason
    return facts, kept


def _mark(tx: Tx, key: dict[str, Any], after: int, last: int, kept: _Kept) -> None:
    for seq, reason in kept.items():
        tx.run(_KEPT, **key, seq=seq, reason=reason)
    tx.run(_DONE, **key, after=after, last=last)
    tx.run(_APPLIED, **key, last=last)
