"""The members, found by digest, named only under their own key."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from msgspec.structs import replace
from sqlalchemy import Connection

from pos_app.kernel.errors import Refused
from pos_app.kernel.ids import MemberId
from pos_app.loyalty.member import MemberSnapshot
from pos_app.loyalty.rules import Purchase
from pos_app.ports.members import NO_QUESTIONS, Enrolment, FoundMember, MemberStatus
from pos_app.storage.database import Database
from pos_app.storage.journal import Journal, known_entry
from pos_app.storage.keyring import ShopKeyring
from pos_app.storage.member_rows import personal_of
from pos_app.storage.sealing import identifier_digest, masked, new_key, seal
from pos_app.storage.snapshots import Snapshots
from pos_app.wire.fact import FactKind, encode
from pos_app.wire.member_fact import (
    MemberEnrolFact,
    PersonalData,
    SealedIdentifier,
    personal_bytes,
)

_FIND = """SELECT m.member_id, m.masked_name, m.status, i.status, i.expires_at_ms
    FROM identifier i JOIN member m ON m.member_id = i.member_id WHERE i.kind = ? AND i.digest = ?"""
_BY_ID = "SELECT member_id, masked_name, status, 'active', NULL, merged_into FROM member WHERE member_id = ?"
_ADD = """INSERT INTO member (member_id, masked_name, sealed, tier, status, joined_at_ms, tier_since_ms, consent,
    birthday, referrer) VALUES (?, ?, ?, ?, 'active', ?, ?, ?, ?, ?)"""
_ADD_KEY = "INSERT INTO member_key VALUES (?, ?)"
_ADD_IDENTIFIER = "INSERT INTO identifier VALUES (?, ?, ?, 'active', NULL)"
_TAKEN = "SELECT 1 FROM identifier WHERE kind = ? AND digest = ?"
_CARD = "UPDATE identifier SET status = ?, expires_at_ms = ? WHERE kind = 'card' AND digest = ?"


class StoredMembers:
    """Reads of one indexed row each; enrolment with its fact in one transaction."""

    def __init__(self, database: Database, journal: Journal, snapshots: Snapshots, keys: ShopKeyring) -> None:
        self._database = database
        self._journal = journal
        self._snapshots = snapshots
        self._keys = keys

    def by_card(self, token: str) -> FoundMember | None:
        """Return the member this card token belongs to."""
        return self._find("card", token)

    def by_phone(self, e164: str) -> FoundMember | None:
        """Return the member with this phone number."""
        return self._find("phone", e164)

    def found(self, member_id: MemberId) -> FoundMember | None:
        """Return the member by id, as after a restart."""
        row = self._database.row(_BY_ID, (member_id.bytes,))
        if row is None:
            return None
        into = MemberId(UUID(bytes=row[5])) if row[5] else None
        return replace(_found(row), merged_into=into)

    def snapshot(
        self, member_id: MemberId, as_of_ms: int, questions: Mapping[str, Purchase] = NO_QUESTIONS
    ) -> MemberSnapshot:
        """Return tier, accounts, history; `bought` holds the questions answered with yes. Raises Unavailable
        `member.gone`.
        """
        return self._snapshots.take(member_id, as_of_ms, questions)

    def card_digest(self, token: str) -> str:
        """Return the digest under which a card token is known (hex)."""
        return identifier_digest(self._keys.identifiers[0], "card", token).hex()

    def digests(self, kind: str, value: str) -> tuple[str, ...]:
        """Return every digest (hex) that a card token or phone number may have in this shop, the newest key's first."""
        return tuple(identifier_digest(key, kind, value).hex() for key in self._keys.identifiers)

    def enrol(self, enrolment: Enrolment) -> FoundMember:
        """Write member, sealed fact; raises Refused `member.phone_taken` or `member.card_taken`."""
        with self._database.transaction() as connection:
            self._write(connection, enrolment)
        return FoundMember(enrolment.member_id, masked(enrolment.name), MemberStatus.ACTIVE)

    def enrol_all(self, enrolments: Iterable[Enrolment]) -> int:
        """Write many members in one transaction, as an import does; returns how many. Raises as `enrol`, with
        none written.
        """
        written = 0
        with self._database.transaction() as connection:
            for enrolment in enrolments:
                self._write(connection, enrolment)
                written += 1
        return written

    def personal(self, member_id: MemberId) -> PersonalData | None:
        """Return name and phone for those who may see them; None when the member was erased."""
        return personal_of(self._database, member_id)

    def set_card(self, token: str, status: MemberStatus, expires_at_ms: int | None) -> None:
        """Block a card, open it again, or give it an end; a card nobody has changes nothing."""
        with self._database.transaction() as connection:
            for key in self._keys.identifiers:
                digest = identifier_digest(key, "card", token)
                connection.exec_driver_sql(_CARD, (status.value, expires_at_ms, digest))

    def count(self) -> int:
        """Return how many members there are."""
        row = self._database.row("SELECT count(*) FROM member")
        return int(row[0]) if row else 0

    def _find(self, kind: str, value: str) -> FoundMember | None:
        for key in self._keys.identifiers:
            row = self._database.row(_FIND, (kind, identifier_digest(key, kind, value)))
            if row is not None:
                return _found(row)
        return None

    def _write(self, connection: Connection, enrolment: Enrolment) -> None:
        if known_entry(connection, enrolment.event_id) is not None:
            return
        member = enrolment.member_id
        key = new_key()
        clear = PersonalData(enrolment.name, enrolment.phone, enrolment.consent_text, enrolment.birthday)
        sealed = seal(key, member, personal_bytes(clear))
        values = (
            member.bytes,
            masked(enrolment.name),
            sealed,
            enrolment.tier,
            enrolment.at_ms,
            enrolment.at_ms,
            enrolment.consent,
            enrolment.birthday,
            enrolment.referrer.bytes if enrolment.referrer else None,
        )
        connection.exec_driver_sql(_ADD, values)
        connection.exec_driver_sql(_ADD_KEY, (member.bytes, key))
        identifiers = [("phone", enrolment.phone), ("card", enrolment.card)]
        digests = [(kind, self._free_digest(connection, kind, value)) for kind, value in identifiers if value]
        for kind, digest in digests:
            connection.exec_driver_sql(_ADD_IDENTIFIER, (kind, digest, member.bytes))
        body = encode(_fact(enrolment, digests, sealed))

        self._journal.append(
            connection, enrolment.event_id, FactKind.MEMBER_ENROL.value, enrolment.at_ms, body
        )

    def _free_digest(self, connection: Connection, kind: str, value: str) -> bytes:
        digests = [identifier_digest(key, kind, value) for key in self._keys.identifiers]
        for digest in digests:
            if connection.exec_driver_sql(_TAKEN, (kind, digest)).first() is not None:
                raise Refused("member.phone_taken" if kind == "phone" else "member.card_taken")
        return digests[0]


def _fact(enrolment: Enrolment, digests: list[tuple[str, bytes]], sealed: bytes) -> MemberEnrolFact:
    return MemberEnrolFact(
        id=str(enrolment.event_id),
        at=enrolment.at_ms,
        member=str(enrolment.member_id),
        tier=enrolment.tier,
        ids=tuple(SealedIdentifier(kind, digest.hex()) for kind, digest in digests),
        consent=enrolment.consent,
        consent_hash=hashlib.sha256(enrolment.consent_text.encode()).hexdigest(),
        sealed=base64.b64encode(sealed).decode("ascii"),
        referrer=str(enrolment.referrer) if enrolment.referrer else None,
    )


def _found(row: Any) -> FoundMember:
    """Return the worse of the member's and the card's own status."""
    status = MemberStatus(row[2])
    if status is MemberStatus.ACTIVE:
        status = MemberStatus(row[3])
    return FoundMember(MemberId(UUID(bytes=row[0])), row[1], status, row[4])
