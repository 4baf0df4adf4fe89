"""Papers that are used up: coupons, claims."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import msgspec
from sqlalchemy import Connection

from pos_app.kernel.errors import Refused
from pos_app.kernel.ids import AccountId, LotId, MemberId
from pos_app.loyalty.accounts import account_id
from pos_app.loyalty.ledger import EntryDraft, EntryKind, LotChange
from pos_app.storage.database import Database

_USED = {"coupon": "coupon.used", "claim": "claim.used"}
"""Kinds of bearer accounts that one paper stands for, with what refuses it the second time."""
_BALANCE = "SELECT balance_points FROM account WHERE account_id = ?"
_OPEN = """SELECT lot_id, open_points, earned_at_ms, expires_at_ms, ends_by FROM lot
    WHERE account_id = ? AND open_points > 0 ORDER BY lot_id"""
_LEFT = """SELECT a.balance_points - coalesce((SELECT sum(l.open_points) FROM lot l
        WHERE l.account_id = a.account_id AND l.expires_at_ms < ?), 0)
    FROM account a WHERE a.account_id = ?"""


def bearer_balance(database: Database, key: str, at_ms: int) -> int | None:
    """Return what is on a bearer account without the lots that ended before `at_ms`, None when it does not exist
    here.
    """
    row = database.row(_LEFT, (at_ms, account_id(None, key).bytes))
    return int(row[0]) if row else None


def settled(
    connection: Connection, entries: Sequence[EntryDraft], member: MemberId | None
) -> tuple[EntryDraft, ...]:
    """Return the entries as they can be written: what uses a paper takes from its lots here, or becomes a debt when
    the paper was given out elsewhere. `member` owns the accounts that are his by their id.

    Raises Refused `coupon.used`, `claim.used`.
    """
    return tuple(
        _used(connection, entry) if entry.points < 0 and _is_paper(entry) else _owned(entry, member)
        for entry in entries
    )


def _is_paper(entry: EntryDraft) -> bool:
    used = entry.owner is None and entry.kind is not EntryKind.REVERSE
    return used and entry.key.partition(":")[0] in _USED


def _owned(entry: EntryDraft, member: MemberId | None) -> EntryDraft:
    if entry.owner is None and member is not None and entry.account_id == account_id(member, entry.key):
        return msgspec.structs.replace(entry, owner=member)
    return entry


def _used(connection: Connection, entry: EntryDraft) -> EntryDraft:
    found = connection.exec_driver_sql(_BALANCE, (entry.account_id.bytes,)).scalar()
    if found is None:
        return msgspec.structs.replace(entry, lots=(), debt_points=-entry.points)
    if found < -entry.points:
        raise Refused(_USED[entry.key.partition(":")[0]], name=entry.rule)
    return msgspec.structs.replace(
        entry, lots=tuple(_taken(connection, entry.account_id, -entry.points)), debt_points=0
    )


def _taken(connection: Connection, account: AccountId, points: int) -> list[LotChange]:
    changes: list[LotChange] = []
    for lot_id, open_points, earned_at_ms, expires_at_ms, ends_by in connection.exec_driver_sql(
        _OPEN, (account.bytes,)
    ).all():
        taken = min(points, open_points)
        if taken:
            changes.append(LotChange(LotId(UUID(bytes=lot_id)), -taken, earned_at_ms, expires_at_ms, ends_by))
            points -= taken
    return changes
