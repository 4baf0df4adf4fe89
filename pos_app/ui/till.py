"""What the window asks of the rest of the program: wired by whoever starts it. No Qt here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from pos_app.checkout.printing import PrintListener, ReceiptPrinting
from pos_app.checkout.session import CheckoutSession
from pos_app.checkout.tools import Tools
from pos_app.kernel.ids import MemberId
from pos_app.kernel.messages import Translate
from pos_app.ports.exchange_book import ExchangeBook
from pos_app.ports.lanes import Lane
from pos_app.ports.printing import Printer
from pos_app.ports.sounds import Sounds
from pos_app.ports.staff import Cashier, Staff
from pos_app.ports.sync_status import StatusListener
from pos_app.retail.shop import ShopProfile
from pos_app.ui.scan_burst import ScanRules
from pos_app.wire.reporting import ReportReply

Deliver = Callable[[Callable[[], None]], None]
StartScanner = Callable[[Callable[[str], None]], Callable[[], object]]
"""Takes who hears of codes (on a thread of its own), returns what ends it."""


class Till(Protocol):
    """An open till: what `open_till` returns."""

    @property
    def tools(self) -> Tools:
        """Shop, program, ports."""
        ...

    @property
    def translator(self) -> Translate:
        """Texts, with points as the program writes them."""
        ...

    @property
    def staff(self) -> Staff:
        """Who can sign on."""
        ...

    @property
    def printer(self) -> Printer:
        """The receipt printer; only its lane may call it."""
        ...

    def session(self, cashier: Cashier) -> CheckoutSession:
        """Return a fresh sale for a cashier who has signed on."""
        ...

    def printing(self, storage_lane: Lane, printer_lane: Lane, listener: PrintListener) -> ReceiptPrinting:
        """Return the loop that brings receipts to paper."""
        ...

    def preview(self, receipt_number: str) -> bytes:
        """Return a filed receipt as PNG, from the bytes a printer would get. Raises Refused `receipt.unknown`."""
        ...

    def newest_paper(self) -> bytes | None:
        """Return the newest paper of the simulated printer as PNG, None when the printer is a real one."""
        ...

    def start_exchange(self, members: Callable[[frozenset[MemberId]], None]) -> None:
        """Begin to keep in step with the server, if there is one; `members` hears whose accounts it changed, on a
        thread of the exchange.
        """
        ...

    def watch_exchange(self, listener: StatusListener) -> None:
        """Have `listener` hear how the exchange stands, on its thread; a till on its own never calls it."""
        ...

    def exchange_now(self) -> None:
        """Try to reach the server now, however often that failed."""
        ...

    @property
    def exchange_book(self) -> ExchangeBook | None:
        """What can be shown of the exchange; None for a till on its own."""
        ...

    def report(self, from_ms: int, until_ms: int) -> ReportReply:
        """Ask the server for the morning's sums (ms UTC). Raises Refused, Unavailable."""
        ...

    def keep_file(self, name: str, data: bytes) -> str:
        """Write a file for a person to take along and return where it is. Raises Unavailable."""
        ...

    def close(self) -> None:
        """Close the books."""
        ...


class StoppableLane(Lane, Protocol):
    """A lane that ends with the window."""

    def stop(self) -> bool:
        """Let queued work end."""
        ...


class StoppableSounds(Sounds, Protocol):
    """Sounds that end with the window."""

    def stop(self) -> bool:
        """End the thread."""
        ...


@dataclass(frozen=True)
class WindowSetup:
    """How the window looks, and the ways to everything it does not know itself.

    `open_till` runs on a thread after the first frame was painted; what it raises as Refused or Unavailable is
    shown. `translate` serves until then. `start_scanner` reads a scanner on a port, None when it types like a keyboard.
    `make_lane` takes a name and the door back to the screen. `record_bug`
    writes a crash report and returns its name; `watch_bugs` calls back for every error that nobody caught, and
    returns what ends that. `dark` is None to follow the desktop.
    """

    shop: ShopProfile
    resources: Path
    translate: Translate
    open_till: Callable[[], Till]
    make_lane: Callable[[str, Deliver], StoppableLane]
    make_sounds: Callable[[], StoppableSounds]
    record_bug: Callable[[BaseException], str]
    watch_bugs: Callable[[Callable[[BaseException], None]], Callable[[], None]]
    decimal_mark: str = "."
    keyboards: tuple[str, ...] = ("en",)
    dark: bool | None = None
    scale_percent: int = 100
    sounds_on: bool = True
    full_screen: bool = False
    rules: ScanRules = field(default_factory=ScanRules)
    start_scanner: StartScanner | None = None
