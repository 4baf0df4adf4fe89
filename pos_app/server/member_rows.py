"""The row of a member: read, changed, fed in one transaction of its bucket."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from uuid import UUID

import msgspec
from sqlalchemy import text

from pos_app.kernel.ids import AccountId, MemberId
from pos_app.server.database import ServerDatabase, Tx
from pos_app.server.posting_rows import LANE
from pos_app.wire.bucket import bucket_of
from pos_app.wire.pull import FedIdentifier

ACTIVE = "active"
BLOCKED = "blocked"
ERASED = "erased"

_STUB = text(
    """INSERT INTO member (bucket, member_id, canonical_id, status, tier, tier_since, joined_at, consent, sealed, more,
        ids, referrer, version, feed_pos)
    VALUES (:bucket, :member, NULL, 'active', '', 0, 0, 0, :none, :empty, :empty, NULL, 0, 0)
    ON CONFLICT (bucket, member_id) DO UPDATE SET version = member.version
    RETURNING canonical_id, status, tier, tier_since, joined_at, consent, sealed, more, ids, referrer, version"""
)
_WRITE = text(
    """UPDATE member SET canonical_id = :canonical, status = :status, tier = :tier, tier_since = :tier_since,
        joined_at = :joined_at, consent = :consent, sealed = :sealed, more = :more, ids = :ids, referrer = :referrer,
        version = version + 1, feed_pos = :head WHERE bucket = :bucket AND member_id = :member"""
)
_CANONICAL = text("SELECT canonical_id FROM member WHERE bucket = :bucket AND member_id = :member")
_ACCOUNTS = text(
    "SELECT account_id, account_key FROM member_account WHERE bucket = :bucket AND member_id = :member"
)
_ADD_ACCOUNT = text(
    """INSERT INTO member_account (bucket, member_id, account_id, account_key)
    VALUES (:bucket, :member, :account, :key) ON CONFLICT (bucket, member_id, account_id) DO NOTHING"""
)
# Read over all buckets: who was merged into a member is asked only when somebody is merged again, or erased.
_ALIASES = text("SELECT member_id FROM member WHERE canonical_id = :member")
_encode = msgspec.json.Encoder().encode
_MORE = msgspec.json.Decoder(tuple[str, ...])
_IDS = msgspec.json.Decoder(tuple[FedIdentifier, ...])


class MemberRow(msgspec.Struct, frozen=True):
    """What is known of a member; `joined_at` 0 until the enrolment has come. `sealed` is bytes, `more` base64."""

    canonical: UUID | None
    status: str
    tier: str
    tier_since: int
    joined_at: int
    consent: bool
    sealed: bytes
    more: tuple[str, ...]
    ids: tuple[FedIdentifier, ...]
    referrer: UUID | None


class Known(msgspec.Struct, frozen=True):
    """A member (the first on `path`) with everybody on the way to who it is now, the accounts noted for the first."""

    path: tuple[MemberId, ...]
    accounts: frozenset[UUID]

    @property
    def is_gone(self) -> bool:
        """Whether the member is somebody else now."""
        return len(self.path) > 1


def read_ids(stored: bytes) -> tuple[FedIdentifier, ...]:
    """Return the identifiers in a member's column `ids`."""
    return _IDS.decode(stored)


def read_more(stored: bytes) -> tuple[str, ...]:
    """Return what was sealed later, base64, oldest first, from a member's column `more`."""
    return _MORE.decode(stored)


def change(
    database: ServerDatabase, member_id: UUID, work: Callable[[MemberRow], MemberRow]
) -> tuple[MemberRow, MemberRow]:
    """Change a member's row; return it as it was, as it is. A member who is not known yet gets a row that is not fed
    until the enrolment comes.
    """
    bucket = bucket_of(member_id)

    def write(tx: Tx) -> tuple[MemberRow, MemberRow]:
        row = tx.row(_STUB, bucket=bucket, member=member_id.bytes, none=b"", empty=b"[]")
        assert row is not None
        old = MemberRow(
            UUID(bytes=bytes(row.canonical_id)) if row.canonical_id else None,
            row.status,
            row.tier,
            row.tier_since,
            row.joined_at,
            bool(row.consent),
            bytes(row.sealed),
            _MORE.decode(row.more),
            _IDS.decode(row.ids),
            UUID(bytes=bytes(row.referrer)) if row.referrer else None,
        )
        new = work(old)
        if new != old:
            _write(tx, bucket, member_id, new)
        return old, new

    return database.write(write)


