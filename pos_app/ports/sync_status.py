"""What the exchange with the server tells whoever shows it."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from pos_app.kernel.messages import Message
from pos_app.ports.gateway import Contact


class SyncStatus(msgspec.Struct, frozen=True, kw_only=True):
    """How the exchange stands. Instants are ms UTC of this till's clock, 0 = never or none.

    `waiting` facts are not told yet, the first of them since `oldest_at_ms`; `held_back` says why nothing goes out
    (None: nothing is held back); `quarantined` facts are kept by the server without being applied; `busy` while
    messages are under way; `clock_offset_ms` is how far the server's clock is ahead of this one.
    """

    contact: Contact
    last_exchange_at_ms: int = 0
    waiting: int = 0
    oldest_at_ms: int = 0
    held_back: Message | None = None
    quarantined: int = 0
    server_name: str = ""
    clock_offset_ms: int = 0
    next_try_at_ms: int = 0
    busy: bool = False


StatusListener = Callable[[SyncStatus], None]
"""Hears of every change, on the thread of the exchange."""
