"""Rows of the server as terminals get them."""

from __future__ import annotations

import base64
from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import bindparam, text

from pos_app.server.database import Tx, Values
from pos_app.server.member_keys import Wrapping
from pos_app.server.member_rows import ERASED, read_ids, read_more
from pos_app.server.shop_keys import KIND, open_document
from pos_app.wire.pull import FedAccount, FedDocument, FedLot, FedMember

_ACCOUNTS = text(
    """SELECT account_id, owner, account_key, balance, debt, held, granted, active_at, version, feed_pos
    FROM account WHERE bucket = :bucket AND feed_pos > :after AND feed_pos <= :upto"""
)
_LOTS = text(
    """SELECT l.account_id, l.lot_id, l.earned_at, l.expires_at, l.earned, l.open, l.ends_by, l.expired
    FROM account a JOIN lot l ON l.bucket = a.bucket AND l.account_id = a.account_id
    WHERE a.bucket = :bucket AND a.feed_pos > :after AND a.feed_pos <= :upto AND l.bucket = :bucket
    AND (l.open <> 0 OR l.expired <> 0) ORDER BY l.account_id, l.earned_at, l.lot_id"""
)
_MARKS = text(
    """SELECT m.account_id, m.stream_id, m.seq
    FROM account a JOIN account_mark m ON m.bucket = a.bucket AND m.account_id = a.account_id
    WHERE a.bucket = :bucket AND a.feed_pos > :after AND a.feed_pos <= :upto AND m.bucket = :bucket
    AND m.stream_id IN :streams"""
).bindparams(bindparam("streams", expanding=True))
_MEMBERS = text(
    """SELECT m.member_id, m.canonical_id, m.status, m.tier, m.tier_since, m.joined_at, m.consent, m.sealed, m.more,
    m.ids, m.referrer, m.version, m.feed_pos, k.wrapped
    FROM member m LEFT JOIN member_key k ON k.bucket = m.bucket AND k.member_id = m.member_id
    WHERE m.bucket = :bucket AND m.feed_pos > :after AND m.feed_pos <= :upto"""
)
_DOCUMENTS = text(
    """SELECT scope, kind, doc_id, version, body, is_gone, feed_pos FROM document
    WHERE bucket = :bucket AND feed_pos > :after AND feed_pos <= :upto AND scope IN :scopes"""
).bindparams(bindparam("scopes", expanding=True))
_ACCOUNT = text(
    """SELECT account_id, owner, account_key, balance, debt, held, granted, active_at, version, feed_pos
    FROM account WHERE bucket = :bucket AND account_id = :account"""
)
_LOTS_OF = text(
    """SELECT account_id, lot_id, earned_at, expires_at, earned, open, ends_by, expired FROM lot
    WHERE bucket = :bucket AND account_id = :account AND (open <> 0 OR expired <> 0) ORDER BY earned_at, lot_id"""
)
_MARKS_OF = text(
    """SELECT account_id, stream_id, seq FROM account_mark
    WHERE bucket = :bucket AND account_id = :account AND stream_id IN :streams"""
).bindparams(bindparam("streams", expanding=True))
_MEMBER = text(
    """SELECT m.member_id, m.canonical_id, m.status, m.tier, m.tier_since, m.joined_at, m.consent, m.sealed, m.more,
    m.ids, m.referrer, m.version, m.feed_pos, k.wrapped
    FROM member m LEFT JOIN member_key k ON k.bucket = m.bucket AND k.member_id = m.member_id
    WHERE m.bucket = :bucket AND m.member_id = :member"""
)


class Page(msgspec.Struct, frozen=True):
    """A stretch of one bucket's feed: everything after one place up to another, that included."""

    bucket: int
    after: int
    upto: int

    def values(self) -> Values:
        """Return the values of the statements."""
        return {"bucket": self.bucket, "after": self.after, "upto": self.upto}


def accounts_of_page(tx: Tx, page: Page, streams: Sequence[bytes]) -> list[FedAccount]:
    """Return accounts with lots, with the marks of these streams."""
    rows = tx.rows(_ACCOUNTS, **page.values())
    if not rows:
        return []
    lots = tx.rows(_LOTS, **page.values())
    marks = tx.rows(_MARKS, **page.values(), streams=streams) if streams else ()
    return _accounts(page.bucket, rows, lots, marks)


