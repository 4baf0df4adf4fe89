"""Small programs, members, baskets for tests of the engine."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo
from uuid import UUID

import msgspec

from pos_app.kernel.clock import instant_ms
from pos_app.kernel.ids import EventId, LotId, MemberId
from pos_app.kernel.money import Rate
from pos_app.loyalty.accounts import points_account
from pos_app.loyalty.basket import Basket, BasketLine, Chosen
from pos_app.loyalty.compiled import CompiledProgram, compile_program
from pos_app.loyalty.member import Lot, MemberSnapshot
from pos_app.loyalty.program import Program
from pos_app.loyalty.quote import Quote
from pos_app.loyalty.quoting import quote
from pos_app.loyalty.rules import EarnKind, EarnRule

MEMBER = MemberId(UUID(int=7))
EVENT = EventId(UUID(int=0x0190))
NOON_MS = instant_ms(datetime(2026, 3, 10, 12, tzinfo=UTC))
BASE = EarnRule("base", "Points", EarnKind.SPEND, Rate(1), 100)


def line(
    line_no: int,
    product: str = "apple",
    amount: int = 100,
    quantity: int = 1000,
    category: tuple[str, ...] = ("Food",),
    **more: object,
) -> BasketLine:
    """A line of `amount` minor units; `more` are fields of BasketLine."""
    values: dict[str, object] = {
        "line_no": line_no,
        "product": product,
        "category": category,
        "brand": "",
        "tags": (),
        "quantity_milli": quantity,
        "unit_price_minor": amount,
        "extended_minor": amount,
        "amount_minor": amount,
        "net_minor": amount,
    }
    return BasketLine(**{**values, **more})  # type: ignore[arg-type]  # the fields of the line as keywords


def basket(*lines: BasketLine, chosen: tuple[Chosen, ...] = (), **more: object) -> Basket:
    """A basket on Tuesday 2026-03-10 at noon."""
    values: dict[str, object] = {"at_ms": NOON_MS, "minute_of_week": 1440 + 720, "date": "2026-03-10"}
    return Basket(lines=lines, chosen=chosen, **{**values, **more})  # type: ignore[arg-type]  # keywords


def lot(number: int, points: int, expires_at_ms: int | None = None, earned_at_ms: int = 1000) -> Lot:
    """An open lot."""
    return Lot(LotId(UUID(int=number)), earned_at_ms, expires_at_ms, points, points)


def member(*lots: Lot, tier: str = "", active_ms: int = NOON_MS - 1000, debt: int = 0) -> MemberSnapshot:
    """A member with these lots."""
    return MemberSnapshot(
        MEMBER, points_account(MEMBER), tier, lots, NOON_MS, 0, debt, last_activity_ms=active_ms
    )


def rich(points: int = 1000, tier: str = "") -> MemberSnapshot:
    """A member with one lot of points."""
    return member(lot(1, points), tier=tier)


def program(**parts: object) -> Program:
    """A program that gives 1 point per full 1.00; `parts` are fields of Program."""
    values: dict[str, object] = {"program_id": "p", "name": "Test", "version": 1, "earn": (BASE,)}
    return msgspec.structs.replace(Program("p", "Test", 1), **{**values, **parts})


def compiled(zone: tzinfo = UTC, **parts: object) -> CompiledProgram:
    """The same, compiled."""
    return compile_program(program(**parts), zone)


def earned(answer: Quote) -> dict[str, int]:
    """Points by rule."""
    return {item.rule_id: item.points for item in answer.earned}


def quoted(who: MemberSnapshot | None, what: Basket, **parts: object) -> Quote:
    """The quote of a basket under a program made of `parts`."""
    return quote(compiled(UTC, **parts), who, what)
