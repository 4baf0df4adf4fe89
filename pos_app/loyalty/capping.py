"""Bounds on what one sale, or one day, can earn."""

from __future__ import annotations

from typing import Final

from pos_app.kernel.messages import Message
from pos_app.kernel.money import Rounding, divide, split_by_weight
from pos_app.loyalty.limiting import DAY_COUNT, used_by_member
from pos_app.loyalty.quote import EarnItem
from pos_app.loyalty.rules import Period
from pos_app.loyalty.situation import Situation

PER_SALE: Final = "limits.points_per_sale"
PER_DAY: Final = "limits.points_per_day"
"""Rules of the entries that cut."""


def cut(situation: Situation, points: int) -> list[EarnItem]:
    """Return what the program's limits take off `points` (point units) again, as items of negative points."""
    limits, member = situation.compiled.program.limits, situation.member
    items: list[EarnItem] = []
    left = points
    if limits.points_per_sale is not None and left > limits.points_per_sale:
        reason = Message("earn.cut_sale", {"most_points": limits.points_per_sale})
        items.append(EarnItem(PER_SALE, 0, limits.points_per_sale - left, reason))
        left = limits.points_per_sale
    if limits.points_per_day is None:
        return items
    today = 0
    if member is not None:
        today = used_by_member(member, DAY_COUNT, Period.DAY, situation.basket.at_ms)
    room = max(limits.points_per_day - today, 0)
    if left > room:
        reason = Message("earn.cut_day", {"most_points": limits.points_per_day, "today_points": today})
        items.append(EarnItem(PER_DAY, 0, room - left, reason))
    return items


def shrink(line_points: dict[int, int], before: int, after: int) -> dict[int, int]:
    """Return the points of the lines cut in proportion, from `before` points of the sale to `after`."""
    whole = sum(line_points.values())
    parts = split_by_weight(divide(whole * after, before, Rounding.DOWN), list(line_points.values()))
    return {line_no: part for line_no, part in zip(line_points, parts, strict=True) if part}
