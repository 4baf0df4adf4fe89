"""Points that a basket earns, per rule with its reason."""

from __future__ import annotations

from collections.abc import Sequence
from math import lcm
from typing import NamedTuple

from pos_app.kernel.messages import Message
from pos_app.kernel.money import Rounding, divide, split_by_weight
from pos_app.loyalty.multiplying import Portion, portions
from pos_app.loyalty.program import PointsRounding, Program, RoundPer
from pos_app.loyalty.quote import EarnItem
from pos_app.loyalty.reasons import multiplier_reason, rule_reason
from pos_app.loyalty.rules import EarnKind, EarnRule
from pos_app.loyalty.situation import Situation

_ROUNDING = {
    PointsRounding.FLOOR: Rounding.DOWN,
    PointsRounding.HALF_UP: Rounding.HALF_UP,
    PointsRounding.CEIL: Rounding.UP,
}
_WEIGHT_SCALE = 1 << 20


class Share(NamedTuple):
    """Exact points (`numerator` / `denominator` whole points) of one rule on some lines, before they are
    rounded.
    """

    rule_id: str
    line_no: int
    numerator: int
    denominator: int
    reason: Message
    places: Sequence[int]
    measures: Sequence[int]
    """What the points were counted by, per line; empty for points that belong to the whole sale."""
    measured: int = 0


class Earned(NamedTuple):
    """Points by rule and by line number, and in all, in point units."""

    items: tuple[EarnItem, ...]
    line_points: dict[int, int]
    points: int


def earn(situation: Situation, amounts: list[int]) -> Earned:
    """Return what the basket earns on `amounts` (minor units per line in canonical order).

    Steps are counted over all matching lines of a rule, or line by line with round_per = line. What a
    multiplier adds is counted in steps of its own lines.
    """
    shares = _shares(situation, amounts)
    if not shares:
        return Earned((), {}, 0)
    program = situation.compiled.program
    points = _rounded(program, shares)
    items = tuple(
        EarnItem(share.rule_id, share.line_no, earned, share.reason)
        for share, earned in zip(shares, points, strict=True)
        if earned
    )
    return Earned(items, _line_points(situation, shares, points), sum(points))


class _Fitting(NamedTuple):
    """Rules that hold now with the places of their earning lines, by kind and in program order."""

    base: list[tuple[EarnRule, list[int]]]
    bonuses: list[Share]
    multipliers: list[tuple[int, list[int]]]


def _fitting(situation: Situation, amounts: list[int]) -> _Fitting:
    compiled = situation.compiled
    found = _Fitting([], [], [])
    hits, first = situation.hits, compiled.first_rule
    for number in sorted([n for n in hits if first <= n < compiled.first_reward]):
        rule = compiled.rules[number - first]
        when = compiled.rule_when[number - first]
        if not when.always and not (when.holds_for(situation.tier) and when.holds_now(situation.basket)):
            continue
        places = [place for place in hits[number] if amounts[place]]
        if not places:
            continue
        if rule.minimum_minor and sum([amounts[place] for place in places]) < rule.minimum_minor:
            continue
        if rule.kind is EarnKind.MULTIPLIER:
            found.multipliers.append((number - first, places))
        elif rule.kind is EarnKind.SALE:
            points = rule.points
            found.bonuses.append(
                Share(
                    rule.rule_id,
                    0,
                    points.numerator,
                    points.denominator,
                    rule_reason(rule, 0, compiled.major_minor),
                    (),
                    (),
                )
            )
        else:
            found.base.append((rule, places))
    return found


def _shares(situation: Situation, amounts: list[int]) -> list[Share]:
    per_line = situation.compiled.program.earning.round_per is RoundPer.LINE
    found = _fitting(situation, amounts)
    shares: list[Share] = []
    for rule, places in found.base:
        for group in [[place] for place in places] if per_line else [places]:
            _add_share(situation, amounts, shares, rule, group, None, per_line)
    for portion in portions(situation, found.multipliers):
        for rule, places in found.base:
            if rule.multiplied:
                inside = places if portion.covers_all else [p for p in places if p in portion.places]
                for group in [[place] for place in inside] if per_line else [inside]:
                    _add_share(situation, amounts, shares, rule, group, portion, per_line)
    return _merged(shares) + found.bonuses


