"""What the till keeps for the exchange with its server."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from pos_app.storage.filed_facts import FiledFacts
from pos_app.storage.syncing.foreign_rows import drop_old, keep_sale
from pos_app.storage.syncing.intake import Intake
from pos_app.storage.syncing.untold import untold_lines
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

    def watch_filed(self, filed: Callable[[], None]) -> None:
        """Have `filed` called after every commit that brought a fact, on the thread that wrote; it must not block."""
        self._database.watch(FiledFacts(self._journal, filed))

    def untold_lines(self) -> Iterator[bytes]:
        """Yield the facts that the server has not acknowledged, one line of JSON each."""
        return untold_lines(self._database, self.device_id)
