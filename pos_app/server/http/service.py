"""What the routes of one process share."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from pos_app.kernel.clock import Clock
from pos_app.server.database import ServerDatabase
from pos_app.server.http.metrics import Figures
from pos_app.server.http.places import Places
from pos_app.wire.enrolling import TimeReply

T = TypeVar("T")
log = logging.getLogger("pos_app.server.http")


@dataclass(frozen=True)
class Service:
    """`calls` are the node's methods by name (enrol takes the message, the others the terminal's id before it);
    `proven` returns the terminal that signed a request (method, path, body before compression, headers); `pushed`
    hears which stream has new facts.
    """

    threads: ThreadPoolExecutor
    database: ServerDatabase
    clock: Clock
    places: Places
    figures: Figures
    time: Callable[[], TimeReply]
    calls: dict[str, Callable[..., Any]]
    proven: Callable[[str, str, bytes, Mapping[str, str]], UUID]
    pushed: Callable[[UUID], None]
    metrics_token: str
    behind_proxy: bool = False

    async def in_thread(self, work: Callable[[], T]) -> T:
        """Return what `work` returns; it runs beside the loop that listens."""
        return await asyncio.get_running_loop().run_in_executor(self.threads, work)
