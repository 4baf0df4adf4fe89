"""What a till can show of the facts on their way to its server."""

from __future__ import annotations

from typing import Protocol
from uuid import UUID

import msgspec

from pos_app.ports.outbox import Link, StuckFact


class QueuedFact(msgspec.Struct, frozen=True):
    """A fact that the server has not acknowledged; `receipt_number` is empty unless it is a sale."""

    at_ms: int
    kind: str
    receipt_number: str


class Kept(msgspec.Struct, frozen=True):
    """A fact that the server keeps and cannot apply; who has seen that, when (ms UTC), empty and 0 for nobody yet."""

    fact: StuckFact
    seen_by: str = ""
    seen_at_ms: int = 0


class Reported(msgspec.Struct, frozen=True):
    """The span (ms UTC) of the last morning report."""

    from_ms: int
    until_ms: int


class ExchangeBook(Protocol):
    """Reads of few indexed rows; the two writes are small durable transactions."""

    def link(self) -> Link | None:
        """Return the server this till belongs to."""
        ...

    def queue(self, most: int) -> tuple[QueuedFact, ...]:
        """Return the newest facts that wait, newest first."""
        ...

    def kept(self, most: int) -> tuple[Kept, ...]:
        """Return the oldest facts that the server cannot apply."""
        ...

    def unseen(self) -> int:
        """Return how many of those no manager has looked at."""
        ...

    def mark_seen(self, event_id: UUID, name: str, at_ms: int) -> None:
        """Keep who has looked at such a fact."""
        ...

    def export(self, event_id: UUID) -> bytes:
        """Return a fact with its place in the journal as JSON (UTF-8), its body verbatim. Raises Refused
        `sync.no_fact`.
        """
        ...

    def reported(self) -> Reported | None:
        """Return the span of the last morning report, None before the first."""
        ...

    def keep_reported(self, reported: Reported) -> None:
        """Keep the span of a morning report that somebody was shown."""
        ...
