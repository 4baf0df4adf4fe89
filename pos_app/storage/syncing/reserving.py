"""Reserves at the server for open sales, adds up what was spent while it could not be reached."""

from __future__ import annotations

import json
from collections.abc import Mapping
from uuid import UUID

from pos_app.kernel.ids import AccountId, SaleId
from pos_app.storage.syncing.acking import Acking
from pos_app.storage.syncing.covering import Covering
from pos_app.wire.reserve import ReserveReply, ReserveRequest

_ASK = """INSERT INTO reservation (res_id, kind, sale_id, account_id, amount, ctl, state, asked_at_ms,
    lease_until_ms) VALUES (?, ?, ?, ?, ?, ?, 'intent', ?, 0)"""
_ANSWER = """UPDATE reservation SET state = ?, amount = ?, lease_until_ms = ?
    WHERE res_id = ? AND state IN ('intent', 'tried')"""
_TRIED = "UPDATE reservation SET state = 'tried' WHERE res_id = ? AND state = 'intent'"
_HELD = """SELECT account_id, sum(amount) FROM reservation WHERE sale_id = ? AND state = 'active'
    AND kind = 'hold' GROUP BY account_id"""
_RELEASE = """UPDATE reservation SET state = 'released'
    WHERE sale_id = ?1 AND account_id = coalesce(?2, account_id) AND state IN ('intent', 'active', 'tried')"""
_RELEASE_LEFT = """UPDATE reservation SET state = 'released'
    WHERE sale_id <> ? AND kind = 'hold' AND state IN ('intent', 'active', 'tried')"""
_OF_ACCOUNT = "SELECT entry_no, amount, at_ms FROM offline_spend WHERE account_id = ?"
_MARKS = "SELECT marks FROM confirmed_account WHERE account_id = ?"
_TOTAL = "SELECT coalesce(sum(amount), 0) FROM offline_spend WHERE at_ms >= ?"


class Reserving(Acking):
    """Holds: an intent is on disk before it is asked for, an outcome before it is promised."""

    def intend(
        self, sale_id: SaleId, account_id: AccountId, amount: int, kind: str, lease_ms: int = 0
    ) -> ReserveRequest:
        """Keep the intent of a reservation with its control number, then return the request."""
        res_id, now_ms = self._parts.ids(), self._parts.clock.now_ms()
        with self._database.transaction() as connection:
            ctl = self._journal.next_request(connection)
            stream_id = self._journal.stream_id
            self._journal.has_server = True
            values = (res_id.bytes, kind, sale_id.bytes, account_id.bytes, amount, ctl, now_ms)
            connection.exec_driver_sql(_ASK, values)
        return ReserveRequest(
            stream_id=str(stream_id),
            ctl=ctl,
            res_id=str(res_id),
            kind=kind,
            account_id=str(account_id),
            amount=amount,
            lease_ms=lease_ms,
        )

    def reserved(self, request: ReserveRequest, reply: ReserveReply | None) -> None:
        """Keep the outcome; None: unknown, so not granted, and the fact of the sale names it as tried."""
        res_id = UUID(request.res_id).bytes
        with self._database.transaction() as connection:
            if reply is None:
                connection.exec_driver_sql(_TRIED, (res_id,))
                return
            state = "active" if reply.granted else "released"
            amount = reply.amount if reply.granted else request.amount
            connection.exec_driver_sql(_ANSWER, (state, amount, reply.lease_until_ms, res_id))

    def holds_of(self, sale_id: SaleId) -> Mapping[AccountId, int]:
        """Return what is held for an open sale, by account."""
        return {
            AccountId(UUID(bytes=account)): int(amount)
            for account, amount in self._database.rows(_HELD, (sale_id.bytes,))
        }

    def release(self, sale_id: SaleId, account_id: AccountId | None = None) -> None:
        """Give up what is held for a sale that will not be finished with it, or just on one account: the next push no
        longer lists it.
        """
        account = account_id.bytes if account_id is not None else None
        with self._database.transaction() as connection:
            connection.exec_driver_sql(_RELEASE, (sale_id.bytes, account))

    def release_left(self, open_sale: SaleId | None) -> None:
        """Give up what was held for sales that ended with the program: all but the one that can be taken up again."""
        kept = open_sale.bytes if open_sale is not None else b""
        with self._database.transaction() as connection:
            connection.exec_driver_sql(_RELEASE_LEFT, (kept,))

    def spent_offline(self, account_id: AccountId, since_ms: int) -> int:
        """Return what was spent of an account without the server's word since an instant, or earlier without the
        server having told the account with it (units of the account).
        """
        row = self._database.row(_MARKS, (account_id.bytes,))
        marks = json.loads(row[0]) if row is not None else {}
        rows = self._database.rows(_OF_ACCOUNT, (account_id.bytes,))
        if not rows:
            return 0
        covering = Covering(self._database.rows)
        return sum(
            amount
            for entry_no, amount, at_ms in rows
            if at_ms >= since_ms or not covering.is_covered(entry_no, marks)
        )

    def spent_offline_total(self, since_ms: int) -> int:
        """Return what was spent of all accounts without the server's word since an instant (units of the accounts)."""
        row = self._database.row(_TOTAL, (since_ms,))
        return int(row[0]) if row else 0
