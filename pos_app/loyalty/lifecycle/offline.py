"""What a till that cannot reach its server lets a member spend."""

from __future__ import annotations

from pos_app.kernel.messages import Message
from pos_app.loyalty.basket import Basket
from pos_app.loyalty.compiled import CompiledProgram
from pos_app.loyalty.member import MemberSnapshot
from pos_app.loyalty.settings import OfflineMode


def spendable(compiled: CompiledProgram, member: MemberSnapshot, basket: Basket, points: int) -> int:
    """Return how many of `points` (point units, what the member holds here) may be spent in this sale now.

    Everything while the server can be reached. Without it `risk` lets so many go per sale, `escrow` what the server
    leased to this till for the member, `strict` nothing.
    """
    if basket.connected:
        return points
    offline = compiled.program.offline
    if offline.mode is OfflineMode.STRICT:
        return 0
    if offline.mode is OfflineMode.ESCROW:
        return min(points, member.allowance_points or 0)
    return min(points, offline.points_per_sale)


def why_withheld(compiled: CompiledProgram, left_points: int) -> Message:
    """Return why no more than `left_points` can be spent while the server cannot be reached."""
    mode = compiled.program.offline.mode
    if mode is OfflineMode.STRICT:
        return Message("offline.strict")
    return Message(f"offline.{mode.value}", {"left_points": left_points})
