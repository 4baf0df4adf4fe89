"""Uses that a sale counts, bounds of points."""

from __future__ import annotations

from collections.abc import Iterator

from pos_app.kernel.ids import MemberId
from pos_app.kernel.messages import Message
from pos_app.loyalty.compiled import CompiledProgram
from pos_app.loyalty.ledger import EntryDraft
from pos_app.loyalty.lifecycle.sold import Sold
from pos_app.loyalty.limiting import DAY_COUNT, use_entries, use_entry, used_by_member, why_not
from pos_app.loyalty.member import MemberSnapshot
from pos_app.loyalty.program import Program
from pos_app.loyalty.rules import Period, UseLimit
from pos_app.loyalty.spans import period_end

_CARD = "limit:card"
"""No id of a rule can have a colon."""


def use_entries_of(sold: Sold) -> Iterator[EntryDraft]:
    """Yield the uses of every rule with limits, of the card, of the points of the day."""
    if sold.quote.used:
        times: dict[str, int] = {}
        limits = limits_by_rule(sold.compiled.program)
        for use in sold.quote.used:
            times[use.rule_id] = times.get(use.rule_id, 0) + use.times
        for rule_id, count in times.items():
            if count > 0 and rule_id in limits:
                yield from use_entries(
                    rule_id, limits[rule_id], sold.now, count, sold.at_ms, sold.compiled.zone
                )
    if sold.now is not None:
        yield from _of_card(sold, sold.now.member_id)
        yield from day_entries(sold.compiled, sold.now, sold.quote.earn_points, sold.at_ms)


def limits_by_rule(program: Program) -> dict[str, tuple[UseLimit, ...]]:
    """Return the limits of every rule that has any."""
    found = {rule.rule_id: rule.limits for rule in program.earn}
    for benefit in (*program.rewards, *program.promotions, *(each.benefit for each in program.coupons)):
        found[benefit.benefit_id] = benefit.limits
    return {rule_id: limits for rule_id, limits in found.items() if limits}


def points_left_today(compiled: CompiledProgram, member: MemberSnapshot, at_ms: int) -> int | None:
    """Return how many points (point units) a member can still earn today, None when no day is bounded."""
    most = compiled.program.limits.points_per_day
    return None if most is None else max(0, most - used_by_member(member, DAY_COUNT, Period.DAY, at_ms))


def day_entries(
    compiled: CompiledProgram, member: MemberSnapshot, points: int, at_ms: int
) -> Iterator[EntryDraft]:
    """Yield the count of points earned today, where a day is bounded."""
    if compiled.program.limits.points_per_day is not None and points > 0:
        ends = period_end(Period.DAY, at_ms, compiled.zone)
        yield use_entry(member.member_id, DAY_COUNT, Period.DAY.value, points, ends)


def card_refusal(compiled: CompiledProgram, member: MemberSnapshot, at_ms: int) -> Message | None:
    """Return why a card is refused now: it was used too often this hour. None when it may be used."""
    most = compiled.program.limits.card_uses_per_hour
    if not most or used_by_member(member, _CARD, Period.HOUR, at_ms) < most:
        return None
    return why_not(UseLimit(most, Period.HOUR), at_ms, compiled.zone)


def _of_card(sold: Sold, owner: MemberId) -> Iterator[EntryDraft]:
    if sold.compiled.program.limits.card_uses_per_hour:
        ends = period_end(Period.HOUR, sold.at_ms, sold.compiled.zone)
        yield use_entry(owner, _CARD, Period.HOUR.value, 1, ends)
