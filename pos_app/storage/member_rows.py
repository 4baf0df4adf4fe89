"""Reads who a member is."""

from __future__ import annotations

from typing import NamedTuple

from pos_app.kernel.errors import Refused
from pos_app.kernel.ids import MemberId
from pos_app.storage.database import Database
from pos_app.storage.sealing import unseal
from pos_app.wire.member_fact import PersonalData, read_personal

_MEMBER = """SELECT m.tier, m.tier_since_ms, m.joined_at_ms, m.status, m.consent, m.birthday, m.referrer,
    m.merged_into, (SELECT count(*) FROM identifier i WHERE i.member_id = m.member_id AND i.kind = 'card')
    FROM member m WHERE m.member_id = ?"""
_PERSONAL = (
    "SELECT m.sealed, k.secret FROM member m JOIN member_key k USING (member_id) WHERE m.member_id = ?"
)
_SEGMENTS = "SELECT segment FROM member_segment WHERE member_id = ? ORDER BY segment"


class MemberRow(NamedTuple):
    """The columns of `_MEMBER`, in their order."""

    tier: str
    tier_since_ms: int
    joined_at_ms: int
    status: str
    consent: int
    birthday: str
    referrer: bytes | None
    merged_into: bytes | None
    cards: int


def member_row(database: Database, member_id: MemberId) -> MemberRow:
    """Return a member's row. Raises Refused `member.gone`."""
    row = database.row(_MEMBER, (member_id.bytes,))
    if row is None:
        raise Refused("member.gone")
    return MemberRow(*row)


def personal_of(database: Database, member_id: MemberId) -> PersonalData | None:
    """Return name and phone for those who may see them; None when the member was erased."""
    row = database.row(_PERSONAL, (member_id.bytes,))
    return read_personal(unseal(row[1], member_id, row[0])) if row else None


def segments_of(database: Database, member_id: MemberId) -> tuple[str, ...]:
    """Return the segments a member is in."""
    return tuple(row[0] for row in database.rows(_SEGMENTS, (member_id.bytes,)))
