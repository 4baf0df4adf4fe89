"""The rows of holds, allowances: what one transaction of an account's bucket does with them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import text

from pos_app.kernel.ids import AccountId
from pos_app.server.database import Tx
from pos_app.wire.reserve import ReservationKind

ACTIVE = "active"
CAPTURED = "captured"
RELEASED = "released"
ABANDONED = "abandoned"
MOVED = "moved"
LATE_CAPTURE = "late_capture"
"""What was held was free again when the fact that uses it came."""
RESTORED_SERVER = "restored_server"
"""The server did not know what it had promised: it was restored meanwhile."""
REINSTATED = "reinstated"
OVER_COMMITTED = "over_committed"
"""Brought back after a restore, more than was free then."""

_FIND = text(
    """SELECT kind, device_id, amount, used, state, lease_until, flag FROM reservation
    WHERE bucket = :bucket AND account_id = :account AND res_id = :res"""
)
_USE = text(
    """UPDATE reservation SET used = :used, state = :state
    WHERE bucket = :bucket AND account_id = :account AND res_id = :res"""
)
_END = text(
    """UPDATE reservation SET state = :state
    WHERE bucket = :bucket AND account_id = :account AND res_id = :res AND state = 'active'
    RETURNING kind, amount, used"""
)
_ADD = text(
    """INSERT INTO reservation (bucket, account_id, res_id, kind, device_id, stream_id, ctl, amount, used, state,
        created_at, lease_until, flag)
    VALUES (:bucket, :account, :res, :kind, :device, :stream, :ctl, :amount, 0, 'active', :now, :lease_until, :flag)
    ON CONFLICT (bucket, account_id, res_id) DO NOTHING"""
)
_LOCK = text(
    """UPDATE account SET version = version WHERE bucket = :bucket AND account_id = :account
    RETURNING balance, held, granted, version"""
)
_MADE_SURE = text(
    """INSERT INTO account (bucket, account_id, owner, account_key, balance, debt, held, granted, active_at, version,
        feed_pos) VALUES (:bucket, :account, NULL, '', 0, 0, 0, 0, 0, 0, 0)
    ON CONFLICT (bucket, account_id) DO NOTHING"""
)
_LANE = text(
    """INSERT INTO lane (bucket, head) VALUES (:bucket, 1)
    ON CONFLICT (bucket) DO UPDATE SET head = lane.head + 1 RETURNING head"""
)
_WRITE = text(
    """UPDATE account SET held = held + :held, granted = granted + :granted, version = version + 1, feed_pos = :head
    WHERE bucket = :bucket AND account_id = :account"""
)
_PACK = text(
    """UPDATE reservation SET state = 'moved' WHERE bucket = :bucket AND account_id = :account AND state = 'active'
    RETURNING kind, amount, used"""
)
_PACKED = text(
    """SELECT res_id, kind, device_id, stream_id, ctl, amount, used, created_at, lease_until, flag FROM reservation
    WHERE bucket = :bucket AND account_id = :account AND state = 'moved' ORDER BY res_id"""
)


class Captured(msgspec.Struct, frozen=True):
    """What is free again of what was reserved; `odd` is `late_capture` or `restored_server`."""

    held: int = 0
    granted: int = 0
    odd: str = ""


def find(tx: Tx, bucket: int, account: AccountId, res_id: UUID) -> Any | None:
    """Return a reservation's row, None when there is none."""
    return tx.row(_FIND, bucket=bucket, account=account.bytes, res=res_id.bytes)


def lock(tx: Tx, bucket: int, account: AccountId) -> Any | None:
    """Lock an account and return its balance, held, granted, version; None when there is no such account."""
    return tx.row(_LOCK, bucket=bucket, account=account.bytes)


def make_sure_of(tx: Tx, bucket: int, account: AccountId) -> None:
    """Make sure that there is an account to hold something of, though nothing is known of it yet."""
    tx.run(_MADE_SURE, bucket=bucket, account=account.bytes)


