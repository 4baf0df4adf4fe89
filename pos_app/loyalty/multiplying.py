"""How multipliers share the lines of a basket."""

from __future__ import annotations

from collections.abc import Collection
from math import gcd
from typing import NamedTuple

from pos_app.kernel.money import Rate
from pos_app.loyalty.settings import Multiplying, Stacking
from pos_app.loyalty.situation import Situation


class Portion(NamedTuple):
    """Lines on which one multiplier adds `extra` times the points; `factor` is what the why-line names."""

    rule_id: str
    name: str
    factor: Rate
    extra: Rate
    places: Collection[int]
    is_tier: bool


class _Multiplier(NamedTuple):
    rule_id: str
    name: str
    factor: Rate
    places: Collection[int]
    is_tier: bool


def portions(situation: Situation, rules: list[tuple[int, list[int]]]) -> list[Portion]:
    """Return what each multiplier adds where; `rules` are (number of the rule, places of its lines) in
    program order.

    The tier comes first. With stacking = best_multiplier or best only the highest counts on a line (the earlier
    one on a tie), with newest only the last one.
    """
    found = _multipliers(situation, rules)
    if not found:
        return []
    if len(found) == 1:
        return [_portion(found[0], _less_one(found[0].factor), found[0].places)]
    earning = situation.compiled.program.earning
    if earning.stacking is not Stacking.ALL:
        return _one_a_line(situation, found, earning.stacking is Stacking.NEWEST)
    if earning.multipliers is Multiplying.ADD:
        return [_portion(each, _less_one(each.factor), each.places) for each in found]
    return _compounded(situation, found)


def _multipliers(situation: Situation, rules: list[tuple[int, list[int]]]) -> list[_Multiplier]:
    compiled = situation.compiled
    found: list[_Multiplier] = []
    tier = compiled.tier_by_id.get(situation.tier)
    if tier is not None and tier.multiplier.numerator > tier.multiplier.denominator:
        everywhere = range(len(situation.lines))
        found.append(_Multiplier(f"tier:{tier.tier_id}", tier.name, tier.multiplier, everywhere, True))
    for number, places in rules:
        rule = compiled.rules[number]
        found.append(_Multiplier(rule.rule_id, rule.name, rule.factor, places, False))
    return found


def _one_a_line(situation: Situation, found: list[_Multiplier], newest: bool) -> list[Portion]:
    winners: list[int] = [-1] * len(situation.lines)
    for number, each in enumerate(found):
        for place in each.places:
            if newest or winners[place] < 0 or _above(each.factor, found[winners[place]].factor):
                winners[place] = number
    best: list[list[int]] = [[] for _ in found]
    for place, winner in enumerate(winners):
        if winner >= 0:
            best[winner].append(place)
    return [
        _portion(each, _less_one(each.factor), places)
        for each, places in zip(found, best, strict=True)
        if places
    ]


def _compounded(situation: Situation, found: list[_Multiplier]) -> list[Portion]:
    """Each multiplier adds (its factor - 1) times what the earlier ones made of the line."""
    before = [Rate(1)] * len(situation.lines)
    result: list[Portion] = []
    for each in found:
        groups: dict[Rate, list[int]] = {}
        for place in each.places:
            groups.setdefault(_times(_less_one(each.factor), before[place]), []).append(place)
            before[place] = _times(before[place], each.factor)
        result += [_portion(each, extra, groups[extra]) for extra in sorted(groups)]
    return result


def _portion(each: _Multiplier, extra: Rate, places: Collection[int]) -> Portion:
    return Portion(each.rule_id, each.name, each.factor, extra, places, each.is_tier)


def _less_one(factor: Rate) -> Rate:
    return Rate(factor.numerator - factor.denominator, factor.denominator)


def _times(one: Rate, other: Rate) -> Rate:
    numerator = one.numerator * other.numerator
    denominator = one.denominator * other.denominator
    shared = gcd(numerator, denominator)
    return Rate(numerator // shared, denominator // shared)


def _above(one: Rate, other: Rate) -> bool:
    return one.numerator * other.denominator > other.numerator * one.denominator
