"""Makes two members one, as long as the day lasts also two again."""

from __future__ import annotations

from datetime import tzinfo
from uuid import UUID

from sqlalchemy import Connection

from pos_app.kernel.clock import local_time
from pos_app.kernel.errors import Refused
from pos_app.kernel.ids import EventId, MemberId
from pos_app.loyalty.ledger import EntryDraft
from pos_app.storage.database import Database
from pos_app.storage.entry_facts import entry_fact
from pos_app.storage.journal import Journal
from pos_app.storage.ledger import post
from pos_app.wire.fact import FactKind, encode
from pos_app.wire.posting_fact import MergeFact, read_merge

_STATE = """SELECT m.status, m.merged_into, k.secret FROM member m LEFT JOIN member_key k USING (member_id)
    WHERE m.member_id = ?"""
_IDENTIFIERS = "SELECT digest FROM identifier WHERE member_id = ? ORDER BY digest"
_MOVE = "UPDATE identifier SET member_id = ? WHERE digest = ? AND member_id = ?"
_CLOSE = "UPDATE member SET merged_into = ?, status = 'blocked' WHERE member_id = ?"
_OPEN = "UPDATE member SET merged_into = NULL, status = ? WHERE member_id = ?"
_ALSO = "SELECT member_id FROM member WHERE merged_into = ? ORDER BY member_id"
_POINT = "UPDATE member SET merged_into = ? WHERE member_id = ?"
_FACT = "SELECT body, at_ms, kind FROM journal WHERE event_id = ?"
_MERGES = "SELECT body FROM journal WHERE kind = 'member.merge' ORDER BY entry_no DESC"
_INTO = "SELECT merged_into FROM member WHERE member_id = ?"


def merge(
    connection: Connection,
    journal: Journal,
    event_id: EventId,
    loser: MemberId,
    winner: MemberId,
    entries: tuple[EntryDraft, ...],
    at_ms: int,
) -> None:
    """Close `loser`; cards, phone numbers, whoever was merged into it before go to `winner`, points by `entries`.

    Raises Refused `merge.same`, `member.gone`, `member.merged`, `points.changed`.
    """
    if loser == winner:
        raise Refused("merge.same")
    was, _ = _status(connection, loser), _status(connection, winner)
    ids = [row[0] for row in connection.exec_driver_sql(_IDENTIFIERS, (loser.bytes,)).all()]
    also = [row[0] for row in connection.exec_driver_sql(_ALSO, (loser.bytes,)).all()]
    for digest in ids:
        connection.exec_driver_sql(_MOVE, (winner.bytes, digest, loser.bytes))
    for member in also:
        connection.exec_driver_sql(_POINT, (winner.bytes, member))
    connection.exec_driver_sql(_CLOSE, (winner.bytes, loser.bytes))
    kind = FactKind.MEMBER_MERGE.value
    fact = MergeFact(
        id=str(event_id),
        t=kind,
        at=at_ms,
        member=str(winner),
        gone=str(loser),
        ids=tuple(digest.hex() for digest in ids),
        was=was,
        entries=tuple(entry_fact(each) for each in entries),
        also=tuple(str(UUID(bytes=member)) for member in also),
    )
    appended = journal.append(connection, event_id, kind, at_ms, encode(fact))
    post(connection, event_id, appended.entry_no, at_ms, entries, journal.has_server)


def undo(
    connection: Connection,
    journal: Journal,
    event_id: EventId,
    merge_event: EventId,
    entries: tuple[EntryDraft, ...],
    at_ms: int,
    zone: tzinfo,
) -> None:
    """Open the closed member again, give back what came from it; points by `entries`.

    Raises Refused `merge.unknown`, `merge.day_closed`, `points.changed`.
    """
    row = connection.exec_driver_sql(_FACT, (merge_event.bytes,)).first()
    if row is None or row[2] != FactKind.MEMBER_MERGE.value:
        raise Refused("merge.unknown")
    told = read_merge(row[0])
    if local_time(row[1], zone).date() != local_time(at_ms, zone).date():
        raise Refused("merge.day_closed")
    winner, loser = UUID(told.member), UUID(told.gone)
    if connection.exec_driver_sql(_INTO, (loser.bytes,)).scalar() != winner.bytes:
        raise Refused("merge.unknown")
    for digest in told.ids:
        connection.exec_driver_sql(_MOVE, (loser.bytes, bytes.fromhex(digest), winner.bytes))
    for member in told.also:
        connection.exec_driver_sql(_POINT, (loser.bytes, UUID(member).bytes))
    connection.exec_driver_sql(_OPEN, (told.was, loser.bytes))
    kind = FactKind.MEMBER_UNMERGE.value
    fact = MergeFact(
        id=str(event_id),
        t=kind,
        at=at_ms,
        member=told.member,
        gone=told.gone,
        ids=told.ids,
        was=told.was,
        entries=tuple(entry_fact(each) for each in entries),
        also=told.also,
        of=str(merge_event),
    )
    appended = journal.append(connection, event_id, kind, at_ms, encode(fact))
    post(connection, event_id, appended.entry_no, at_ms, entries, journal.has_server)


def last_merge(database: Database, winner: MemberId) -> tuple[EventId, MemberId]:
    """Return the newest merge into a member that stands, with who was merged. Raises Refused `merge.unknown`."""
    for (body,) in database.rows(_MERGES):
        told = read_merge(body)
        if told.member != str(winner):
            continue
        gone = MemberId(UUID(told.gone))
        into = database.row(_INTO, (gone.bytes,))
        if into is not None and into[0] == winner.bytes:
            return EventId(UUID(told.id)), gone
    raise Refused("merge.unknown")


def _status(connection: Connection, member_id: MemberId) -> str:
    row = connection.exec_driver_sql(_STATE, (member_id.bytes,)).first()
    if row is None or row[2] is None:
        raise Refused("member.gone")
    if row[1] is not None:
        raise Refused("member.merged")
    return str(row[0])
