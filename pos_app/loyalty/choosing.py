"""Which of several rules that fit one line counts, where only one may."""

from __future__ import annotations

from fractions import Fraction

from pos_app.kernel.money import Rate
from pos_app.loyalty.multiplying import Portion
from pos_app.loyalty.rules import EarnKind, EarnRule
from pos_app.loyalty.situation import Situation
from pos_app.loyalty.tallying import Fit, measured_of


def one_a_line(situation: Situation, fits: list[Fit], found: list[Portion], newest: bool) -> list[Fit]:
    """Return the rules with the lines on which each counts: the one that gives most there (exactly, with what
    multipliers make of it; the earlier one on a tie), or the one that stands last in the file.

    Points and each stamp card are chosen for apart. `fits` are in program order.
    """
    factors = [Fraction(1)] * len(situation.lines)
    for portion in found:
        for place in portion.places:
            factors[place] += _fraction(portion.extra)
    best: dict[tuple[str, int], tuple[Fraction, int]] = {}
    for number, fit in enumerate(fits):
        for place, measure in zip(fit.places, measured_of(situation, fit, fit.places), strict=True):
            key = fit.rule.account, place
            worth = _worth(situation, fit.rule, measure) * (factors[place] if fit.rule.multiplied else 1)
            if newest or key not in best or worth > best[key][0]:
                best[key] = worth, number
    won: list[list[int]] = [[] for _ in fits]
    for (_, place), (_, number) in best.items():
        won[number].append(place)
    return [fit._replace(places=sorted(places)) for fit, places in zip(fits, won, strict=True) if places]


def one_a_sale(rules: list[EarnRule], newest: bool) -> list[EarnRule]:
    """Return the one bonus of the sale that counts, for points and for each stamp card."""
    best: dict[str, EarnRule] = {}
    for rule in rules:
        before = best.get(rule.account)
        if newest or before is None or _fraction(rule.points) > _fraction(before.points):
            best[rule.account] = rule
    return list(best.values())


def _worth(situation: Situation, rule: EarnRule, measured: int) -> Fraction:
    step = situation.compiled.major_minor if rule.kind is EarnKind.PERCENT else rule.step
    return _fraction(rule.points) * measured / step


def _fraction(rate: Rate) -> Fraction:
    return Fraction(rate.numerator, rate.denominator)