def _add_share(
    situation: Situation,
    amounts: list[int],
    shares: list[Share],
    rule: EarnRule,
    places: list[int],
    portion: Portion | None,
    per_line: bool,
) -> None:
    if rule.kind is EarnKind.SPEND:
        measures = [amounts[place] for place in places]
    else:
        measures = [max(situation.lines[place].quantity_milli, 0) for place in places]
    measured = sum(measures)
    rounding = situation.compiled.program.earning.rounding
    denominator = 1
    if rounding is PointsRounding.FLOOR:
        steps = measured // rule.step
    elif rounding is PointsRounding.KEEP:
        steps, denominator = measured, rule.step
    else:
        steps = divide(measured, rule.step, _ROUNDING[rounding])
    if not steps:
        return
    numerator = steps * rule.points.numerator
    denominator *= rule.points.denominator
    line_no = situation.lines[places[0]].line_no if per_line else 0
    if portion is None:
        reason = rule_reason(rule, measured, situation.compiled.major_minor)
        shares.append(
            Share(rule.rule_id, line_no, numerator, denominator, reason, places, measures, measured)
        )
        return
    numerator *= portion.extra.numerator
    denominator *= portion.extra.denominator
    reason = multiplier_reason(portion.name, portion.factor, portion.is_tier)
    shares.append(Share(portion.rule_id, line_no, numerator, denominator, reason, places, measures, measured))


def _merged(shares: list[Share]) -> list[Share]:
    """Return one share per rule (and line): a multiplier may have added to several rules."""
    known: dict[tuple[str, int], int] = {}
    merged: list[Share] = []
    for share in shares:
        key = (share.rule_id, share.line_no)
        if key not in known:
            known[key] = len(merged)
            merged.append(share)
            continue
        before = merged[known[key]]
        denominator = lcm(before.denominator, share.denominator)
        numerator = before.numerator * (denominator // before.denominator)
        numerator += share.numerator * (denominator // share.denominator)
        merged[known[key]] = before._replace(
            numerator=numerator,
            denominator=denominator,
            places=[*before.places, *share.places],
            measures=_weighed(before) + _weighed(share),
            measured=0,
        )
    return merged


def _weighed(share: Share) -> list[int]:
    """Return the weights of a share's lines on the scale of its points, to join two measures."""
    if not share.measured:
        return list(share.measures)
    points = share.numerator * _WEIGHT_SCALE // share.denominator
    return [points * measure // share.measured for measure in share.measures]


def _rounded(program: Program, shares: list[Share]) -> list[int]:
    """Return whole point units per share: each rounded by itself, or the sum rounded once and split by the
    parts.
    """
    if program.earning.rounding is PointsRounding.KEEP:
        unit, rounding, scale = 10**program.decimals, Rounding.DOWN, 1
    else:
        unit, rounding, scale = 1, _ROUNDING[program.earning.rounding], 10**program.decimals
    if all(share.denominator == 1 for share in shares):
        return [share.numerator * unit * scale for share in shares]
    if program.earning.round_per is not RoundPer.SALE:
        return [divide(s.numerator * unit, s.denominator, rounding) * scale for s in shares]
    common = lcm(*[share.denominator for share in shares])
    exact = [share.numerator * (common // share.denominator) for share in shares]
    total = divide(sum(exact) * unit, common, rounding)
    return [part * scale for part in split_by_weight(total, exact)]


def _line_points(situation: Situation, shares: list[Share], points: list[int]) -> dict[int, int]:
    """Return points by line number; they add up to the points that do not belong to the whole sale."""
    weights = [0] * len(situation.lines)
    total = 0
    for share, earned in zip(shares, points, strict=True):
        if not share.places or not earned:
            continue
        total += earned
        whole = sum(share.measures)
        if not whole:
            weights[share.places[0]] += earned * _WEIGHT_SCALE
            continue
        for place, measure in zip(share.places, share.measures, strict=True):
            weights[place] += earned * measure * _WEIGHT_SCALE // whole
    if not total:
        return {}
    parts = split_by_weight(total, weights)
    return {line.line_no: part for line, part in zip(situation.lines, parts, strict=True) if part}
