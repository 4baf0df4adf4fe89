"""Writes ledger entries to the accounts they change."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import msgspec
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from pos_app.kernel.errors import Refused
from pos_app.kernel.ids import EventId, MemberId
from pos_app.loyalty.ledger import EntryDraft, LotChange

_ACCOUNT = """INSERT INTO account (account_id, member_id, balance_points) VALUES (?, ?, ?)
    ON CONFLICT (account_id) DO UPDATE SET balance_points = balance_points + excluded.balance_points"""
_ENTRY = "INSERT INTO ledger VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_INTO_LOT = """INSERT INTO lot VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT (account_id, lot_id) DO UPDATE SET
        earned_points = earned_points + excluded.earned_points,
        open_points = open_points + excluded.open_points"""
_OUT_OF_LOT = "UPDATE lot SET open_points = open_points + ? WHERE account_id = ? AND lot_id = ?"

_encode = msgspec.json.Encoder().encode
_LOTS = msgspec.json.Decoder(tuple[LotChange, ...])


def lots_bytes(lots: tuple[LotChange, ...]) -> bytes:
    """Return the lots an entry changed as the ledger keeps them."""
    return _encode(lots)


def read_lots(stored: bytes) -> tuple[LotChange, ...]:
    """Return the lots an entry changed."""
    return _LOTS.decode(stored)


def post(
    connection: Connection,
    member_id: MemberId,
    event_id: EventId | UUID,
    entry_no: int,
    entries: Sequence[EntryDraft],
) -> None:
    """Write the entries of one fact, inside the caller's transaction.

    Raises Refused `points.changed` when they would take more out of a lot than is in it.
    """
    sums: dict[UUID, int] = {}
    for entry in entries:
        if entry.points != sum(change.points for change in entry.lots):
            raise ValueError(f"entry {entry.leg} does not add up to its lots")
        sums[entry.account_id] = sums.get(entry.account_id, 0) + entry.points
    accounts = [(account.bytes, member_id.bytes, points) for account, points in sums.items()]
    connection.exec_driver_sql(_ACCOUNT, accounts)
    connection.exec_driver_sql(_ENTRY, [_row(entry, event_id, entry_no) for entry in entries])
    try:
        for entry in entries:
            for change in entry.lots:
                _change_lot(connection, entry.account_id, change)
    except IntegrityError as error:
        if "lot_never_negative" in str(error.orig):
            raise Refused("points.changed") from error
        raise


def _row(entry: EntryDraft, event_id: EventId | UUID, entry_no: int) -> tuple[object, ...]:
    return (
        entry.account_id.bytes,
        event_id.bytes,
        entry.leg,
        entry_no,
        entry.kind.value,
        entry.points,
        entry.rule,
        _encode(entry.reason),
        entry.line_no,
        _encode(entry.lots),
    )


def _change_lot(connection: Connection, account_id: UUID, change: LotChange) -> None:
    if change.points >= 0:
        lot = (change.lot_id.bytes, change.earned_at_ms, change.expires_at_ms, change.points, change.points)
        connection.exec_driver_sql(_INTO_LOT, (account_id.bytes, *lot))
        return
    taken = (change.points, account_id.bytes, change.lot_id.bytes)
    if not connection.exec_driver_sql(_OUT_OF_LOT, taken).rowcount:
        raise Refused("points.changed")
