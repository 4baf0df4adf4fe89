"""Checks the ledger with its balances, its lots, against the facts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any
from uuid import UUID

import msgspec

from pos_app.kernel.ids import MemberId
from pos_app.kernel.messages import Message
from pos_app.loyalty.accounts import account_id
from pos_app.loyalty.ledger import OPENING
from pos_app.storage.entry_facts import entry_draft, entry_fact, lot_fact
from pos_app.storage.finding import WrongRow, must_equal
from pos_app.storage.ledger import read_lots
from pos_app.storage.verify_confirmed import ConfirmedChecks, check_told_lots
from pos_app.wire.posting_fact import read_entries
from pos_app.wire.sale_fact import SaleFactEntry

_ENTRY = """SELECT l.kind, l.points, l.rule, l.reason, l.line_no, l.lots, l.debt_points, l.since_ms, a.key,
    a.member_id, l.entry_no FROM ledger l JOIN account a ON a.account_id = l.account_id
    WHERE l.account_id = ? AND l.event_id = ? AND l.leg = ?"""
_LEDGER = """SELECT account_id, event_id, leg, points, lots, debt_points, kind FROM ledger
    ORDER BY account_id, event_id, leg"""
_ACCOUNTS = "SELECT account_id, balance_points, debt_points, key, member_id FROM account ORDER BY account_id"
_LOTS = """SELECT account_id, lot_id, earned_at_ms, expires_at_ms, earned_points, open_points, ends_by, expired_points
    FROM lot ORDER BY account_id, lot_id"""
_FACT = "SELECT body FROM journal WHERE event_id = ?"
_OPENS = frozenset(kind.value for kind in OPENING)

_reason = msgspec.json.Decoder(Message).decode


class LotSum:
    """What the ledger says of one lot: its dates, what was earned into it, what is open, what was given back to it."""

    __slots__ = ("dates", "earned", "given_back", "left")

    def __init__(self) -> None:
        self.dates: set[tuple[int, int | None, str]] = set()
        self.earned = 0
        self.left = 0
        self.given_back: set[int] = {0}


def check_entries(
    connection: Any, entry_no: int, event_id: UUID, entries: Sequence[SaleFactEntry], member: str | None
) -> int:
    """Check that the ledger has just what a fact says; returns how many entries that is."""
    for told in entries:
        account = UUID(told.acct)
        key = (account, event_id, told.leg)
        row = connection.execute(_ENTRY, (account.bytes, event_id.bytes, told.leg)).fetchone()
        if row is None:
            raise WrongRow("ledger", key, "verify.missing")
        must_equal("ledger", key, "*", _entry(account, told.leg, row), entry_fact(entry_draft(told, member)))
        must_equal("ledger", key, "entry_no", row[10], entry_no)
    return len(entries)


def _entry(account: UUID, leg: str, row: Any) -> SaleFactEntry:
    """Return a row of the ledger as a fact would tell it."""
    kind, points, rule, reason, line_no, lots, debt, since_ms, key, member, _ = row
    why = _reason(reason)
    return SaleFactEntry(
        acct=str(account),
        leg=leg,
        kind=kind,
        amount=points,
        rule=rule,
        why=(why.code, why.params),
        line=line_no,
        lots=tuple(lot_fact(each) for each in read_lots(lots)),
        key=key,
        own=str(UUID(bytes=member)) if member else None,
        debt=debt,
        since=since_ms,
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
    confirmed = ConfirmedChecks(connection)
    for account, balance, debt, key, member in connection.execute(_ACCOUNTS):
        owner = MemberId(UUID(bytes=member)) if member else None
        must_equal("account", account, "account_id", account, account_id(owner, key).bytes)
        changed: dict[bytes, LotSum] = {}
        points = owed = 0
        if next_entries is not None and next_entries[0] == account:
            for row in next_entries[1]:
                points += row[3]
                owed += row[5]
                entries += 1
                _collect(changed, row)
            next_entries = next(ledger, None)
        told = confirmed.book(account)
        if told is not None:
            points, owed = told.balance_points, told.debt_points
        must_equal("account", account, "balance_points", balance, points)
        must_equal("account", account, "debt_points", debt, owed)
        open_points = 0
        if next_lots is not None and next_lots[0] == account:
            rows = next_lots[1]
            open_points = _check_lots(rows, changed) if told is None else check_told_lots(rows, told)
            next_lots = next(lots, None)
        if told is not None:
            count += 1
            continue
        if changed:
            raise WrongRow("lot", (account, min(changed)), "verify.missing")
        must_equal("account", account, "balance_points", balance, open_points - debt)
        count += 1
    for table, left in (("ledger", next_entries), ("lot", next_lots)):
        if left is not None:
            raise WrongRow(table, left[0], "verify.no_account")
    if entries != entries_told:
        _name_extra_entry(connection)
    return count


def _collect(changed: dict[bytes, LotSum], row: Any) -> None:
    """Add one entry to what each lot must come to."""
    for change in read_lots(row[4]):
        lot = changed.setdefault(change.lot_id.bytes, LotSum())
        lot.left += change.points
        if change.points < 0:
            continue
        lot.dates.add((change.earned_at_ms, change.expires_at_ms, change.ends_by))
        if row[6] in _OPENS:
            lot.earned += change.points
        else:
            lot.given_back.add(change.points)


def _check_lots(rows: Iterator[Any], changed: dict[bytes, LotSum]) -> int:
    """Check the lots of one account; returns their open points."""
    left = 0
    for account, lot_id, earned_at, expires_at, earned, open_points, ends_by, _ in rows:
        key = (account, lot_id)
        told = changed.pop(lot_id, None)
        if told is None:
            raise WrongRow("lot", key, "verify.no_fact")
        must_equal("lot", key, "open_points", open_points, told.left)
        dates = (earned_at, expires_at, ends_by)
        if dates not in told.dates:
            must_equal("lot", key, "earned_at_ms", dates, min(told.dates, key=str, default=None))
        # What is given back counts as earned only in the lot that it opens.
        if earned - told.earned not in told.given_back:
            must_equal("lot", key, "earned_points", earned, told.earned)
        left += open_points
    return left


def _name_extra_entry(connection: Any) -> None:
    for account, event_id, leg, *_ in connection.execute(_LEDGER):
        row = connection.execute(_FACT, (event_id,)).fetchone()
        told = read_entries(row[0]).entries if row else ()
        if (str(UUID(bytes=account)), leg) not in {(each.acct, each.leg) for each in told}:
            raise WrongRow("ledger", (account, event_id, leg), "verify.no_fact")
