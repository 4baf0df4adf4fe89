"""Members as the server told them."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple
from uuid import UUID

import msgspec

from pos_app.kernel.ids import MemberId
from pos_app.kernel.limits import NAME_LENGTH_MAX
from pos_app.kernel.printable import printable
from pos_app.ports.members import MemberStatus
from pos_app.storage.erasing import forget
from pos_app.storage.sealing import masked, unseal
from pos_app.storage.syncing.id_bytes import id_bytes
from pos_app.wire.member_fact import read_personal
from pos_app.wire.pull import FedAccount, FedMember

ERASED = "erased"
_KNOWN = """SELECT member_id, confirmed_version, confirmed_epoch_no FROM member
    WHERE member_id IN (SELECT unhex(value) FROM json_each(?))"""
# Somebody whom something else names before the server told who it is.
_NAMED = """INSERT OR IGNORE INTO member (member_id, masked_name, sealed, tier, status, joined_at_ms,
    confirmed_version) VALUES (?, '', x'', '', 'blocked', 0, -1)"""
# A tier that began later here is news to the server still.
_TELL = """INSERT INTO member (member_id, masked_name, sealed, tier, status, joined_at_ms, tier_since_ms, consent,
        birthday, referrer, merged_into, confirmed_version, confirmed_epoch_no)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (member_id) DO UPDATE SET masked_name = excluded.masked_name, sealed = excluded.sealed,
        tier = iif(member.tier_since_ms > excluded.tier_since_ms, member.tier, excluded.tier),
        tier_since_ms = max(member.tier_since_ms, excluded.tier_since_ms), status = excluded.status,
        joined_at_ms = excluded.joined_at_ms, consent = excluded.consent, birthday = excluded.birthday,
        referrer = excluded.referrer, merged_into = excluded.merged_into,
        confirmed_version = excluded.confirmed_version, confirmed_epoch_no = excluded.confirmed_epoch_no"""
_KEY = "INSERT INTO member_key VALUES (?, ?) ON CONFLICT (member_id) DO UPDATE SET secret = excluded.secret"
_NO_IDS = "DELETE FROM identifier WHERE member_id = ?"
_ID = """INSERT INTO identifier VALUES (?, ?, ?, ?, ?) ON CONFLICT (kind, digest) DO UPDATE SET
    member_id = excluded.member_id, status = excluded.status, expires_at_ms = excluded.expires_at_ms"""
_NO_SEGMENTS = "DELETE FROM member_segment WHERE member_id = ?"
_SEGMENT = "INSERT OR IGNORE INTO member_segment VALUES (?, ?)"
# What this till said of members that the server has not posted yet.
_UNTOLD = """SELECT j.body FROM stream s JOIN journal j ON j.stream_no = s.stream_no
        AND j.seq > iif(s.stream_no = ?1, s.applied_seq, s.acked_seq) AND j.seq <= coalesce(s.ends_seq, j.seq)
    WHERE j.kind IN ('member.update', 'member.merge', 'member.unmerge', 'member.erase')
    UNION ALL SELECT j.body FROM stream s JOIN reissued r ON r.stream_no = s.stream_no
        AND r.seq > iif(s.stream_no = ?1, s.applied_seq, s.acked_seq) AND r.seq <= coalesce(s.ends_seq, r.seq)
    JOIN journal j ON j.entry_no = r.entry_no
    WHERE j.kind IN ('member.update', 'member.merge', 'member.unmerge', 'member.erase')"""
_CURRENT = "SELECT max(stream_no) FROM stream"

Row = tuple[object, ...]


class _Later(msgspec.Struct, frozen=True):
    """What was sealed of a member after the enrolment."""

    birthday: str | None = None
    segments: str | None = None


class _Subjects(msgspec.Struct, frozen=True):
    """Whom a fact of the till is about."""

    member: str = ""
    gone: str = ""
    also: tuple[str, ...] = ()


class MemberRow(NamedTuple):
    """A member ready to be written: all that costs time is done before anybody is kept waiting."""

    told: FedMember
    member_id: MemberId
    name: str
    sealed: bytes
    key: bytes
    birthday: str
    segments: tuple[str, ...]
    is_erased: bool


_KINDS = ("phone", "card")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_STATUSES = frozenset(each.value for each in MemberStatus)
_later = msgspec.json.Decoder(_Later).decode
_subjects = msgspec.json.Decoder(_Subjects).decode


def member_row(told: FedMember) -> MemberRow:
    """Return a member with what is sealed made readable; what cannot be opened stays sealed, without a name."""
    member_id = MemberId(UUID(told.member))
    if told.status == ERASED or not told.key:
        return MemberRow(told, member_id, "", b"", b"", "", (), told.status == ERASED)
    name, birthday = "", ""
    segments: tuple[str, ...] = ()
    sealed, key = base64.b64decode(told.sealed), base64.b64decode(told.key)
    try:
        personal = read_personal(unseal(key, member_id, sealed))
        name, birthday = masked(printable(personal.name, NAME_LENGTH_MAX)), personal.birthday
        for each in told.more:
            later = _later(unseal(key, member_id, base64.b64decode(each)))
            birthday = birthday if later.birthday is None else later.birthday.strip()
            if later.segments is not None:
                parts = (part.strip() for part in later.segments.split(","))
                segments = tuple(dict.fromkeys(part for part in parts if part))
    except (ValueError, binascii.Error, msgspec.MsgspecError):
        name = ""
    return MemberRow(told, member_id, name, sealed, key, birthday, segments, False)


class TellMembers:
    """One slice of members, inside the caller's transaction on a driver's connection; `erased` are those whom it
    deleted.
    """

    def __init__(self, connection: Any, epoch_no: int) -> None:
        self._connection = connection
        self._epoch_no = epoch_no
        self.erased: list[MemberRow] = []

    def tell(self, members: Sequence[MemberRow], accounts: Sequence[FedAccount]) -> set[MemberId]:
        """Keep members that are newer than what is here; make room for those whom other rows name. Returns who
        changed.
        """
        known = self._known(row.member_id.bytes for row in members) if members else {}
        untold = self._untold() if members else set()
        newest = [row for row in members if row.told.member not in untold and self._is_news(row, known)]
        named = {id_bytes(row.own) for row in accounts if row.own is not None}
        for row in newest:
            named |= {id_bytes(each) for each in (row.told.referrer, row.told.canonical) if each}
        self._many(_NAMED, [(each,) for each in named])
        self._many(_TELL, [self._row(row) for row in newest])
        self._tell_identity([row for row in newest if not row.is_erased], known)
        for row in newest:
            if row.is_erased:
                forget(self._connection, row.member_id.bytes)
                self.erased.append(row)
        return {row.member_id for row in newest}

    def _tell_identity(self, rows: list[MemberRow], known: dict[bytes, tuple[int, int]]) -> None:
        old: list[Row] = [(row.member_id.bytes,) for row in rows if row.member_id.bytes in known]
        self._many(_NO_IDS, old)
        self._many(_NO_SEGMENTS, old)
        self._many(_KEY, [(row.member_id.bytes, row.key) for row in rows if row.key])
        self._many(
            _ID,
            [
                (
                    each.kind,
                    bytes.fromhex(each.digest),
                    row.member_id.bytes,
                    _status(each.status),
                    each.expires_at,
                )
                for row in rows
                for each in row.told.ids
                if each.kind in _KINDS and _DIGEST.fullmatch(each.digest)  # others are of later versions
            ],
        )
        self._many(_SEGMENT, [(row.member_id.bytes, each) for row in rows for each in row.segments])

    def _row(self, row: MemberRow) -> Row:
        told = row.told
        return (
            row.member_id.bytes,
            row.name,
            row.sealed,
            told.tier,
            "blocked" if row.is_erased or told.canonical else _status(told.status),
            told.joined_at,
            told.tier_since,
            int(told.consent),
            row.birthday,
            id_bytes(told.referrer) if told.referrer else None,
            id_bytes(told.canonical) if told.canonical else None,
            told.version,
            self._epoch_no,
        )

    def _known(self, members: Iterable[bytes]) -> dict[bytes, tuple[int, int]]:
        wanted = json.dumps([member.hex() for member in members])
        return {row[0]: (row[1], row[2]) for row in self._connection.execute(_KNOWN, (wanted,))}

    def _is_news(self, row: MemberRow, known: dict[bytes, tuple[int, int]]) -> bool:
        held = known.get(row.member_id.bytes)
        return held is None or held[1] < self._epoch_no or row.told.version > held[0]

    def _untold(self) -> set[str]:
        """Return about whom the till has news: their rows come again once the server has posted it."""
        found: set[str] = set()
        (current,) = self._connection.execute(_CURRENT).fetchone()
        for (body,) in self._connection.execute(_UNTOLD, (current,)):
            told = _subjects(body)
            found |= {told.member, told.gone, *told.also}
        return found - {""}

    def _many(self, sql: str, rows: list[Row]) -> None:
        if rows:
            self._connection.executemany(sql, rows)


def _status(told: str) -> str:
    return told if told in _STATUSES else MemberStatus.BLOCKED.value
