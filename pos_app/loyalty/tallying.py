"""Exact points per rule, before they are rounded."""

from __future__ import annotations

from math import lcm
from typing import NamedTuple

from pos_app.kernel.messages import Message
from pos_app.kernel.money import Rounding, divide
from pos_app.loyalty.carrying import Carried
from pos_app.loyalty.multiplying import Portion
from pos_app.loyalty.reasons import multiplier_reason, rule_reason
from pos_app.loyalty.rules import EarnKind, EarnRule
from pos_app.loyalty.settings import PointsRounding, RoundPer
from pos_app.loyalty.situation import Situation

STEP_ROUNDING = {
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


class Fit(NamedTuple):
    """A rule that holds now: its lines, what they bring by place, how many steps its limits leave (None: any)."""

    rule: EarnRule
    places: list[int]
    amounts: list[int]
    room: int | None = None


class Tally:
    """Adds up exact points per rule, with the weight of every line in them."""

    __slots__ = (
        "_base",
        "_carried",
        "_carries",
        "_extra",
        "_extras_of",
        "_major_minor",
        "_portions",
        "_rounding",
        "_situation",
        "steps",
        "weights",
    )

    def __init__(self, situation: Situation, found: list[Portion], carried: Carried) -> None:
        self._situation = situation
        self._carried = carried
        self._carries = carried.is_kept
        self._major_minor = situation.compiled.major_minor
        self._portions = found
        self._rounding = situation.compiled.program.earning.rounding
        self._base: list[Share] = []
        self._extra: dict[tuple[int, int], list[int]] = {}
        """(Portion, place of a line or -1) -> [numerator, denominator, line number]."""
        self.weights = [0] * len(situation.lines)
        self.steps: dict[str, int] = {}
        """Steps given by rules that have limits."""
        self._extras_of: list[list[int]] = [[] for _ in situation.lines]
        for number, portion in enumerate(found):
            for place in portion.places:
                self._extras_of[place].append(number)

    def count(self, fit: Fit) -> None:
        """Add what a rule gives on its lines, with what multipliers make of it."""
        situation = self._situation
        if situation.compiled.program.earning.round_per is not RoundPer.LINE:
            self._group(fit, fit.places, 0, fit.room)
            return
        room = fit.room
        for place in fit.places:
            steps = self._group(fit, [place], situation.lines[place].line_no, room)
            if room is not None:
                room -= steps

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

    def _group(self, fit: Fit, places: list[int], line_no: int, room: int | None) -> int:
        """Count one rule over some lines; return the steps it gave, 0 for a rule without limits."""
        rule = fit.rule
        measures = measured_of(self._situation, fit, places)
        spend = sum(measures)
        carries = self._carries and rule.kind is EarnKind.SPEND
        carried = self._carried.minor(rule) if carries else 0
        measured = spend + carried
        numerator, denominator, weight = self._points(rule, measured, room)
        if numerator:
            reason = rule_reason(rule, spend, self._major_minor, carried)
            self._base.append(Share(rule.rule_id, line_no, numerator, denominator, reason, True))
        if carries:
            self._carried.count(rule, carried, measured)
        steps = 0
        if room is not None:
            steps = steps_of(rule, measured, self._rounding, room)
            self.steps[rule.rule_id] = self.steps.get(rule.rule_id, 0) + steps
            room = steps
        weights = self.weights
        if rule.multiplied and self._portions:
            extra_of = self._multiply(fit, places, measures, line_no, carried, room)
            extras_of = self._extras_of
            for place, measure in zip(places, measures, strict=True):
                each = weight
                for number in extras_of[place]:
                    each += extra_of[number]
                weights[place] += each * measure
        elif weight:
            for place, measure in zip(places, measures, strict=True):
                weights[place] += weight * measure
        return steps

    def _multiply(
        self, fit: Fit, places: list[int], measures: list[int], line_no: int, carried: int, room: int | None
    ) -> dict[int, int]:
        """Add what each portion makes of a rule; return the weight of one unit of measure in each.

        Spend that was carried lies on no line: a multiplier takes it in when it holds on all lines of the rule.
        """
        sums: dict[int, int] = {}
        extras_of = self._extras_of
        for place, measure in zip(places, measures, strict=True):
            for number in extras_of[place]:
                sums[number] = sums.get(number, 0) + measure
        if carried:
            for number in sums:
                if all(number in extras_of[place] for place in places):
                    sums[number] += carried
        weight_of: dict[int, int] = {}
        extra = self._extra
        for number, measured in sums.items():
            more = self._portions[number].extra
            numerator, denominator, weight = self._points(fit.rule, measured, room)
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

    def _points(self, rule: EarnRule, measured: int, room: int | None) -> tuple[int, int, int]:
        """Return exact points for what was measured, as (numerator, denominator, weight of one unit of it)."""
        rounding, points = self._rounding, rule.points
        denominator = points.denominator
        if rule.kind is EarnKind.PERCENT:
            steps = measured
            denominator *= self._major_minor
        elif rounding is PointsRounding.FLOOR:
            steps = measured // rule.step
            if room is not None and steps > room:
                steps = room
        elif rounding is PointsRounding.KEEP:
            steps = measured if room is None else min(measured, room * rule.step)
            denominator *= rule.step
        else:
            steps = steps_of(rule, measured, rounding, room)
        if not steps:
            return 0, 1, 0
        numerator = steps * points.numerator
        return numerator, denominator, numerator * _WEIGHT_SCALE // (denominator * measured) or 1


def measured_of(situation: Situation, fit: Fit, places: list[int]) -> list[int]:
    """Return what each of `places` brings to a rule: minor units, or thousandths of quantity."""
    if fit.rule.kind is not EarnKind.UNIT:
        amounts = fit.amounts
        return [amounts[place] for place in places]
    lines = situation.lines
    return [max(lines[place].quantity_milli, 0) for place in places]


def steps_of(rule: EarnRule, measured: int, rounding: PointsRounding, room: int | None) -> int:
    """Return the steps that count, at most `room`; with rounding = keep a part of a step counts as one."""
    if rule.kind is EarnKind.PERCENT:
        return 1 if measured else 0
    steps = divide(measured, rule.step, STEP_ROUNDING.get(rounding, Rounding.UP))
    return steps if room is None else min(steps, room)


def _plus(numerator: int, denominator: int, other: int, other_denominator: int) -> tuple[int, int]:
    """Return the sum of two fractions over their least common denominator."""
    common = lcm(denominator, other_denominator)
    return numerator * (common // denominator) + other * (common // other_denominator), common
