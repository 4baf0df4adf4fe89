"""What the till keeps for the exchange with its server."""

from __future__ import annotations

from pos_app.storage.syncing.foreign_rows import drop_old, keep_sale
from pos_app.storage.syncing.intake import Intake
from pos_app.wire.finding_sales import FoundFact


class StoredOutbox(Intake):
    """Implements `ports.outbox.Outbox` in the till's encrypted database.

    Its parts, from the ground up: Linking, Pushing, Acking, Reserving, Intake.
    """

    def keep_sales(self, found: tuple[FoundFact, ...]) -> None:
        """Keep sales of other terminals so that their goods can be taken back here."""
        now_ms = self._parts.clock.now_ms()
        with self._database.transaction() as connection:
            drop_old(connection, now_ms)
            for each in found:
                keep_sale(connection, each, now_ms)
