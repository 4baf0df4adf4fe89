"""The till's own later entries, laid over what the server told last."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple
from uuid import UUID

import msgspec

from pos_app.kernel.ids import LotId, MemberId
from pos_app.loyalty.accounts import PENDING, POINTS, account_id
from pos_app.loyalty.ledger import EntryDraft, EntryKind
from pos_app.loyalty.ledger_fold import lot_order
from pos_app.loyalty.posting.booking import OpenBook
from pos_app.loyalty.posting.books import AccountBook, BookedLot
from pos_app.loyalty.posting.following import followed
from pos_app.storage.entry_facts import entry_draft
from pos_app.storage.syncing.covering import Covering
from pos_app.wire.sale_fact import SaleFactEntry

NEAR = 200
"""Facts that are read rather than looked for: so few are quicker than the index of a busy account."""
_CONFIRMED = "SELECT member_id, key, marks, debt_points FROM confirmed_account WHERE account_id = ?"
_LOTS = """SELECT lot_id, earned_at_ms, expires_at_ms, earned_points, open_points, ends_by, expired_points
    FROM confirmed_lot WHERE account_id = ?"""
_ENTRIES = "SELECT DISTINCT entry_no FROM ledger WHERE account_id = ? AND entry_no > ?"
_FACT = "SELECT at_ms, body FROM journal WHERE entry_no = ?"
_MINE = "SELECT DISTINCT account_id FROM ledger WHERE account_id IN (SELECT unhex(value) FROM json_each(?))"


class _Told(msgspec.Struct, frozen=True):
    member: str | None = None
    entries: tuple[SaleFactEntry, ...] = ()
    back: int = 0


class Posted(NamedTuple):
    """A fact with its entries in the order they are posted: what comes back first, for new goods may spend it."""

    at_ms: int
    entries: tuple[EntryDraft, ...]


class Overlay:
    """One state of the journal, asked for many accounts; `connection` is a driver's, within one transaction."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self._covering = Covering(lambda sql, values=(): connection.execute(sql, values).fetchall())
        self._facts: dict[int, Posted] = {}

    def of_this_till(self, accounts: Iterable[bytes]) -> set[bytes]:
        """Return those accounts that facts of this till have changed."""
        wanted = json.dumps([account.hex() for account in accounts])
        return {row[0] for row in self._connection.execute(_MINE, (wanted,))}

    def books(self, account: bytes) -> dict[bytes, AccountBook]:
        """Return a confirmed account as it is with the later entries of this till, together with the one that points
        of the same owner mature from, or to; empty when the server never told of it.
        """
        opened: dict[bytes, OpenBook] = {}
        marks: dict[bytes, Mapping[str, int]] = {}
        for each in self._together(account):
            row = self._connection.execute(_CONFIRMED, (each,)).fetchone()
            if row is not None:
                lots = tuple(booked_lot(lot) for lot in self._connection.execute(_LOTS, (each,)))
                opened[each] = OpenBook(AccountBook(row[1], tuple(sorted(lots, key=lot_order)), row[3]))
                marks[each] = json.loads(row[2])
        later = {each: self._later(each, marks[each]) for each in opened}
        for entry_no in sorted(set().union(*later.values())):
            fact = self._fact(entry_no)
            post_fact({each: opened[each] for each in opened if entry_no in later[each]}, opened, fact)
        return {each: book.book() for each, book in opened.items()}

    def _together(self, account: bytes) -> tuple[bytes, ...]:
        row = self._connection.execute(_CONFIRMED, (account,)).fetchone()
        if row is None or row[0] is None or row[1] not in (POINTS, PENDING):
            return (account,)
        owner = MemberId(UUID(bytes=row[0]))
        return (account_id(owner, PENDING).bytes, account_id(owner, POINTS).bytes)

    def _later(self, account: bytes, marks: Mapping[str, int]) -> set[int]:
        """Return the entries of the journal that change the account beyond its marks."""
        covering = self._covering
        floor = covering.floor(marks)
        found: Iterable[int]
        if covering.last_entry - floor <= NEAR:
            near = range(floor + 1, covering.last_entry + 1)
            found = [each for each in (*near, *covering.reissued) if self._changes(each, account)]
        else:
            rows = self._connection.execute(_ENTRIES, (account, floor)).fetchall()
            found = [row[0] for row in rows]
            found += [each for each in covering.reissued if each <= floor and self._changes(each, account)]
        return {each for each in found if not covering.is_covered(each, marks)}

    def _changes(self, entry_no: int, account: bytes) -> bool:
        return any(entry.account_id.bytes == account for entry in self._fact(entry_no).entries)

    def _fact(self, entry_no: int) -> Posted:
        held = self._facts.get(entry_no)
        if held is None:
            at_ms, body = self._connection.execute(_FACT, (entry_no,)).fetchone()
            held = self._facts[entry_no] = read_posted(at_ms, body)
        return held


_told = msgspec.json.Decoder(_Told).decode


def read_posted(at_ms: int, body: bytes) -> Posted:
    """Return a fact's entries in the order they are posted."""
    told = _told(body)
    drafts = [entry_draft(each, told.member) for each in told.entries]
    own = len(drafts) - told.back
    return Posted(at_ms, (*drafts[own:], *drafts[:own]))


def post_fact(to: Mapping[bytes, OpenBook], opened: Mapping[bytes, OpenBook], fact: Posted) -> None:
    """Post a fact's entries to the accounts `to`; what follows goes to any of those that are `opened`."""
    matured: dict[str, int] = {}
    for entry in fact.entries:
        book = to.get(entry.account_id.bytes)
        if book is None:
            continue
        is_mature = entry.kind is EntryKind.MATURE
        most = matured.get(entry.leg) if is_mature and entry.points > 0 else None
        effect = book.post(entry, fact.at_ms, most)
        if is_mature and entry.key == PENDING:
            matured[entry.leg] = -effect.points
        follow = followed(entry, effect)
        beside = opened.get(follow.account_id.bytes) if follow is not None else None
        if follow is not None and beside is not None:
            beside.post(follow, fact.at_ms)


def booked_lot(row: Any) -> BookedLot:
    """Return a lot from its columns: id, dates, earned, open, rule, written off."""
    lot_id, earned_at, expires_at, earned, open_points, ends_by, expired = row
    return BookedLot(LotId(UUID(bytes=lot_id)), earned_at, expires_at, earned, open_points, ends_by, expired)
