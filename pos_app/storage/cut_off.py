"""What a till remembers for the time in which it cannot reach its server."""

from __future__ import annotations

import json

from pos_app.kernel.ids import AccountId
from pos_app.ports.cut_off import Told
from pos_app.storage import kv
from pos_app.storage.database import Database
from pos_app.storage.syncing.covering import Covering

_SPENT = "SELECT entry_no, amount FROM offline_spend WHERE account_id = ?"
_MARKS = "SELECT marks FROM confirmed_account WHERE account_id = ?"
_SINCE = "SELECT coalesce(sum(amount), 0) FROM offline_spend WHERE at_ms >= ?"
_PAPERS = """SELECT count(*) FROM offline_spend o JOIN account a ON a.account_id = o.account_id
    WHERE o.at_ms >= ? AND a.member_id IS NULL"""
_TOLD = """SELECT c.told_at_ms, coalesce(a.balance_points - c.balance_points, 0) FROM confirmed_account c
    LEFT JOIN account a ON a.account_id = c.account_id WHERE c.account_id = ?"""
_OWN = "SELECT 0, balance_points FROM account WHERE account_id = ?"
_VALUE = "SELECT value FROM kv WHERE name = ?"
CONTACT = "contact_at_ms"


class StoredCutOff:
    """Implements `ports.cut_off.CutOffBook`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def risked(self, account_id: AccountId) -> int:
        """Return what was spent of an account without the server's word and is not in what it told last."""
        spent = self._database.rows(_SPENT, (account_id.bytes,))
        if not spent:
            return 0
        row = self._database.row(_MARKS, (account_id.bytes,))
        marks = json.loads(row[0]) if row is not None else {}
        covering = Covering(lambda sql, values=(): self._database.rows(sql, values))
        return sum(int(amount) for entry_no, amount in spent if not covering.is_covered(entry_no, marks))

    def risked_since(self, since_ms: int) -> int:
        """Return what was spent of all accounts without the server's word since an instant."""
        row = self._database.row(_SINCE, (since_ms,))
        return int(row[0]) if row else 0

    def coupons_since(self, since_ms: int) -> int:
        """Return how many bearers' papers were taken without the server's word since an instant."""
        row = self._database.row(_PAPERS, (since_ms,))
        return int(row[0]) if row else 0

    def told(self, account_id: AccountId) -> Told | None:
        """Return how old the state of an account is: a server that could be reached later would have told of a change.

        Of one that it never told of, everything here waits to be told. None when no server could be reached ever.
        """
        row = self._database.row(_TOLD, (account_id.bytes,)) or self._database.row(_OWN, (account_id.bytes,))
        told_at_ms, waiting = (int(row[0]), int(row[1])) if row is not None else (0, 0)
        at_ms = max(told_at_ms, self.last_contact_ms())
        return Told(at_ms, waiting) if at_ms else None

    def last_contact_ms(self) -> int:
        """Return when the server could be reached last; 0 = never."""
        row = self._database.row(_VALUE, (CONTACT,))
        return int(row[0]) if row is not None else 0

    def note_contact(self, at_ms: int) -> None:
        """Keep that the server could be reached at `at_ms`."""
        with self._database.transaction() as connection:
            kv.keep(connection, CONTACT, str(at_ms))
