"""A sale of another terminal is looked for, or this terminal's own facts are fetched back."""

from __future__ import annotations

import msgspec


class FindSaleRequest(msgspec.Struct, frozen=True, kw_only=True):
    """POST /v1/sale/find: by `receipt` number, or by `card` digest (hex) with the day's first and last instant (ms)."""

    receipt: str = ""
    card: str = ""
    from_ms: int = 0
    until_ms: int = 0


class FoundFact(msgspec.Struct, frozen=True):
    """A fact with where it came from; `returns` are the bodies of the facts that took goods of it back."""

    device_id: str
    stream_id: str
    seq: int
    body: str
    returns: tuple[str, ...] = ()


class FindSaleReply(msgspec.Struct, frozen=True):
    """What was found, newest first; empty when nothing was."""

    sales: tuple[FoundFact, ...]


class JournalRequest(msgspec.Struct, frozen=True, kw_only=True):
    """POST /v1/journal/fetch: facts of an own stream (or of one that this terminal replaces) from a number on."""

    stream_id: str
    from_seq: int
    most: int


class JournalReply(msgspec.Struct, frozen=True):
    """Facts in the order of their numbers; `head_seq` is the last there is."""

    facts: tuple[FoundFact, ...]
    head_seq: int
