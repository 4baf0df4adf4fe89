"""What the pane of the exchange asks of the till. No Qt here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pos_app.ports.exchange_book import ExchangeBook
from pos_app.ports.lanes import Lane
from pos_app.wire.reporting import ReportReply


@dataclass(frozen=True)
class Ways:
    """`lane` reads the book beside the screen; `report` asks the server and waits (from, until in ms UTC)."""

    book: ExchangeBook
    lane: Lane
    try_now: Callable[[], None]
    report: Callable[[int, int], ReportReply]
    keep_file: Callable[[str, bytes], str]
