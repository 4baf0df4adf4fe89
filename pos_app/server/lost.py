"""A terminal that will not come back: what it had reserved is free again."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import text

from pos_app.kernel.ids import AccountId
from pos_app.server.database import ServerDatabase
from pos_app.server.reservation_rows import ABANDONED, end

# Over all buckets.
_OPEN = text(
    """SELECT bucket, account_id, res_id FROM reservation WHERE device_id = :device AND state = 'active'
    ORDER BY bucket, account_id, res_id"""
)


def free_reservations(database: ServerDatabase, device_id: UUID) -> int:
    """Free what a terminal holds, each in its account's bucket; return how many. A fact that uses one of them later
    is posted all the same, flagged.
    """
    rows = database.read(lambda tx: tx.rows(_OPEN, device=device_id.bytes))
    return sum(_freed(database, row.bucket, bytes(row.account_id), bytes(row.res_id)) for row in rows)


def _freed(database: ServerDatabase, bucket: int, account: bytes, res_id: bytes) -> int:
    owner = AccountId(UUID(bytes=account))
    return int(database.write(lambda tx: end(tx, bucket, owner, UUID(bytes=res_id), ABANDONED)))
