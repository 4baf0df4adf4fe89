"""Posts the till's own entries to accounts that a server told of."""

from __future__ import annotations

import json
from collections.abc import Sequence

from sqlalchemy import Connection

from pos_app.loyalty.accounts import PENDING, POINTS, account_id
from pos_app.loyalty.ledger import EntryDraft
from pos_app.loyalty.ledger_fold import lot_order
from pos_app.loyalty.posting.booking import OpenBook
from pos_app.loyalty.posting.books import AccountBook
from pos_app.storage.syncing.overlay import Posted, booked_lot, post_fact
from pos_app.storage.syncing.told_accounts import write_changed

_CONFIRMED = """SELECT c.account_id FROM confirmed_account c
    WHERE c.account_id IN (SELECT unhex(value) FROM json_each(?))"""
_OPEN = "SELECT open_points FROM lot WHERE account_id = ? AND lot_id = ?"
_OWED = "SELECT debt_points FROM account WHERE account_id = ?"
# As if the server had told of it, and of nothing in it: whatever it tells next is newer.
_NOTHING_TOLD = """INSERT INTO confirmed_account (account_id, member_id, key, version, balance_points, debt_points,
    held_points, granted_points, active_at_ms, marks, epoch_no, told_at_ms)
    VALUES (?, ?, ?, 0, 0, 0, 0, 0, 0, '{}', -1, 0)"""
_ACCOUNT = "SELECT key, debt_points FROM account WHERE account_id = ?"
_LOTS = """SELECT lot_id, earned_at_ms, expires_at_ms, earned_points, open_points, ends_by, expired_points
    FROM lot WHERE account_id = ?"""


def confirmed_accounts(connection: Connection, entries: Sequence[EntryDraft]) -> set[bytes]:
    """Return which accounts of the entries a server told of, with those that points mature to from them."""
    wanted = {entry.account_id.bytes for entry in entries}
    wanted |= {
        account_id(entry.owner, POINTS).bytes for entry in entries if entry.key == PENDING and entry.owner
    }
    text = json.dumps([account.hex() for account in wanted])
    confirmed = {row[0] for row in connection.exec_driver_sql(_CONFIRMED, (text,))}
    for entry in entries:
        account = entry.account_id.bytes
        if account not in confirmed and _takes_unseen(connection, account, entry):
            owner = entry.owner.bytes if entry.owner is not None else None
            connection.exec_driver_sql(_NOTHING_TOLD, (account, owner, entry.key))
            confirmed.add(account)
    return confirmed


def _takes_unseen(connection: Connection, account: bytes, entry: EntryDraft) -> bool:
    """True for what only another till has seen so far: goods of its sale come back here before the server told of the
    points they earned.
    """
    if entry.debt_points < 0:
        row = connection.exec_driver_sql(_OWED, (account,)).first()
        if row is None or row[0] + entry.debt_points < 0:
            return True
    for change in entry.lots:
        if change.points < 0:
            row = connection.exec_driver_sql(_OPEN, (account, change.lot_id.bytes)).first()
            if row is None or row[0] + change.points < 0:
                return True
    return False


def post_to_confirmed(
    connection: Connection, accounts: set[bytes], entries: Sequence[EntryDraft], at_ms: int
) -> None:
    """Post entries in their order to those of the `accounts` they name, inside the caller's transaction."""
    opened: dict[bytes, OpenBook] = {}
    for account in accounts:
        row = connection.exec_driver_sql(_ACCOUNT, (account,)).first()
        if row is None:
            continue
        lots = [booked_lot(each) for each in connection.exec_driver_sql(_LOTS, (account,))]
        opened[account] = OpenBook(AccountBook(row[0], tuple(sorted(lots, key=lot_order)), row[1]))
    post_fact(opened, opened, Posted(at_ms, tuple(entries)))
    for account, book in opened.items():
        write_changed(connection, account, book)
