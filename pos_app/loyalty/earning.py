"""Points that a basket earns, per rule with its reason."""

from __future__ import annotations

from math import lcm
from typing import NamedTuple

from pos_app.kernel.messages import Message
from pos_app.kernel.money import Rounding, divide, split_by_weight
from pos_app.loyalty.multiplying import Portion, portions
from pos_app.loyalty.program import Program
from pos_app.loyalty.quote import EarnItem
from pos_app.loyalty.reasons import multiplier_reason, rule_reason
from pos_app.loyalty.rules import EarnKind, EarnRule
from pos_app.loyalty.settings import PointsRounding, RoundPer
from pos_app.loyalty.situation import Situation

_ROUNDING = {
    PointsRounding.FLOOR: Rounding.DOWN,
    PointsRounding.HALF_UP: Rounding.HALF_UP,
    PointsRounding.CEIL: Rounding.UP,
}
_WEIGHT_SCALE = 1 << 20


class Share(NamedTuple):
    """Exact points (`numerator` / `denominator` whole points) of one rule, before they are rounded."""

    rule_id: str
    line_no: int
    numerator: int
    denominator: int
    reason: Message
    on_lines: bool
    """False for points that belong to the whole sale, such as a fixed bonus."""


class Earned(NamedTuple):
    """Points by rule, by line number, in all; in point units."""

    items: tuple[EarnItem, ...]
    line_points: dict[int, int]
    points: int


class _Fitting(NamedTuple):
    """Rules that hold now with the places of their earning lines, by kind, in program order."""

    base: list[tuple[EarnRule, list[int]]]
    bonuses: list[Share]
    multipliers: list[tuple[int, list[int]]]


def earn(situation: Situation, amounts: list[int]) -> Earned:
    """Return what the basket earns on `amounts` (minor units per line in canonical order).

    Steps are counted over all matching lines of a rule, or line by line with round_per = line. What a
    multiplier adds is counted in steps of its own lines. The points of a line are its part of all points that
    lines gave; a fixed bonus belongs to the whole sale.
    """
    found = _fitting(situation, amounts)
    tally = _Tally(situation, amounts, portions(situation, found.multipliers))
    for rule, places in found.base:
        tally.count(rule, places)
    shares = tally.shares() + found.bonuses
    if not shares:
        return Earned((), {}, 0)
    points = _rounded(situation.compiled.program, shares)
    items = tuple(
        [
            EarnItem(share.rule_id, share.line_no, earned, share.reason)
            for share, earned in zip(shares, points, strict=True)
            if earned
        ]
    )
    on_lines = sum([earned for share, earned in zip(shares, points, strict=True) if share.on_lines])
    line_points: dict[int, int] = {}
    if on_lines:
        parts = split_by_weight(on_lines, tally.weights)
        line_points = {line.line_no: part for line, part in zip(situation.lines, parts, strict=True) if part}
    return Earned(items, line_points, sum(points))


def _fitting(situation: Situation, amounts: list[int]) -> _Fitting:
    compiled = situation.compiled
    found = _Fitting([], [], [])
    hits, first = situation.hits, compiled.first_rule
    for number in sorted([n for n in hits if first <= n < compiled.first_reward]):
        rule = compiled.rules[number - first]
        when = compiled.rule_when[number - first]
        if not when.always and not when.holds(situation):
            continue
        places = [place for place in hits[number] if amounts[place]]
        if not places:
            continue
        if rule.minimum_minor and sum([amounts[place] for place in places]) < rule.minimum_minor:
            continue
        if rule.kind is EarnKind.MULTIPLIER:
            found.multipliers.append((number - first, places))
        elif rule.kind is EarnKind.SALE:
            reason = rule_reason(rule, 0, compiled.major_minor)
            points = rule.points
            found.bonuses.append(
                Share(rule.rule_id, 0, points.numerator, points.denominator, reason, on_lines=False)
            )
        else:
            found.base.append((rule, places))
    return found


