"""Rewards that nobody could ever use."""

from __future__ import annotations

from collections.abc import Iterator

from pos_app.loyalty.checking_conditions import takes_all_out
from pos_app.loyalty.checking_references import benefits
from pos_app.loyalty.problems import Finding, finding
from pos_app.loyalty.program import Program
from pos_app.loyalty.rules import Effect


def rewards(program: Program) -> Iterator[Finding]:
    """Rewards above what one sale allows, or for goods of which nothing is left."""
    redemption = program.redemption
    cap = redemption.cap_minor
    for number, reward in enumerate(program.rewards):
        if cap is None or redemption.cover_last_cents:
            continue
        if reward.amount_minor > cap:
            yield finding(("reward", number, "amount"), "program.above_cap", cap_minor=cap)
        step_worth = redemption.step * reward.worth.numerator // reward.worth.denominator
        if reward.effect is Effect.PER_POINT and step_worth > cap:
            yield finding(("reward", number, "per_point"), "program.step_above_cap", cap_minor=cap)
    for path, benefit in benefits(program):
        if takes_all_out(benefit.selector):
            yield finding((*path, "except_products"), "program.fits_nothing")
