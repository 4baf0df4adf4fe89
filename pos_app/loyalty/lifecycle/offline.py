"""What a till that cannot reach its server lets a member spend."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from pos_app.kernel.exchange_limits import OFFLINE_STATE_MAX_MS
from pos_app.kernel.messages import Message
from pos_app.loyalty.basket import Basket
from pos_app.loyalty.compiled import CompiledProgram
from pos_app.loyalty.member import MemberSnapshot
from pos_app.loyalty.settings import OfflineMode

_HOUR_MS = 3_600_000
_DAY_MS = 24 * _HOUR_MS
APPROVABLE = frozenset({"offline.long", "offline.day_full"})
"""Reasons that a manager can set aside."""


class Bound(NamedTuple):
    """How many points (point units) may be spent in this sale, with the code of what says so."""

    left_points: int
    code: str


def spendable(compiled: CompiledProgram, member: MemberSnapshot, basket: Basket, points: int) -> int:
    """Return how many of `points` (point units, what the member holds here) may be spent in this sale now.

    Everything while the server can be reached. Without it `risk` lets so many go per sale, member, till and day,
    `escrow` what the server leased to this till for the member, `strict` nothing; what the server holds for this sale
    already may go in any case.
    """
    if basket.connected:
        return points
    held = basket.cut_off.held_points
    return min(points, max(held, bound_of(compiled, member, basket).left_points))


def bound_of(compiled: CompiledProgram, member: MemberSnapshot, basket: Basket) -> Bound:
    """Return the tightest bound on what may be spent without the server."""
    offline = compiled.program.offline
    if offline.mode is OfflineMode.STRICT:
        return Bound(0, "offline.strict")
    if offline.mode is OfflineMode.ESCROW:
        return Bound(member.allowance_points or 0, "offline.escrow")
    return min(_bounds(compiled, member, basket), key=lambda each: each.left_points)


def _bounds(compiled: CompiledProgram, member: MemberSnapshot, basket: Basket) -> Iterator[Bound]:
    """Yield every bound of `risk`; of equal ones the first is told."""
    offline, cut = compiled.program.offline, basket.cut_off
    if cut.away_ms >= offline.most_hours * _HOUR_MS:
        yield Bound(0, "offline.too_long")
    if cut.state_ms > OFFLINE_STATE_MAX_MS:
        yield Bound(0, "offline.stale")
    if basket.at_ms - member.joined_at_ms < offline.member_days * _DAY_MS:
        yield Bound(0, "offline.new_member")
    if cut.away_ms >= offline.hours * _HOUR_MS and not cut.approved:
        yield Bound(0, "offline.long")
    yield Bound(max(0, offline.points_per_member - cut.member_points), "offline.member_full")
    today = offline.points_per_day * (2 if cut.approved else 1)
    yield Bound(max(0, today - cut.till_points), "offline.day_full")
    yield Bound(offline.points_per_sale, "offline.risk")


def why_withheld(
    compiled: CompiledProgram, member: MemberSnapshot, basket: Basket, left_points: int
) -> Message:
    """Return why no more than `left_points` can be spent while the server cannot be reached."""
    code = bound_of(compiled, member, basket).code
    offline = compiled.program.offline
    match code:
        case "offline.risk" | "offline.escrow" | "offline.member_full" | "offline.day_full":
            return Message(code, {"left_points": left_points})
        case "offline.long":
            return Message(code, {"hours": offline.hours})
        case "offline.too_long":
            return Message(code, {"hours": offline.most_hours})
        case "offline.new_member":
            return Message(code, {"days": offline.member_days})
        case _:
            return Message(code)
