"""A member at an instant, as conditions ask about one."""

from __future__ import annotations

from typing import NamedTuple

from pos_app.kernel.clock import local_time
from pos_app.loyalty.basket import Basket
from pos_app.loyalty.compiled import CompiledProgram
from pos_app.loyalty.conditions import DAY_MINUTES, CompiledWhen
from pos_app.loyalty.member import MemberSnapshot
from pos_app.loyalty.rules import When


class Standing(NamedTuple):
    """Who and what a condition is asked about."""

    member: MemberSnapshot | None
    basket: Basket
    tier: str


def outside_sale(
    compiled: CompiledProgram,
    member: MemberSnapshot,
    at_ms: int,
    used_by_all: tuple[tuple[str, int], ...] = (),
) -> Standing:
    """Return a member at `at_ms` with nothing bought; `used_by_all` as in a basket."""
    moment = local_time(at_ms, compiled.zone)
    minute = moment.weekday() * DAY_MINUTES + moment.hour * 60 + moment.minute
    day = moment.date().isoformat()
    basket = Basket(at_ms, (), minute_of_week=minute, date=day, used_by_all=used_by_all)
    return Standing(member, basket, member.tier)


def holds(compiled: CompiledProgram, when: When, standing: Standing) -> bool:
    """Say whether a condition that is asked now and then holds; rules of a quote are compiled once instead."""
    return when == When() or CompiledWhen(when, compiled.program.plans).holds(standing)