class _Tally:
    """Adds up exact points per rule, with the weight of every line in them."""

    __slots__ = (
        "_amounts",
        "_base",
        "_extra",
        "_extras_of",
        "_portions",
        "_rounding",
        "_situation",
        "weights",
    )

    def __init__(self, situation: Situation, amounts: list[int], found: list[Portion]) -> None:
        self._situation = situation
        self._amounts = amounts
        self._portions = found
        self._rounding = situation.compiled.program.earning.rounding
        self._base: list[Share] = []
        self._extra: dict[tuple[int, int], list[int]] = {}
        """(Portion, place of a line or -1) -> [numerator, denominator, line number]."""
        self.weights = [0] * len(amounts)
        self._extras_of: list[list[int]] = [[] for _ in amounts]
        for number, portion in enumerate(found):
            for place in portion.places:
                self._extras_of[place].append(number)

    def count(self, rule: EarnRule, places: list[int]) -> None:
        """Add what a rule gives on its lines, with what multipliers make of it."""
        if self._situation.compiled.program.earning.round_per is RoundPer.LINE:
            for place in places:
                self._group(rule, [place], self._situation.lines[place].line_no)
        else:
            self._group(rule, places, 0)

    def shares(self) -> list[Share]:
        """Return the points of the rules, then those of the multipliers, one share per rule (and line)."""
        merged: dict[tuple[str, int], Share] = {}
        for key in sorted(self._extra):
            numerator, denominator, line_no = self._extra[key]
            portion = self._portions[key[0]]
            name = portion.rule_id, line_no
            if name in merged:
                numerator, denominator = _plus(
                    merged[name].numerator, merged[name].denominator, numerator, denominator
                )
            reason = multiplier_reason(portion.name, portion.factor, portion.is_tier)
            merged[name] = Share(portion.rule_id, line_no, numerator, denominator, reason, on_lines=True)
        return [*self._base, *merged.values()]

    def _group(self, rule: EarnRule, places: list[int], line_no: int) -> None:
        if rule.kind is EarnKind.SPEND:
            amounts = self._amounts
            measures = [amounts[place] for place in places]
        else:
            lines = self._situation.lines
            measures = [max(lines[place].quantity_milli, 0) for place in places]
        measured = sum(measures)
        numerator, denominator, weight = self._points(rule, measured)
        if numerator:
            reason = rule_reason(rule, measured, self._situation.compiled.major_minor)
            self._base.append(Share(rule.rule_id, line_no, numerator, denominator, reason, on_lines=True))
        weights = self.weights
        if rule.multiplied and self._portions:
            extra_of = self._multiply(rule, places, measures, line_no)
            extras_of = self._extras_of
            for place, measure in zip(places, measures, strict=True):
                for number in extras_of[place]:
                    weights[place] += extra_of[number] * measure
        if weight:
            for place, measure in zip(places, measures, strict=True):
                weights[place] += weight * measure

    def _multiply(
        self, rule: EarnRule, places: list[int], measures: list[int], line_no: int
    ) -> dict[int, int]:
        """Add what each portion makes of a rule; return the weight of one unit of measure in each."""
        sums: dict[int, int] = {}
        extras_of = self._extras_of
        for place, measure in zip(places, measures, strict=True):
            for number in extras_of[place]:
                sums[number] = sums.get(number, 0) + measure
        weight_of: dict[int, int] = {}
        extra = self._extra
        for number, measured in sums.items():
            more = self._portions[number].extra
            numerator, denominator, weight = self._points(rule, measured)
            weight_of[number] = weight * more.numerator // more.denominator
            if not numerator:
                continue
            numerator *= more.numerator
            denominator *= more.denominator
            key = number, places[0] if line_no else -1
            before = extra.get(key)
            if before is None:
                extra[key] = [numerator, denominator, line_no]
            elif before[1] == denominator:
                before[0] += numerator
            else:
                before[0], before[1] = _plus(before[0], before[1], numerator, denominator)
        return weight_of

    def _points(self, rule: EarnRule, measured: int) -> tuple[int, int, int]:
        """Return exact points for what was measured, as (numerator, denominator, weight of one unit of it)."""
        rounding, points = self._rounding, rule.points
        denominator = points.denominator
        if rounding is PointsRounding.FLOOR:
            steps = measured // rule.step
        elif rounding is PointsRounding.KEEP:
            steps = measured
            denominator *= rule.step
        else:
            steps = divide(measured, rule.step, _ROUNDING[rounding])
        if not steps:
            return 0, 1, 0
        numerator = steps * points.numerator
        return numerator, denominator, numerator * _WEIGHT_SCALE // (denominator * measured)


def _plus(numerator: int, denominator: int, other: int, other_denominator: int) -> tuple[int, int]:
    """Return the sum of two fractions over their least common denominator."""
    common = lcm(denominator, other_denominator)
    return numerator * (common // denominator) + other * (common // other_denominator), common


def _rounded(program: Program, shares: list[Share]) -> list[int]:
    """Return whole point units per share: each rounded by itself, or the sum rounded once, split by the
    parts.
    """
    if program.earning.rounding is PointsRounding.KEEP:
        unit, rounding, scale = 10**program.decimals, Rounding.DOWN, 1
    else:
        unit, rounding, scale = 1, _ROUNDING[program.earning.rounding], 10**program.decimals
    denominators = {share.denominator for share in shares}
    if denominators == {1}:
        return [share.numerator * unit * scale for share in shares]
    if program.earning.round_per is not RoundPer.SALE:
        return [divide(s.numerator * unit, s.denominator, rounding) * scale for s in shares]
    common = lcm(*denominators)
    exact = [share.numerator * (common // share.denominator) for share in shares]
    total = divide(sum(exact) * unit, common, rounding)
    return [part * scale for part in split_by_weight(total, exact)]
