"""What only shows when all parts of a program are seen together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from pos_app.loyalty import (
    checking_conditions,
    checking_earning,
    checking_lifecycle,
    checking_references,
    checking_rewards,
    checking_tiers,
)
from pos_app.loyalty.problems import Finding, finding
from pos_app.loyalty.program import Program

Check = Callable[[Program], Iterable[Finding]]

_CHECKS: tuple[Check, ...] = (
    checking_references.unknown_tiers,
    checking_references.unknown_names,
    checking_tiers.orders,
    checking_tiers.thresholds,
    checking_lifecycle.tiers,
    checking_lifecycle.plans,
    checking_conditions.never_met,
    checking_earning.settings,
    checking_earning.rules,
    checking_rewards.rewards,
)
"""Each looks at the whole program, its parts being well formed; a new part of a program adds its own here."""


def check(program: Program, found: Sequence[Finding] = ()) -> list[Finding]:
    """Return the contradictions of a program whose parts are each well formed.

    With errors `found` already in some part, only what they cannot have caused: ids given twice, tiers that
    are not there.
    """
    twice = [each for each in checking_references.twice(program) if each.message.params["value"]]
    if any(each.path[:1] == ("tier",) for each in found):
        return twice
    if found:
        return twice + list(checking_references.unknown_tiers(program))
    return [*twice, *(each for one in _CHECKS for each in one(program)), *_empty(program)]


def _empty(program: Program) -> Iterable[Finding]:
    if not any(
        (
            program.earn,
            program.rewards,
            program.promotions,
            program.prices,
            program.access,
            program.coupons,
            program.activities,
            program.charities,
        )
    ):
        yield finding((), "program.no_rules")
