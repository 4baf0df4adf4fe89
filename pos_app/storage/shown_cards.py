"""Finds the sales at which a card was shown that became known later."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from pos_app.kernel.ids import MemberId
from pos_app.loyalty.accounts import claim_key
from pos_app.loyalty.lifecycle.claiming import late_event
from pos_app.loyalty.lifecycle.coupons import is_good
from pos_app.ports.shown_cards import ShownCard
from pos_app.storage.bearers import bearer_balance
from pos_app.storage.database import Database

_WAITING = """SELECT s.receipt_number, s.sale_id, m.member_id FROM sale s
    JOIN identifier i ON i.kind = 'card' AND i.digest = unhex(s.card)
    JOIN member m ON m.member_id = i.member_id
    WHERE s.member_id IS NULL AND s.card <> '' AND s.completed_at_ms >= ?
        AND i.status = 'active' AND coalesce(i.expires_at_ms, s.completed_at_ms) >= s.completed_at_ms
        AND m.status = 'active' AND m.joined_at_ms <= s.completed_at_ms
    ORDER BY s.entry_no"""
_GIVEN = "SELECT 1 FROM journal WHERE event_id = ?"


class StoredShownCards:
    """Implements `ports.shown_cards.ShownCards`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def waiting(self, since_ms: int) -> Iterator[ShownCard]:
        """Yield sales whose card is known by now, oldest first. Points that were claimed with the receipt, here or
        elsewhere as far as the server told, are not given again.
        """
        for receipt_number, sale_id, member_id in self._database.rows(_WAITING, (since_ms,)):
            sale = UUID(bytes=sale_id)
            if self._database.row(_GIVEN, (late_event(sale).bytes,)) is None and is_good(
                bearer_balance(self._database, claim_key(sale), 0)
            ):
                yield ShownCard(receipt_number, MemberId(UUID(bytes=member_id)))
