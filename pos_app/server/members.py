"""What facts say of members: enrolments, changes, tiers, erasures."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from functools import partial
from uuid import UUID

import msgspec
from sqlalchemy import text

from pos_app.kernel.ids import MemberId
from pos_app.loyalty.accounts import TIER
from pos_app.server.applying_facts import Fact
from pos_app.server.database import ServerDatabase, Tx, Values
from pos_app.server.member_rows import ERASED, MemberRow, aliases_of, canonical_of, change
from pos_app.wire.bucket import bucket_of
from pos_app.wire.member_fact import MemberEnrolFact
from pos_app.wire.posting_fact import MemberUpdateFact
from pos_app.wire.pull import FedIdentifier

_CLAIM = text(
    """INSERT INTO identifier (bucket, kind, digest, member_id, status, expires_at, claimed_at)
    VALUES (:bucket, :kind, :digest, :member, 'active', NULL, :at) ON CONFLICT (bucket, kind, digest) DO NOTHING"""
)
_OWNER = text("SELECT member_id FROM identifier WHERE bucket = :bucket AND kind = :kind AND digest = :digest")
_MOVE = text(
    """UPDATE identifier SET member_id = :member WHERE bucket = :bucket AND kind = :kind AND digest = :digest
    AND member_id = :former"""
)
_FORGET = text(
    """DELETE FROM identifier WHERE bucket = :bucket AND kind = :kind AND digest = :digest
    AND member_id = :member"""
)
_FORGET_KEY = text("DELETE FROM member_key WHERE bucket = :bucket AND member_id = :member")
_set = msgspec.structs.replace


def identifier_bucket(kind: str, digest: str) -> int:
    """Return the bucket of an identifier; `digest` in hex."""
    return bucket_of(f"{kind}:{digest}")


def tell(database: ServerDatabase, fact: Fact) -> MemberId | None:
    """Do what a fact says of members beside points. Returns a member that is another one from now on: what is on its
    accounts is to be carried over.
    """
    if fact.enrol is not None:
        return _enrol(database, fact.enrol, fact.at_ms)
    if fact.update is not None:
        _update(database, fact.update)
    for entry in fact.entries:
        if entry.key == TIER and entry.owner is not None:
            _tier(database, entry.owner, entry.rule, entry.since_ms or fact.at_ms)
    return None


def erase(database: ServerDatabase, member_id: UUID) -> None:
    """Delete what names a person, with everybody who was merged into that member: identifiers, sealed data, the key
    that opens what is sealed in old facts. The row stays as a tombstone in the feed.
    """
    for each in (*aliases_of(database, member_id), member_id):
        row, _ = change(database, each, lambda old: old)
        for identifier in row.ids:
            forget(database, each, identifier)
        change(
            database,
            each,
            lambda old: _set(old, status=ERASED, sealed=b"", more=(), ids=(), referrer=None, consent=False),
        )
        values: Values = {"bucket": bucket_of(each), "member": each.bytes}
        database.write(partial(Tx.run, statement=_FORGET_KEY, **values))


def forget(database: ServerDatabase, member_id: UUID, identifier: FedIdentifier) -> None:
    """Delete an identifier of a member."""
    database.write(
        lambda tx: tx.run(
            _FORGET,
            bucket=identifier_bucket(identifier.kind, identifier.digest),
            kind=identifier.kind,
            digest=bytes.fromhex(identifier.digest),
            member=member_id.bytes,
        )
    )


def move_identifiers(
    database: ServerDatabase, former: UUID, member_id: UUID, identifiers: Sequence[FedIdentifier]
) -> None:
    """Give identifiers of a member to another one; both rows list what they have then."""
    if not identifiers:
        return
    for each in identifiers:
        values: Values = {
            "bucket": identifier_bucket(each.kind, each.digest),
            "kind": each.kind,
            "digest": bytes.fromhex(each.digest),
            "former": former.bytes,
            "member": member_id.bytes,
        }
        database.write(partial(Tx.run, statement=_MOVE, **values))
    change(database, member_id, lambda old: _set(old, ids=_with(old.ids, identifiers)))
    change(database, former, lambda old: _set(old, ids=_without(old.ids, identifiers)))


def _enrol(database: ServerDatabase, enrol: MemberEnrolFact, at_ms: int) -> MemberId | None:
    """The first who has an identifier keeps it: whoever comes later with the same one is the same person."""
    member_id = MemberId(UUID(enrol.member))
    before, _ = change(database, member_id, lambda old: old)
    if before.status == ERASED:
        return None
    heir: MemberId | None = None
    given = tuple(FedIdentifier(each.kind, each.digest, "active", None) for each in enrol.ids)
    if not before.joined_at:
        for each in sorted(given, key=lambda one: (one.kind, one.digest)):
            owner = _claim(database, each, heir or member_id, at_ms)
            if heir is None and owner not in (member_id, before.canonical):
                found = canonical_of(database, owner)
                heir = found if found != member_id else None
        if heir is not None:
            change(database, heir, lambda old: _set(old, ids=_with(old.ids, given)))
    _, after = change(database, member_id, lambda old: _enrolled(old, enrol, at_ms, heir, given))
    return member_id if after.canonical is not None else None


def _enrolled(
    old: MemberRow,
    enrol: MemberEnrolFact,
    at_ms: int,
    heir: MemberId | None,
    given: tuple[FedIdentifier, ...],
) -> MemberRow:
    if old.joined_at or old.status == ERASED:
        return old
    is_newer = old.tier_since > at_ms
    return MemberRow(
        canonical=old.canonical or heir,
        status=old.status,
        tier=old.tier if is_newer else enrol.tier,
        tier_since=max(old.tier_since, at_ms),
        joined_at=at_ms,
        consent=enrol.consent,
        sealed=base64.b64decode(enrol.sealed, validate=True),
        more=old.more,
        ids=() if heir is not None else _with(old.ids, given),
        referrer=old.referrer or (UUID(enrol.referrer) if enrol.referrer else None),
    )


def _claim(database: ServerDatabase, identifier: FedIdentifier, member_id: UUID, at_ms: int) -> UUID:
    """Return whose the identifier is: `member_id`'s when nobody had it."""
    key = {
        "bucket": identifier_bucket(identifier.kind, identifier.digest),
        "kind": identifier.kind,
        "digest": bytes.fromhex(identifier.digest),
    }
    if database.write(lambda tx: tx.run(_CLAIM, **key, member=member_id.bytes, at=at_ms)):
        return member_id
    row = database.read(lambda tx: tx.row(_OWNER, **key))
    return UUID(bytes=bytes(row.member_id)) if row is not None else member_id


