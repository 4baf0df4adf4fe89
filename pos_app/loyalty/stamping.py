"""Stamps that a basket puts on cards."""

from __future__ import annotations

from pos_app.kernel.money import divide
from pos_app.loyalty.carrying import Carried
from pos_app.loyalty.quote import EarnItem
from pos_app.loyalty.reasons import rule_reason
from pos_app.loyalty.rules import EarnKind
from pos_app.loyalty.settings import PointsRounding
from pos_app.loyalty.situation import Situation
from pos_app.loyalty.tallying import Fit, measured_of, steps_of


def stamp(
    situation: Situation, fits: list[Fit], carried: Carried, steps: dict[str, int]
) -> tuple[EarnItem, ...]:
    """Return the stamps of each rule: whole ones, never multiplied, counted over all lines of the rule together.

    The steps that each rule gave are put into `steps`.
    """
    compiled = situation.compiled
    rounding = compiled.program.earning.rounding
    if rounding is PointsRounding.KEEP:
        rounding = PointsRounding.FLOOR
    items: list[EarnItem] = []
    for fit in fits:
        rule = fit.rule
        if rule.kind is EarnKind.SALE:
            spend, before, given = 0, 0, 1
        else:
            spend, before = sum(measured_of(situation, fit, fit.places)), carried.minor(rule)
            given = steps_of(rule, spend + before, rounding, fit.room)
            carried.count(rule, before, spend + before)
        points = divide(given * rule.points.numerator, rule.points.denominator)
        steps[rule.rule_id] = given
        if points:
            reason = rule_reason(rule, spend, compiled.major_minor, before)
            items.append(EarnItem(rule.rule_id, 0, points, reason, rule.account))
    return tuple(items)