def add(
    tx: Tx,
    bucket: int,
    account: AccountId,
    res_id: UUID,
    kind: str,
    device_id: UUID,
    stream_id: UUID,
    ctl: int,
    amount: int,
    now_ms: int,
    lease_until_ms: int,
    flag: str = "",
) -> bool:
    """Add an active reservation to a locked account; False when it is known already."""
    if not tx.run(
        _ADD,
        bucket=bucket,
        account=account.bytes,
        res=res_id.bytes,
        kind=kind,
        device=device_id.bytes,
        stream=stream_id.bytes,
        ctl=ctl,
        amount=amount,
        now=now_ms,
        lease_until=lease_until_ms,
        flag=flag,
    ):
        return False
    change(tx, bucket, account, kind, amount)
    return True


def end(tx: Tx, bucket: int, account: AccountId, res_id: UUID, state: str) -> bool:
    """Free what is left of an active reservation; False when it is none any more."""
    if lock(tx, bucket, account) is None:
        return False
    row = tx.row(_END, bucket=bucket, account=account.bytes, res=res_id.bytes, state=state)
    if row is None:
        return False
    change(tx, bucket, account, row.kind, row.used - row.amount)
    return True


def change(tx: Tx, bucket: int, account: AccountId, kind: str, amount: int) -> None:
    """Change what an account has reserved by `amount`, with its place in the feed."""
    is_hold = kind == ReservationKind.HOLD
    lane = tx.row(_LANE, bucket=bucket)
    tx.run(
        _WRITE,
        bucket=bucket,
        account=account.bytes,
        held=amount if is_hold else 0,
        granted=0 if is_hold else amount,
        head=lane.head if lane is not None else 0,
    )


def capture(
    tx: Tx, bucket: int, account: AccountId, named: Collection[UUID], due: Collection[UUID], spent: int
) -> Captured:
    """Use those of the reservations `named` by a fact that are of this locked account for `spent` points (> 0): the
    rest of a hold is free again, an allowance goes on. Those that are `due` here are told when they are free already.
    """
    odd, held, granted, left = "", 0, 0, spent
    for res_id in named:
        row = find(tx, bucket, account, res_id)
        if row is None:
            odd = odd or (RESTORED_SERVER if res_id in due else "")
            continue
        if row.state != ACTIVE:
            odd = LATE_CAPTURE if row.state in (RELEASED, ABANDONED) and res_id in due else odd
            continue
        odd = odd or (RESTORED_SERVER if row.flag else "")
        taken = min(row.amount - row.used, left)
        left -= taken
        is_hold = row.kind == ReservationKind.HOLD
        state = CAPTURED if is_hold else ACTIVE
        tx.run(
            _USE, bucket=bucket, account=account.bytes, res=res_id.bytes, used=row.used + taken, state=state
        )
        if is_hold:
            held += row.amount - row.used
        else:
            granted += taken
    return Captured(held, granted, odd)


def pack(tx: Tx, bucket: int, account: AccountId) -> Sequence[Any]:
    """Take what is reserved off a locked account; return it with what was taken off before. Repeating it is fine."""
    for row in tx.rows(_PACK, bucket=bucket, account=account.bytes):
        change(tx, bucket, account, row.kind, row.used - row.amount)
    return tx.rows(_PACKED, bucket=bucket, account=account.bytes)


def unpack(tx: Tx, bucket: int, account: AccountId, packed: Sequence[Any]) -> None:
    """Reserve on a locked account what `pack` took off another one; what came before stays as it is."""
    for row in packed:
        place = (UUID(bytes=bytes(row.device_id)), UUID(bytes=bytes(row.stream_id)), row.ctl)
        terms = (row.amount - row.used, row.created_at, row.lease_until, row.flag)
        add(tx, bucket, account, UUID(bytes=bytes(row.res_id)), row.kind, *place, *terms)