def _write(tx: Tx, bucket: int, member_id: UUID, new: MemberRow) -> None:
    head = 0
    if new.joined_at or new.canonical is not None or new.status == ERASED:
        lane = tx.row(LANE, bucket=bucket)
        head = lane.head if lane is not None else 0
    tx.run(
        _WRITE,
        bucket=bucket,
        member=member_id.bytes,
        canonical=new.canonical.bytes if new.canonical else None,
        status=new.status,
        tier=new.tier,
        tier_since=new.tier_since,
        joined_at=new.joined_at,
        consent=int(new.consent),
        sealed=new.sealed,
        more=_encode(new.more),
        ids=_encode(new.ids),
        referrer=new.referrer.bytes if new.referrer else None,
        head=head,
    )


def canonical_of(database: ServerDatabase, member_id: UUID) -> MemberId:
    """Return who a member is after all merges; in a ring, which two merges at one instant can make, the least id."""
    seen: list[UUID] = []
    current = member_id
    while current not in seen:
        seen.append(current)
        found = _next(database, current)
        if found is None:
            return MemberId(current)
        current = found
    return MemberId(min(seen[seen.index(current) :]))


def path_of(database: ServerDatabase, member_id: UUID) -> tuple[MemberId, ...]:
    """Return a member with everybody on the way to who it is now, in this order."""
    end = canonical_of(database, member_id)
    path = [MemberId(member_id)]
    while path[-1] != end:
        found = _next(database, path[-1])
        if found is None:
            break
        path.append(MemberId(found))
    return tuple(path)


def known(database: ServerDatabase, member_id: UUID) -> Known:
    """Return who a member is, which accounts are noted for that member."""
    key = {"bucket": bucket_of(member_id), "member": member_id.bytes}

    def read(tx: Tx) -> tuple[bool, frozenset[UUID]]:
        row = tx.row(_CANONICAL, **key)
        accounts = frozenset(UUID(bytes=bytes(each.account_id)) for each in tx.rows(_ACCOUNTS, **key))
        return row is not None and row.canonical_id is not None, accounts

    is_gone, accounts = database.read(read)
    return Known(path_of(database, member_id) if is_gone else (MemberId(member_id),), accounts)


def accounts_of(database: ServerDatabase, member_id: UUID) -> tuple[tuple[AccountId, str], ...]:
    """Return the accounts that are noted for a member, with their keys."""
    bucket = bucket_of(member_id)
    rows = database.read(lambda tx: tx.rows(_ACCOUNTS, bucket=bucket, member=member_id.bytes))
    return tuple((AccountId(UUID(bytes=bytes(row.account_id))), row.account_key) for row in rows)


def note_accounts(database: ServerDatabase, member_id: UUID, accounts: Iterable[tuple[UUID, str]]) -> None:
    """Note accounts of a member, before anything is posted to them."""
    bucket = bucket_of(member_id)
    rows = [
        {"bucket": bucket, "member": member_id.bytes, "account": account.bytes, "key": key}
        for account, key in accounts
    ]
    if rows:
        database.write(lambda tx: tx.many(_ADD_ACCOUNT, rows))


def aliases_of(database: ServerDatabase, member_id: UUID) -> tuple[UUID, ...]:
    """Return who became this member by a merge, directly or by way of others."""
    found: list[UUID] = []
    waiting = [member_id]
    while waiting:
        current = waiting.pop()
        rows = database.read(partial(Tx.rows, statement=_ALIASES, member=current.bytes))
        new = [UUID(bytes=bytes(row.member_id)) for row in rows]
        new = [each for each in new if each not in found and each != member_id]
        found += new
        waiting += new
    return tuple(found)


def _next(database: ServerDatabase, member_id: UUID) -> UUID | None:
    bucket = bucket_of(member_id)
    row = database.read(lambda tx: tx.row(_CANONICAL, bucket=bucket, member=member_id.bytes))
    return UUID(bytes=bytes(row.canonical_id)) if row is not None and row.canonical_id else None
