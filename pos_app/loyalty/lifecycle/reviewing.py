"""The review of a tier: kept, raised, lowered, with the reason."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from pos_app.kernel.messages import Message, Parameter
from pos_app.loyalty.compiled import CompiledProgram
from pos_app.loyalty.lifecycle.tiers import (
    figure_of,
    has_thresholds,
    higher,
    order_of,
    plans_with_tier,
    reached,
    window_end,
)
from pos_app.loyalty.member import MemberSnapshot
from pos_app.loyalty.program import Tier
from pos_app.loyalty.settings import Downgrade, TierMeasure, TierWindow
from pos_app.loyalty.spans import day_of, days_end, end_of_day, end_of_year, months_end

_UNITS = {TierMeasure.SPEND: "minor", TierMeasure.POINTS: "points", TierMeasure.VISITS: "visits"}


class Verdict(StrEnum):
    """What a review comes to."""

    KEEP = "keep"
    PROMOTE = "promote"
    DOWNGRADE = "downgrade"


class Review(msgspec.Struct, frozen=True):
    """What a review decides: `tier` from `since_ms` on, `figure` is what was held against the threshold."""

    verdict: Verdict
    tier: str
    since_ms: int
    figure: int
    reason: Message


def review_at(compiled: CompiledProgram, member: MemberSnapshot) -> int | None:
    """Return the last instant before the member's next review, None when nothing can be lost.

    A tier that nobody reaches by spending (only by hand or by a plan), the first one, one that the program never
    takes away are not reviewed. Calendar years: after each year and the grace days. Rolling and lifetime: at each
    anniversary of the tier, a window later, and the grace days.
    """
    ends = _term_end(compiled, member)
    return None if ends is None else days_end(ends, compiled.program.tiering.grace_days, compiled.zone)


def review_tier(compiled: CompiledProgram, member: MemberSnapshot, at_ms: int) -> Review | None:
    """Return the verdict of the first review that is due at `at_ms`, None when none is.

    The tier is kept when the figure reached its threshold at the end of the term, or does at the end of the grace
    days. It is never lowered between reviews, whatever returns take off the figure.
    """
    ends, review = _term_end(compiled, member), review_at(compiled, member)
    tier = compiled.tier_by_id.get(member.tier)
    if ends is None or review is None or tier is None or at_ms <= review:
        return None
    figure = max(
        _figure_at(compiled, member, ends), figure_of(member, review + 1, window_end(compiled, review + 1))
    )
    best = reached(compiled, figure)
    if order_of(compiled, best) > tier.order:
        name = compiled.tier_by_id[best].name
        return Review(Verdict.PROMOTE, best, review + 1, figure, Message("tier.reached", {"tier": name}))
    held = (tier.threshold or 0) <= figure or plans_with_tier(compiled, member, review + 1) == tier.tier_id
    if held:
        return Review(Verdict.KEEP, tier.tier_id, ends + 1, figure, Message("tier.kept", {"tier": tier.name}))
    lower = best
    if compiled.program.tiering.downgrade is Downgrade.ONE_DOWN:
        lower = higher(compiled, _one_down(compiled, tier), best)
    return Review(Verdict.DOWNGRADE, lower, review + 1, figure, _lowered(compiled, tier, lower, figure))


def _term_end(compiled: CompiledProgram, member: MemberSnapshot) -> int | None:
    program = compiled.program
    tier = compiled.tier_by_id.get(member.tier)
    if tier is None or tier.threshold is None or tier.tier_id == program.entry_tier:
        return None
    if program.tiering.downgrade is Downgrade.NEVER or not has_thresholds(program):
        return None
    since = member.tier_since_ms or member.joined_at_ms
    if not since:
        return None
    if program.tiering.window is TierWindow.CALENDAR_YEAR:
        return end_of_day(end_of_year(day_of(since, compiled.zone)), compiled.zone)
    return months_end(since, program.tiering.months, compiled.zone)


def _figure_at(compiled: CompiledProgram, member: MemberSnapshot, ends: int) -> int:
    """What counted at the end of a term: of a calendar year that year's own lot, else the window that lies before."""
    if compiled.program.tiering.window is TierWindow.CALENDAR_YEAR:
        return figure_of(member, ends, ends)
    return figure_of(member, ends + 1, window_end(compiled, ends + 1))


def _one_down(compiled: CompiledProgram, tier: Tier) -> str:
    below = [each for each in compiled.program.tiers if each.order < tier.order]
    below = [each for each in below if each.threshold is not None] or below
    return max(below, key=lambda each: each.order).tier_id if below else tier.tier_id


def _lowered(compiled: CompiledProgram, tier: Tier, lower: str, figure: int) -> Message:
    measure = compiled.program.tiering.measure
    unit = _UNITS[measure]
    params: dict[str, Parameter] = {"tier": tier.name, "lower": compiled.tier_by_id[lower].name}
    params |= {f"need_{unit}": tier.threshold or 0, f"have_{unit}": figure}
    return Message(f"tier.lowered_{measure.value}", params)