def members_of_page(tx: Tx, page: Page, wrapping: Wrapping) -> list[FedMember]:
    """Return members with the keys of their data; erased ones have none."""
    return [_member(page.bucket, row, wrapping) for row in tx.rows(_MEMBERS, **page.values())]


def documents_of_page(tx: Tx, page: Page, scopes: Sequence[str], wrapping: Wrapping) -> list[FedDocument]:
    """Return documents of these scopes, withdrawn ones as gone."""
    return [
        FedDocument(
            bucket=page.bucket,
            pos=row.feed_pos,
            scope=row.scope,
            kind=row.kind,
            doc_id=row.doc_id,
            version=row.version,
            body=open_document(wrapping, row.body) if row.kind == KIND and row.body else row.body,
            gone=bool(row.is_gone),
        )
        for row in tx.rows(_DOCUMENTS, **page.values(), scopes=scopes)
    ]


def one_account(tx: Tx, bucket: int, account_id: UUID, streams: Sequence[bytes]) -> FedAccount | None:
    """Return an account with lots and marks, None when there is none."""
    values = {"bucket": bucket, "account": account_id.bytes}
    rows = tx.rows(_ACCOUNT, **values)
    if not rows:
        return None
    marks = tx.rows(_MARKS_OF, **values, streams=streams) if streams else ()
    return _accounts(bucket, rows, tx.rows(_LOTS_OF, **values), marks)[0]


def one_member(tx: Tx, bucket: int, member_id: UUID, wrapping: Wrapping) -> FedMember | None:
    """Return a member, None when there is none, or only entries that came before the enrolment."""
    row = tx.row(_MEMBER, bucket=bucket, member=member_id.bytes)
    return _member(bucket, row, wrapping) if row is not None and row.feed_pos > 0 else None


def _accounts(
    bucket: int, rows: Sequence[Any], lots: Sequence[Any], marks: Sequence[Any]
) -> list[FedAccount]:
    lots_of: dict[bytes, list[FedLot]] = defaultdict(list)
    for lot in lots:
        lots_of[bytes(lot.account_id)].append(
            FedLot(
                _text(lot.lot_id),
                lot.earned_at,
                lot.expires_at,
                lot.earned,
                lot.open,
                lot.ends_by,
                lot.expired,
            )
        )
    marks_of: dict[bytes, dict[str, int]] = defaultdict(dict)
    for mark in marks:
        marks_of[bytes(mark.account_id)][_text(mark.stream_id)] = mark.seq
    return [
        FedAccount(
            bucket=bucket,
            pos=row.feed_pos,
            account=_text(row.account_id),
            own=_text(row.owner) if row.owner is not None else None,
            key=row.account_key,
            version=row.version,
            balance=row.balance,
            debt=row.debt,
            held=row.held,
            granted=row.granted,
            lots=tuple(lots_of[bytes(row.account_id)]),
            marks=marks_of[bytes(row.account_id)],
            active_at=row.active_at,
        )
        for row in rows
    ]


def _member(bucket: int, row: Any, wrapping: Wrapping) -> FedMember:
    is_gone = row.status == ERASED
    key = b""
    if row.wrapped is not None and not is_gone:
        key = wrapping.unwrap(bytes(row.member_id), bytes(row.wrapped))
    return FedMember(
        bucket=bucket,
        pos=row.feed_pos,
        member=_text(row.member_id),
        canonical=_text(row.canonical_id) if row.canonical_id is not None else None,
        status=row.status,
        tier=row.tier,
        tier_since=row.tier_since,
        joined_at=row.joined_at,
        consent=bool(row.consent),
        sealed="" if is_gone else base64.b64encode(bytes(row.sealed)).decode("ascii"),
        more=() if is_gone else read_more(bytes(row.more)),
        key=base64.b64encode(key).decode("ascii"),
        ids=() if is_gone else read_ids(bytes(row.ids)),
        referrer=_text(row.referrer) if row.referrer is not None else None,
        version=row.version,
    )


def _text(value: Any) -> str:
    return str(UUID(bytes=bytes(value)))
