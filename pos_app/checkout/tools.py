"""What every cashier's action needs to hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from pos_app.kernel.clock import Clock
from pos_app.kernel.ids import IdSource
from pos_app.loyalty.compiled import CompiledProgram
from pos_app.ports.books import Books
from pos_app.ports.catalogue import Catalogue
from pos_app.ports.cut_off import CutOffBook
from pos_app.ports.gateway import Gateway
from pos_app.ports.members import Members
from pos_app.ports.programs import Programs
from pos_app.ports.records import MemberRecords
from pos_app.ports.shown_cards import ShownCards
from pos_app.ports.signing import Signing
from pos_app.retail.shop import ShopProfile


def _always() -> bool:
    return True


def _never(tools: Tools) -> Tools | None:
    return None


@dataclass(frozen=True, slots=True)
class Tools:
    """The shop, the program in force and the ports; wired once in the composition root."""

    shop: ShopProfile
    zone: ZoneInfo
    program: CompiledProgram
    catalogue: Catalogue
    members: Members
    books: Books
    clock: Clock
    new_id: IdSource
    offers: bool = True
    """Whether somebody looks at usable rewards and hints; figures and points are the same without."""
    records: MemberRecords | None = None
    """None where nothing but sales is rung up: replays, measurements."""
    programs: Programs | None = None
    signing: Signing | None = None
    is_connected: Callable[[], bool] = _always
    """Whether the server can be reached; a till without one has nobody to ask."""
    gateway: Gateway | None = None
    """The way to the server this till belongs to; None for a till on its own."""
    cut_off: CutOffBook | None = None
    """What is asked while that server cannot be reached."""
    shown_cards: ShownCards | None = None
    """Sales at which a card was shown that became known later."""
    newer: Callable[[Tools], Tools | None] = _never
    """Asked when a fresh sale begins: the tools with what head office has put in force since, None for nothing new."""