def _update(database: ServerDatabase, update: MemberUpdateFact) -> None:
    """What is sealed stays with the key it is sealed with; the rest is of whoever the member is now."""
    member_id = UUID(update.member)
    if update.sealed:
        change(
            database,
            member_id,
            lambda old: (
                old
                if update.sealed in old.more or old.status == ERASED
                else _set(old, more=(*old.more, update.sealed))
            ),
        )

    def changed(old: MemberRow) -> MemberRow:
        if old.status == ERASED:
            return old
        if "status" in update.fields and update.status:
            old = _set(old, status=update.status)
        if "referrer" in update.fields:
            old = _set(old, referrer=UUID(update.referrer) if update.referrer else None)
        return old

    change(database, canonical_of(database, member_id), changed)


def _tier(database: ServerDatabase, member_id: UUID, tier: str, since_ms: int) -> None:
    """The tier that began last counts."""
    change(
        database,
        canonical_of(database, member_id),
        lambda old: _set(old, tier=tier, tier_since=since_ms) if since_ms >= old.tier_since else old,
    )


def _with(ids: Sequence[FedIdentifier], more: Sequence[FedIdentifier]) -> tuple[FedIdentifier, ...]:
    have = {(each.kind, each.digest) for each in ids}
    return (*ids, *(each for each in more if (each.kind, each.digest) not in have))


def _without(ids: Sequence[FedIdentifier], less: Sequence[FedIdentifier]) -> tuple[FedIdentifier, ...]:
    gone = {(each.kind, each.digest) for each in less}
    return tuple(each for each in ids if (each.kind, each.digest) not in gone)
