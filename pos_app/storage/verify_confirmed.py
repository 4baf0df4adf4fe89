"""Checks accounts that a server told of: what it told, with the till's own later entries."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from pos_app.kernel.ids import LotId
from pos_app.loyalty.posting.books import AccountBook, BookedLot
from pos_app.storage.finding import WrongRow, must_equal
from pos_app.storage.syncing.overlay import Overlay

_TOLD = "SELECT balance_points, debt_points FROM confirmed_account WHERE account_id = ?"
_SUM = "SELECT coalesce(sum(open_points), 0) FROM confirmed_lot WHERE account_id = ?"


class ConfirmedChecks:
    """Works out each account anew, at one state of the journal."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self._overlay = Overlay(connection)

    def book(self, account: bytes) -> AccountBook | None:
        """Return the account as it must be, None for one that no server told of. Raises WrongRow when what was told
        does not add up.
        """
        row = self._connection.execute(_TOLD, (account,)).fetchone()
        if row is None:
            return None
        (open_points,) = self._connection.execute(_SUM, (account,)).fetchone()
        must_equal("confirmed_account", account, "balance_points", row[0], open_points - row[1])
        return self._overlay.books(account)[account]


def check_told_lots(rows: Iterable[Any], told: AccountBook) -> int:
    """Check the lots of one account; returns their open points. Raises WrongRow at the first that is wrong."""
    wanted = {lot.lot_id: lot for lot in told.lots}
    left = 0
    for account, lot_id, earned_at, expires_at, earned, open_points, ends_by, expired in rows:
        name = LotId(UUID(bytes=lot_id))
        found = BookedLot(name, earned_at, expires_at, earned, open_points, ends_by, expired)
        must_equal("lot", (account, lot_id), "*", found, wanted.pop(name, None))
        left += open_points
    if wanted:
        lot = min(wanted.values(), key=lambda each: each.lot_id.bytes)
        raise WrongRow("lot", lot.lot_id.bytes, "verify.missing")
    return left
