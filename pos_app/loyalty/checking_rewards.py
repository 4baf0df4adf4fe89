"""Rewards that nobody could ever use."""

from __future__ import annotations

from collections.abc import Iterator

from pos_app.loyalty.checking_conditions import takes_all_out
from pos_app.loyalty.checking_earning import excludes
from pos_app.loyalty.checking_references import benefits
from pos_app.loyalty.problems import Finding, finding
from pos_app.loyalty.program import Program
from pos_app.loyalty.rules import Effect

_STAMPS = "stamps:"


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
    for number, reward in enumerate(program.rewards):
        barring = (each for each in program.exclusions if each.bars_rewards)
        out = next((each for each in barring if excludes(each, reward.selector)), None)
        if out is not None:
            yield finding(("reward", number), "program.excluded_rule", name=out.name)
    yield from _never_stamped(program)
    for path, benefit in benefits(program):
        if takes_all_out(benefit.selector):
            yield finding((*path, "except_products"), "program.fits_nothing")


def _never_stamped(program: Program) -> Iterator[Finding]:
    """Stamps that nothing gives buy nothing."""
    given = {rule.account for rule in program.earn} | {each.account for each in program.activities}
    for number, reward in enumerate(program.rewards):
        card = reward.account.removeprefix(_STAMPS)
        if card != reward.account and reward.account not in given:
            yield finding(("reward", number, "card"), "program.never_stamped", card=card)
