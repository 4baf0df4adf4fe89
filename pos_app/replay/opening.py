"""Opens a data folder for history, filled with catalogue, members."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from pos_app.checkout.tools import Tools
from pos_app.kernel.errors import Refused
from pos_app.kernel.ids import EventId, derived_id
from pos_app.loyalty.compiled import CompiledProgram
from pos_app.ports.members import Enrolment
from pos_app.replay import naming
from pos_app.replay.books import HistoryBooks
from pos_app.replay.catalogue import listed_products, to_product
from pos_app.replay.dataset import NAME
from pos_app.replay.members import Household, households
from pos_app.replay.ring_up import HistoryClock, HistoryIds, Till
from pos_app.replay.shop import CASHIER, SHOP, ZONE
from pos_app.storage.opening import Storage, open_storage

MARK = "replay.json"
CONSENT = "Household of the study"


class Mark(msgspec.Struct, frozen=True):
    """What a data folder was filled from: going on with anything else would mix two histories."""

    dataset: str
    program_hash: str


class Opened(msgspec.Struct, frozen=True):
    """A folder that is ready to ring up in."""

    storage: Storage
    till: Till
    unlisted: frozenset[int]


def open_till(
    folder: Path,
    data: Path,
    program: CompiledProgram,
    say: Callable[[str, int], None],
    make_tools: Callable[[Tools], Tools] = lambda tools: tools,
) -> Opened:
    """Open `folder`, import the catalogue and the members of `data` unless it has them.

    `say` hears what was imported (a code, a count). `make_tools` may put measuring parts around the tools.
    Raises Refused `replay.other_history`, `replay.other_sales`, Unavailable as `open_storage`.
    """
    clock, ids = HistoryClock(), HistoryIds()
    storage = open_storage(folder, clock, ids, zone=ZONE, use_keyring=False)
    try:
        _check_mark(folder / MARK, Mark(NAME, program.program_hash), storage.books.last_sale() is None)
        products = list(listed_products(data))
        if storage.catalogue.count() < len(products):
            say("replay.products", storage.catalogue.add(to_product(one) for one in products))
        tiers = [tier.tier_id for tier in sorted(program.program.tiers, key=lambda tier: tier.order)]
        if not storage.members.count():
            say("replay.members", storage.members.enrol_all(_enrolments(data, tiers)))
        tools = make_tools(
            Tools(
                shop=SHOP,
                zone=ZONE,
                program=program,
                catalogue=storage.catalogue,
                members=storage.members,
                books=HistoryBooks(storage.books),
                clock=clock,
                new_id=ids,
                offers=False,
            )
        )
        unlisted = frozenset(one.number for one in products if not one.listed)
        return Opened(storage, Till(tools, CASHIER, clock, ids), unlisted)
    except BaseException:
        storage.close()
        raise


def is_replayed(folder: Path) -> bool:
    """Say whether a data folder was filled by a replay."""
    return (folder / MARK).exists()


def _check_mark(path: Path, wanted: Mark, fresh: bool) -> None:
    if path.exists():
        if _read_mark(path) != wanted:
            raise Refused("replay.other_history")
        return
    if not fresh:
        raise Refused("replay.other_sales")
    path.write_bytes(msgspec.json.encode(wanted))


def _read_mark(path: Path) -> Mark | None:
    try:
        return msgspec.json.decode(path.read_bytes(), type=Mark)
    except msgspec.DecodeError:
        return None


def _enrolments(data: Path, tiers: list[str]) -> Iterator[Enrolment]:
    for one in households(data, tiers):
        yield _enrolment(one)


def _enrolment(one: Household) -> Enrolment:
    return Enrolment(
        event_id=EventId(derived_id(one.member_id, "enrol")),
        member_id=one.member_id,
        name=one.name,
        phone="",
        card=one.card,
        consent=False,
        consent_text=CONSENT,
        tier=one.tier,
        at_ms=naming.CATALOGUE_AT_MS,
    )
