"""Changes what is known of a member."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Mapping
from datetime import date
from uuid import UUID

import msgspec
from sqlalchemy import Connection

from pos_app.kernel.errors import Refused
from pos_app.kernel.ids import EventId, MemberId
from pos_app.kernel.limits import SEGMENT_LENGTH_MAX, SEGMENTS_MAX
from pos_app.ports.members import MemberStatus
from pos_app.storage.database import Database
from pos_app.storage.journal import Journal, known_entry
from pos_app.storage.sealing import seal
from pos_app.wire.fact import FactKind, encode
from pos_app.wire.posting_fact import MemberUpdateFact

_FOUND = """SELECT k.secret, m.merged_into FROM member m LEFT JOIN member_key k USING (member_id)
    WHERE m.member_id = ?"""
_BIRTHDAY = "UPDATE member SET birthday = ? WHERE member_id = ?"
_REFERRER = "UPDATE member SET referrer = ? WHERE member_id = ?"
_STATUS = "UPDATE member SET status = ? WHERE member_id = ?"
_NO_SEGMENTS = "DELETE FROM member_segment WHERE member_id = ?"
_SEGMENT = "INSERT INTO member_segment VALUES (?, ?)"
_KNOWN = "SELECT 1 FROM member WHERE member_id = ?"

_MONTH_DAY = re.compile(r"\d\d-\d\d")
_PERSONAL = ("birthday", "segments")
_LEAP_YEAR = 2000


class Changes:
    """Sets birthday, segments, referrer, status, each change with a fact that names nobody."""

    def __init__(self, database: Database, journal: Journal) -> None:
        self._database = database
        self._journal = journal
        self._set: dict[str, Callable[[Connection, MemberId, str], None]] = {
            "birthday": _set_birthday,
            "segments": _set_segments,
            "referrer": _set_referrer,
            "status": _set_status,
        }

    def make(self, event_id: EventId, member_id: MemberId, changes: Mapping[str, str], at_ms: int) -> None:
        """Make the changes in one transaction; a known event changes nothing. Raises Refused as its parts do,
        `member.gone`, `member.merged`, KeyError for a field that cannot be changed.
        """
        with self._database.transaction() as connection:
            if known_entry(connection, event_id) is not None:
                return
            found = connection.exec_driver_sql(_FOUND, (member_id.bytes,)).first()
            if found is None or found[0] is None:
                raise Refused("member.gone")
            if found[1] is not None:
                raise Refused("member.merged")
            for field, value in changes.items():
                self._set[field](connection, member_id, value.strip())
            body = encode(_fact(event_id, member_id, changes, at_ms, found[0]))
            self._journal.append(connection, event_id, FactKind.MEMBER_UPDATE.value, at_ms, body)


def _fact(
    event_id: EventId, member_id: MemberId, changes: Mapping[str, str], at_ms: int, key: bytes
) -> MemberUpdateFact:
    personal = {name: changes[name] for name in _PERSONAL if name in changes}
    sealed = seal(key, member_id, msgspec.json.encode(personal)) if personal else b""
    return MemberUpdateFact(
        id=str(event_id),
        t=FactKind.MEMBER_UPDATE.value,
        at=at_ms,
        member=str(member_id),
        fields=tuple(sorted(changes)),
        status=changes.get("status", ""),
        referrer=changes.get("referrer") or None,
        sealed=base64.b64encode(sealed).decode("ascii"),
    )


def _set_birthday(connection: Connection, member_id: MemberId, value: str) -> None:
    if value and not is_month_day(value):
        raise Refused("member.bad_birthday", text=value)
    connection.exec_driver_sql(_BIRTHDAY, (value, member_id.bytes))


def is_month_day(text: str) -> bool:
    """True for a day of a leap year as "MM-DD"."""
    if _MONTH_DAY.fullmatch(text) is None:
        return False
    try:
        date(_LEAP_YEAR, int(text[:2]), int(text[3:]))
    except ValueError:
        return False
    return True


def _set_segments(connection: Connection, member_id: MemberId, value: str) -> None:
    names = list(dict.fromkeys(part.strip() for part in value.split(",") if part.strip()))
    if len(names) > SEGMENTS_MAX or any(len(name) > SEGMENT_LENGTH_MAX for name in names):
        raise Refused("member.bad_segment", limit=SEGMENTS_MAX, length=SEGMENT_LENGTH_MAX)
    connection.exec_driver_sql(_NO_SEGMENTS, (member_id.bytes,))
    if names:
        connection.exec_driver_sql(_SEGMENT, [(member_id.bytes, name) for name in names])


def _set_referrer(connection: Connection, member_id: MemberId, value: str) -> None:
    if not value:
        connection.exec_driver_sql(_REFERRER, (None, member_id.bytes))
        return
    try:
        referrer = UUID(value)
    except ValueError as error:
        raise Refused("member.bad_referrer") from error
    known = connection.exec_driver_sql(_KNOWN, (referrer.bytes,)).first()
    if known is None or referrer == member_id:
        raise Refused("member.bad_referrer")
    connection.exec_driver_sql(_REFERRER, (referrer.bytes, member_id.bytes))


def _set_status(connection: Connection, member_id: MemberId, value: str) -> None:
    connection.exec_driver_sql(_STATUS, (MemberStatus(value).value, member_id.bytes))
