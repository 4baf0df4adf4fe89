"""Writes ledger entries to the accounts they change."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import msgspec
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from pos_app.kernel.errors import Refused
from pos_app.kernel.ids import EventId
from pos_app.loyalty.accounts import TIER
from pos_app.loyalty.ledger import OPENING, EntryDraft, EntryKind, LotChange
from pos_app.storage.syncing.posting import confirmed_accounts, post_to_confirmed

_ACCOUNT = """INSERT INTO account VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (account_id) DO UPDATE SET balance_points = balance_points + excluded.balance_points"""
_DEBT = "UPDATE account SET debt_points = debt_points + ? WHERE account_id = ?"
_ENTRY = "INSERT INTO ledger VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_EARNED = """INSERT INTO lot (account_id, lot_id, earned_at_ms, expires_at_ms, earned_points, open_points, ends_by)
    VALUES (?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (account_id, lot_id) DO UPDATE SET
        earned_points = earned_points + excluded.earned_points,
        open_points = open_points + excluded.open_points,
        ends_by = iif(ends_by = '', excluded.ends_by, ends_by)"""
_GIVEN_BACK = """INSERT INTO lot (account_id, lot_id, earned_at_ms, expires_at_ms, earned_points, open_points,
    ends_by) VALUES (?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (account_id, lot_id) DO UPDATE SET
        open_points = open_points + excluded.open_points,
        ends_by = iif(ends_by = '', excluded.ends_by, ends_by)"""
_TAKEN = "UPDATE lot SET open_points = open_points + ? WHERE account_id = ? AND lot_id = ?"
_TIER = "UPDATE member SET tier = ?, tier_since_ms = ? WHERE member_id = ?"

_encode = msgspec.json.Encoder().encode
_LOTS = msgspec.json.Decoder(tuple[LotChange, ...])
_NEVER_NEGATIVE = ("lot_never_negative", "debt_never_negative")


def lots_bytes(lots: tuple[LotChange, ...]) -> bytes:
    """Return the lots an entry changed as the ledger keeps them."""
    return _encode(lots)


def read_lots(stored: bytes) -> tuple[LotChange, ...]:
    """Return the lots an entry changed."""
    return _LOTS.decode(stored)


def post(
    connection: Connection,
    event_id: EventId | UUID,
    entry_no: int,
    at_ms: int,
    entries: Sequence[EntryDraft],
    has_server: bool,
) -> None:
    """Write the entries of one fact that happened at `at_ms`, inside the caller's transaction.

    An account that a server told of is posted to as the server will do it, whatever has become of its lots. A TIER
    entry gives its owner the tier it names. Raises Refused `points.changed` when they would take more out of a
    lot, or off a debt, than there is.
    """
    if not entries:
        return
    sums: dict[UUID, int] = {}
    opened: dict[UUID, EntryDraft] = {}
    confirmed = confirmed_accounts(connection, entries) if has_server else set()
    for entry in entries:
        if entry.points != sum(change.points for change in entry.lots) - entry.debt_points:
            raise ValueError(f"entry {entry.leg} does not add up to its lots")
        counts = entry.account_id.bytes not in confirmed
        sums[entry.account_id] = sums.get(entry.account_id, 0) + (entry.points if counts else 0)
        opened.setdefault(entry.account_id, entry)
    accounts = [_account(opened[account], points) for account, points in sums.items()]
    connection.exec_driver_sql(_ACCOUNT, accounts)
    connection.exec_driver_sql(_ENTRY, [_row(entry, event_id, entry_no) for entry in entries])
    if confirmed:
        post_to_confirmed(connection, confirmed, entries, at_ms)
    try:
        for entry in entries:
            _apply(connection, entry, at_ms, entry.account_id.bytes in confirmed)
    except IntegrityError as error:
        if any(name in str(error.orig) for name in _NEVER_NEGATIVE):
            raise Refused("points.changed") from error
        raise


def _account(entry: EntryDraft, points: int) -> tuple[object, ...]:
    owner = entry.owner.bytes if entry.owner is not None else None
    return entry.account_id.bytes, owner, entry.key, points, 0


def _apply(connection: Connection, entry: EntryDraft, at_ms: int, is_posted: bool) -> None:
    if not is_posted:
        if entry.debt_points:
            connection.exec_driver_sql(_DEBT, (entry.debt_points, entry.account_id.bytes))
        for change in entry.lots:
            _change_lot(connection, entry, change)
    if entry.kind is EntryKind.TIER and entry.key == TIER and entry.owner is not None:
        connection.exec_driver_sql(_TIER, (entry.rule, entry.since_ms or at_ms, entry.owner.bytes))


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
        entry.debt_points,
        entry.since_ms,
    )


def _change_lot(connection: Connection, entry: EntryDraft, change: LotChange) -> None:
    account = entry.account_id.bytes
    if change.points >= 0:
        lot = (
            account,
            change.lot_id.bytes,
            change.earned_at_ms,
            change.expires_at_ms,
            change.points,
            change.points,
            change.ends_by,
        )
        connection.exec_driver_sql(_EARNED if entry.kind in OPENING else _GIVEN_BACK, lot)
        return
    taken = (change.points, account, change.lot_id.bytes)
    if not connection.exec_driver_sql(_TAKEN, taken).rowcount:
        raise Refused("points.changed")
