"""Earn rules with their settings that contradict each other or can never give a point."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from pos_app.loyalty.accounts import POINTS
from pos_app.loyalty.checking_conditions import takes_all_out
from pos_app.loyalty.problems import Finding, finding
from pos_app.loyalty.program import Program
from pos_app.loyalty.rules import EarnKind, EarnRule, Exclusion, Selector, When
from pos_app.loyalty.settings import EarnBase, PendingKind, PointsRounding, Stacking

_BASES = (EarnKind.SPEND, EarnKind.UNIT, EarnKind.PERCENT)
_SHADOWED_MAX = 500
"""Programs with more rules are not searched for rules that others shadow: every pair would be compared."""


def settings(program: Program) -> Iterator[Finding]:
    """Values of [earning] that exclude each other."""
    earning = program.earning
    if earning.rounding is PointsRounding.KEEP and program.decimals != len("00"):
        yield finding(("earning", "rounding"), "program.keep_needs_decimals")
    if earning.base is not EarnBase.AS_PRICED and not earning.after_promotions:
        yield finding(("earning", "after_promotions"), "program.net_before_promotions")
    if earning.same_sale_spendable and program.pending.kind is not PendingKind.BONUSES:
        yield finding(("earning", "same_sale_spendable"), "program.same_sale_pending")


def rules(program: Program) -> Iterator[Finding]:
    """Rules that can never give a point."""
    most = program.limits.points_per_sale
    scale = 10**program.decimals
    for number, rule in enumerate(program.earn):
        if takes_all_out(rule.selector):
            yield finding(("earn", number), "program.fits_nothing")
        barring = (each for each in program.exclusions if each.bars_earning)
        out = next((each for each in barring if excludes(each, rule.selector)), None)
        if out is not None:
            yield finding(("earn", number), "program.excluded_rule", name=out.name)
        bonus = rule.kind is EarnKind.SALE and rule.account == POINTS
        if most is not None and bonus and rule.points.numerator * scale > most * rule.points.denominator:
            yield finding(("earn", number, "points"), "program.above_sale_limit", most_points=most)
    yield from _multipliers(program)
    if len(program.earn) <= _SHADOWED_MAX:
        yield from _shadowed(program)


def excludes(exclusion: Exclusion, selector: Selector) -> bool:
    """Say whether an exclusion without any exceptions takes out everything that a rule names."""
    out = exclusion.selector
    if out.has_exceptions or not selector.is_limited:
        return False
    given = [bool(out.products), bool(out.categories), bool(out.brands), bool(out.tags)]
    if sum(given) != 1:
        return False
    if out.categories:
        return bool(selector.categories) and all(
            any(path[: len(wide)] == wide for wide in out.categories) for path in selector.categories
        )
    named = (out.products, selector.products), (out.brands, selector.brands), (out.tags, selector.tags)
    return any(wide and narrow and set(narrow) <= set(wide) for wide, narrow in named)


def _multipliers(program: Program) -> Iterator[Finding]:
    """A multiplier with nothing to multiply is a rule that never gives a point."""
    if any(rule.multiplied for rule in program.earn if rule.kind in _BASES and rule.account == POINTS):
        return
    for number, rule in enumerate(program.earn):
        if rule.kind is EarnKind.MULTIPLIER:
            yield finding(("earn", number, "multiplier"), "program.nothing_to_multiply")


def _shadowed(program: Program) -> Iterator[Finding]:
    """Where only one rule counts, one that always loses to another is never heard of."""
    stacking = program.earning.stacking
    for number, rule in enumerate(program.earn):
        if stacking is Stacking.ALL or (
            stacking is Stacking.BEST_MULTIPLIER and rule.kind is not EarnKind.MULTIPLIER
        ):
            continue
        for other_number, other in enumerate(program.earn):
            if other_number == number or not _covers(other, rule):
                continue
            later = other_number > number
            if later if stacking is Stacking.NEWEST else _gives_more(other, rule, later):
                yield finding(("earn", number), "program.shadowed", other=other.rule_id)
                break


def _covers(other: EarnRule, rule: EarnRule) -> bool:
    """Say whether `other` surely holds, on all lines of `rule`, whenever `rule` does."""
    if other.account != rule.account or (other.kind in _BASES) != (rule.kind in _BASES):
        return False
    if rule.kind not in _BASES and other.kind is not rule.kind:
        return False
    if other.minimum_minor or other.minimum_milli or other.limits:
        return False
    return other.when in (When(), rule.when) and other.selector in (Selector(), rule.selector)


def _gives_more(other: EarnRule, rule: EarnRule, later: bool) -> bool:
    """Say whether `other` gives more for the same, or as much and stands earlier."""
    if other.kind is not rule.kind or other.multiplied < rule.multiplied:
        return False
    gain, against = _gain(other), _gain(rule)
    return gain > against or (gain == against and not later)


def _gain(rule: EarnRule) -> Fraction:
    if rule.kind is EarnKind.MULTIPLIER:
        return Fraction(rule.factor.numerator, rule.factor.denominator)
    return Fraction(rule.points.numerator, rule.points.denominator) / (rule.step or 1)
