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
    return {row[0] for row in connection.exec_driver_sql(_CONFIRMED, (text,))}


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
