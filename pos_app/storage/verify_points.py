"""Checks the ledger with its balances, its lots, against the facts."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any
from uuid import UUID

import msgspec

from pos_app.kernel.messages import Message
from pos_app.storage.finding import WrongRow, must_equal
from pos_app.storage.ledger import read_lots
from pos_app.wire.sale_fact import SaleFact, SaleFactEntry, SaleFactLot, read_sale

_ENTRY = """SELECT kind, points, rule, reason, line_no, lots, entry_no FROM ledger
    WHERE account_id = ? AND event_id = ? AND leg = ?"""
_LEDGER = "SELECT account_id, event_id, leg, points, lots FROM ledger ORDER BY account_id, event_id, leg"
_ACCOUNTS = "SELECT account_id, balance_points, debt_points FROM account ORDER BY account_id"
_LOTS = """SELECT account_id, lot_id, earned_at_ms, expires_at_ms, earned_points, open_points FROM lot
    ORDER BY account_id, lot_id"""
_FACT = "SELECT body FROM journal WHERE event_id = ? AND kind = 'sale'"

_reason = msgspec.json.Decoder(Message).decode


def check_entries(connection: Any, entry_no: int, event_id: UUID, fact: SaleFact) -> int:
    """Check that the ledger has just what a sale's fact says; returns how many entries that is."""
    for entry in fact.entries:
        account = UUID(entry.acct)
        key = (account, event_id, entry.leg)
        row = connection.execute(_ENTRY, (account.bytes, event_id.bytes, entry.leg)).fetchone()
        if row is None:
            raise WrongRow("ledger", key, "verify.missing")
        must_equal("ledger", key, "*", _entry(account, entry.leg, row, entry), entry)
        must_equal("ledger", key, "entry_no", row[6], entry_no)
    return len(fact.entries)


def _entry(account: UUID, leg: str, row: Any, told: SaleFactEntry) -> SaleFactEntry:
    kind, points, rule, reason, line_no, lots, _ = row
    why = _reason(reason)
    changes = tuple(
        SaleFactLot(str(each.lot_id), each.points, each.earned_at_ms, each.expires_at_ms)
        for each in read_lots(lots)
    )
    return SaleFactEntry(
        str(account), leg, kind, points, rule, (why.code, why.params), line_no, changes, told.key, told.own
    )


def check_balances(connection: Any, entries_told: int) -> int:
    """Check accounts and lots against the ledger, account by account; returns how many accounts there are.

    `entries_told` is how many entries the facts have: when the ledger has more, the one without a fact is
    named.
    """
    ledger = groupby(connection.execute(_LEDGER), key=itemgetter(0))
    lots = groupby(connection.execute(_LOTS), key=itemgetter(0))
    next_entries, next_lots = next(ledger, None), next(lots, None)
    count = entries = 0
    for account_id, balance, debt in connection.execute(_ACCOUNTS):
        changed: dict[bytes, list[int]] = {}
        points = 0
        if next_entries is not None and next_entries[0] == account_id:
            for row in next_entries[1]:
                points += row[3]
                entries += 1
                _collect(changed, row)
            next_entries = next(ledger, None)
        must_equal("account", account_id, "balance_points", balance, points)
        open_points = 0
        if next_lots is not None and next_lots[0] == account_id:
            open_points = _check_lots(next_lots[1], changed)
            next_lots = next(lots, None)
        if changed:
            raise WrongRow("lot", (account_id, min(changed)), "verify.missing")
        must_equal("account", account_id, "balance_points", balance, open_points - debt)
        count += 1
    for table, left in (("ledger", next_entries), ("lot", next_lots)):
        if left is not None:
            raise WrongRow(table, left[0], "verify.no_account")
    if entries != entries_told:
        _name_extra_entry(connection)
    return count


def _collect(changed: dict[bytes, list[int]], row: Any) -> None:
    """Add one entry to what each lot must come to: earned, open, when earned, when it expires."""
    for change in read_lots(row[4]):
        expires = -1 if change.expires_at_ms is None else change.expires_at_ms
        lot = changed.setdefault(change.lot_id.bytes, [0, 0, change.earned_at_ms, expires])
        lot[0] += max(change.points, 0)
        lot[1] += change.points


def _check_lots(rows: Iterator[Any], changed: dict[bytes, list[int]]) -> int:
    """Check the lots of one account; returns their open points."""
    left = 0
    for account_id, lot_id, earned_at, expires_at, earned, open_points in rows:
        found = [earned, open_points, earned_at, -1 if expires_at is None else expires_at]
        must_equal("lot", (account_id, lot_id), "*", found, changed.pop(lot_id, [0, 0, 0, 0]))
        left += open_points
    return left


def _name_extra_entry(connection: Any) -> None:
    for account_id, event_id, leg, _, _ in connection.execute(_LEDGER):
        row = connection.execute(_FACT, (event_id,)).fetchone()
        told = read_sale(row[0]).entries if row else ()
        if (str(UUID(bytes=account_id)), leg) not in {(each.acct, each.leg) for each in told}:
            raise WrongRow("ledger", (account_id, event_id, leg), "verify.no_fact")
