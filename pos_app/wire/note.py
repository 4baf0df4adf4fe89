"""Small facts: sign-ons, a drawer opened without a sale, a cancelled sale."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from pos_app.wire.fact import VERSION, encode

RESERVED = frozenset({"v", "id", "t", "at"})


def note_body(event_id: UUID, kind: str, at_ms: int, details: Mapping[str, str | int]) -> bytes:
    """Return the body of a small fact; `details` follow the head in the order given.

    Raises ValueError when a detail would hide a field of the head, Refused `fact.too_large`.
    """
    hidden = RESERVED.intersection(details)
    if hidden:
        raise ValueError(f"details may not be called {sorted(hidden)}")
    return encode({"v": VERSION, "id": str(event_id), "t": kind, "at": at_ms, **details})
