"""Accounts as the server told them, with the till's own later entries."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from pos_app.kernel.ids import MemberId
from pos_app.loyalty.posting.booking import OpenBook
from pos_app.loyalty.posting.books import AccountBook
from pos_app.storage.syncing.id_bytes import id_bytes
from pos_app.storage.syncing.overlay import Overlay
from pos_app.storage.syncing.visits import VISITS
from pos_app.wire.pull import FedAccount, FedLot

_KNOWN = """SELECT account_id, version, epoch_no FROM confirmed_account
    WHERE account_id IN (SELECT unhex(value) FROM json_each(?))"""
_CONFIRM = """INSERT INTO confirmed_account VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (account_id) DO UPDATE SET member_id = excluded.member_id, version = excluded.version,
        balance_points = excluded.balance_points, debt_points = excluded.debt_points,
        held_points = excluded.held_points, granted_points = excluded.granted_points,
        active_at_ms = excluded.active_at_ms, marks = excluded.marks, epoch_no = excluded.epoch_no,
        told_at_ms = excluded.told_at_ms"""
_NO_CONFIRMED_LOTS = "DELETE FROM confirmed_lot WHERE account_id = ?"
_CONFIRM_LOT = "INSERT INTO confirmed_lot VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
_ACCOUNT = """INSERT INTO account (account_id, member_id, key, balance_points, debt_points) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (account_id) DO UPDATE SET balance_points = excluded.balance_points,
        debt_points = excluded.debt_points"""
_NO_LOTS = "DELETE FROM lot WHERE account_id = ?"
_LOT = """INSERT INTO lot (account_id, lot_id, earned_at_ms, expires_at_ms, earned_points, open_points, ends_by,
    expired_points) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"""
_LOT_NOW = (
    _LOT
    + """ ON CONFLICT (account_id, lot_id) DO UPDATE SET earned_points = excluded.earned_points,
        open_points = excluded.open_points, ends_by = excluded.ends_by, expired_points = excluded.expired_points"""
)
_CHANGED = "UPDATE account SET balance_points = ?, debt_points = ? WHERE account_id = ?"
_HERE = "SELECT account_id FROM account WHERE account_id IN (SELECT unhex(value) FROM json_each(?))"
_ANY = "SELECT 1 FROM ledger LIMIT 1"
_OWNER = "SELECT member_id, key FROM confirmed_account WHERE account_id = ?"

Row = tuple[object, ...]


class TellAccounts:
    """One slice of accounts, inside the caller's transaction on a driver's connection."""

    def __init__(self, connection: Any, epoch_no: int, now_ms: int) -> None:
        self._connection = connection
        self._epoch_no = epoch_no
        self._now_ms = now_ms

    def tell(self, told: Sequence[FedAccount]) -> set[MemberId]:
        """Keep accounts that are newer than what is here, lay later entries over them; return whose they are.

        An account without a key is one that the server only holds something of: nothing is known of it yet.
        """
        told = [row for row in told if row.key]
        if not told:
            return set()
        ids = {row.account: id_bytes(row.account) for row in told}
        known = self._known(ids.values())
        newest: dict[bytes, FedAccount] = {}
        for row in told:
            account = ids[row.account]
            held = known.get(account)
            if held is None or held[1] < self._epoch_no or row.version > held[0]:
                newest[account] = row
        self._confirm(newest, known)
        self._lay(newest)
        return {MemberId(UUID(row.own)) for row in newest.values() if row.own is not None}

    def _known(self, accounts: Iterable[bytes]) -> dict[bytes, tuple[int, int]]:
        rows = self._connection.execute(_KNOWN, (_hex(accounts),))
        return {row[0]: (row[1], row[2]) for row in rows}

    def _confirm(self, newest: dict[bytes, FedAccount], known: dict[bytes, tuple[int, int]]) -> None:
        rows = [
            (
                account,
                id_bytes(row.own) if row.own is not None else None,
                row.key,
                row.version,
                row.balance,
                row.debt,
                row.held,
                row.granted,
                row.active_at,
                json.dumps(row.marks) if row.marks else "{}",
                self._epoch_no,
                self._now_ms,
            )
            for account, row in newest.items()
        ]
        self._many(_CONFIRM, rows)
        self._many(_NO_CONFIRMED_LOTS, [(account,) for account in newest if account in known])
        self._many(_CONFIRM_LOT, [_lot(account, lot) for account, row in newest.items() for lot in row.lots])

    def _lay(self, newest: dict[bytes, FedAccount]) -> None:
        """Accounts that no fact of this till changed are just what was told."""
        kept = {account: row for account, row in newest.items() if row.key != VISITS}
        mine: set[bytes] = set()
        if self._connection.execute(_ANY).fetchone() is not None:
            overlay = Overlay(self._connection)
            mine = overlay.of_this_till(kept)
            laid: set[bytes] = set()
            for account in mine:
                if account not in laid:
                    books = overlay.books(account)
                    laid |= set(books)
                    write_books(self._connection, books)
        plain = {account: row for account, row in kept.items() if account not in mine}
        here = {row[0] for row in self._connection.execute(_HERE, (_hex(plain),))} if plain else set()
        accounts = [
            (account, id_bytes(row.own) if row.own is not None else None, row.key, row.balance, row.debt)
            for account, row in plain.items()
        ]
        self._many(_ACCOUNT, accounts)
        self._many(_NO_LOTS, [(account,) for account in here])
        self._many(_LOT, [_lot(account, lot) for account, row in plain.items() for lot in row.lots])

    def _many(self, sql: str, rows: Sequence[Row]) -> None:
        if rows:
            self._connection.executemany(sql, rows)


def write_books(connection: Any, books: dict[bytes, AccountBook]) -> None:
    """Write confirmed accounts with their lots as they are now."""
    for account, book in books.items():
        owner, key = connection.execute(_OWNER, (account,)).fetchone()
        connection.execute(_ACCOUNT, (account, owner, key, book.balance_points, book.debt_points))
        connection.execute(_NO_LOTS, (account,))
        rows = [
            (
                account,
                lot.lot_id.bytes,
                lot.earned_at_ms,
                lot.expires_at_ms,
                lot.earned_points,
                lot.open_points,
                lot.ends_by,
                lot.expired_points,
            )
            for lot in book.lots
        ]
        if rows:
            connection.executemany(_LOT, rows)


def write_changed(connection: Connection, account: bytes, opened: OpenBook) -> None:
    """Write what entries did to an account, inside the caller's transaction."""
    book = opened.book()
    connection.exec_driver_sql(_CHANGED, (book.balance_points, book.debt_points, account))
    for lot in opened.changed_lots():
        values = (
            account,
            lot.lot_id.bytes,
            lot.earned_at_ms,
            lot.expires_at_ms,
            lot.earned_points,
            lot.open_points,
            lot.ends_by,
            lot.expired_points,
        )
        connection.exec_driver_sql(_LOT_NOW, values)


def _lot(account: bytes, lot: FedLot) -> Row:
    return (
        account,
        id_bytes(lot.lot),
        lot.earned_at,
        lot.expires_at,
        lot.earned,
        lot.open,
        lot.by,
        lot.expired,
    )


def _hex(accounts: Iterable[bytes]) -> str:
    return json.dumps([account.hex() for account in accounts])
