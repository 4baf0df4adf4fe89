"""Checks that the books are whole, naming the first row that is not."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import msgspec
from sqlcipher3 import dbapi2

from pos_app.kernel.errors import Unavailable
from pos_app.kernel.messages import Message
from pos_app.storage.engine import check_library, connect
from pos_app.storage.failures import translated
from pos_app.storage.finding import Finding, WrongRow, must_equal
from pos_app.storage.migrations import CURRENT
from pos_app.storage.opening import DATABASE, DRAFT, KEY
from pos_app.storage.schema import read_version
from pos_app.storage.secrets import load_secrets
from pos_app.storage.verify_journal import checked_journal
from pos_app.storage.verify_members import MemberChecks, entries_of
from pos_app.storage.verify_points import check_balances, check_entries
from pos_app.storage.verify_sales import SaleChecks
from pos_app.wire.fact import SOLD

SQLITE_CORRUPT = 11
_TOTALS = "SELECT business_day, cashier_id, measure, part, amount_minor, times FROM shift_total"
_SERIES = "SELECT series, last_number FROM receipt_series"


class Report(msgspec.Struct, frozen=True):
    """How much was checked up to the first wrong row, if there is one. `is_whole` when there is none."""

    facts: int = 0
    sales: int = 0
    entries: int = 0
    accounts: int = 0
    first_wrong: Finding | None = None

    @property
    def is_whole(self) -> bool:
        """True when nothing is wrong."""
        return self.first_wrong is None


def verify(folder: Path, use_keyring: bool = True) -> Report:
    """Check the books in a data folder without changing anything; a till may be using them meanwhile.

    Checks pages, the chain and its sequence, receipt numbers, rows against facts, figures against
    each other, ledger against balances and lots, totals of shifts, references, the kept sale. Constant memory, one pass
    over each table. Raises Unavailable when there is nothing to check: `storage.nothing_here`,
    `storage.newer`, `storage.older`, `storage.key_missing`, `storage.damaged` (not even a database).
    """
    check_library()
    path = folder / DATABASE
    if not path.exists():
        raise Unavailable("storage.nothing_here", folder=str(folder))
    key = load_secrets(folder / KEY, False, use_keyring).database
    with translated():
        try:
            connection = connect(path, key, read_only=True)
        except dbapi2.DatabaseError as error:
            if error.sqlite_errorcode & 0xFF != SQLITE_CORRUPT:
                raise
            return Report(first_wrong=Finding(DATABASE, "-", Message("verify.page", {"detail": str(error)})))
        try:
            found = read_version(connection)
            if found != CURRENT:
                code = "storage.older" if found is None or found < CURRENT else "storage.newer"
                raise Unavailable(code, found=found or "-", known=CURRENT)
            return _Checks(connection, folder, key).run()
        finally:
            connection.close()


class _Checks:
    """One run over the books, counting as it goes."""

    def __init__(self, connection: Any, folder: Path, key: bytes) -> None:
        self._connection = connection
        self._folder = folder
        self._key = key
        self._facts = self._entries = self._accounts = 0
        self._sales = 0

    def run(self) -> Report:
        """Return the report of all checks."""
        self._connection.execute("BEGIN")
        wrong: Finding | None = None
        try:
            self._check_pages()
            self._check_books()
            self._check_references()
            self._check_draft()
        except WrongRow as found:
            wrong = found.finding
        return Report(self._facts, self._sales, self._entries, self._accounts, wrong)

    def _check_pages(self) -> None:
        """Check every page's own seal, then that indexes agree with tables."""
        for check in ("PRAGMA cipher_integrity_check", "PRAGMA quick_check(1)"):
            try:
                complaint = self._connection.execute(check).fetchone()
            except dbapi2.DatabaseError as error:
                raise WrongRow(DATABASE, "-", "verify.page", detail=str(error)) from error
            if complaint is not None and complaint[0] != "ok":
                raise WrongRow(DATABASE, "-", "verify.page", detail=str(complaint[0]))

    def _check_references(self) -> None:
        """Check that what a row refers to is there."""
        broken = self._connection.execute("PRAGMA foreign_key_check").fetchone()
        if broken is not None:
            raise WrongRow(str(broken[0]), broken[1] if broken[1] is not None else "?", "verify.reference")

    def _check_books(self) -> None:
        sales = SaleChecks(self._connection)
        members = MemberChecks(self._connection)
        for fact in checked_journal(self._connection):
            self._facts += 1
            if fact.kind in SOLD:
                told = sales.check(fact)
                self._sales = sales.sales
                entries, member = told.entries, told.member
            else:
                members.check(fact)
                other = entries_of(fact)
                entries, member = other.entries, other.member
            self._entries += check_entries(self._connection, fact.entry_no, fact.event_id, entries, member)
        sales.end()
        members.end()
        self._accounts = check_balances(self._connection, self._entries)
        series = dict(self._connection.execute(_SERIES).fetchall())
        for name, last in sales.numbers.items():
            must_equal("receipt_series", name, "last_number", series.pop(name, 0), last)
        for name, last in series.items():
            must_equal("receipt_series", name, "last_number", last, 0)
        for day, cashier, measure, part, amount, times in self._connection.execute(_TOTALS):
            key = (day, cashier, measure, part)
            must_equal("shift_total", key, "*", (amount, times), sales.shifts.pop(key, (0, 0)))
        if sales.shifts:
            raise WrongRow("shift_total", min(sales.shifts), "verify.missing")

    def _check_draft(self) -> None:
        """The kept sale must be readable; a till that lost power may have lost it, and then it is just not
        there.
        """
        path = self._folder / DRAFT
        if not path.exists():
            return
        try:
            draft = connect(path, self._key, read_only=True)
            try:
                row = draft.execute("SELECT body, digest FROM draft").fetchone()
            finally:
                draft.close()
        except dbapi2.DatabaseError as error:
            raise WrongRow(DRAFT, "-", "verify.page", detail=str(error)) from error
        if row is not None:
            must_equal("draft", 1, "digest", row[1], hashlib.sha256(row[0]).digest())
