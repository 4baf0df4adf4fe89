"""Points, stamps, what is carried, once more: slow, exact, every rule against every line."""

from __future__ import annotations

from fractions import Fraction
from math import ceil
from typing import NamedTuple

from pos_app.loyalty.basket import Basket, BasketLine
from pos_app.loyalty.member import MemberSnapshot
from pos_app.loyalty.program import Program
from pos_app.loyalty.rules import EarnKind, EarnRule
from pos_app.loyalty.settings import Multiplying, PointsRounding, RoundPer, Stacking
from tests.support.loyalty_reference_parts import fraction, matches
from tests.support.loyalty_reference_rounding import compounded, finished, rounded
from tests.support.loyalty_reference_when import account, holds, still_there, times_left


class Points(NamedTuple):
    """Points by (rule, line), stamps by rule, uses by rule, minor units carried by rule."""

    earned: dict[tuple[str, int], int]
    stamps: dict[str, int]
    used: dict[str, int]
    carried: dict[str, int]


class Active(NamedTuple):
    """A rule that holds, the lines it counts with what each brings, the steps it may still give."""

    rule: EarnRule
    places: list[int]
    measures: dict[int, int]
    room: int | None


class Part(NamedTuple):
    """A rule on some lines, the steps that its limits let it give there."""

    each: Active
    group: list[int]
    line_no: int
    waiting: int
    most: int | None


class Earning:
    """One basket's points."""

    def __init__(
        self,
        program: Program,
        member: MemberSnapshot,
        basket: Basket,
        lines: list[BasketLine],
        every: list[int],
        limited: list[int],
    ) -> None:
        self.program, self.member, self.basket, self.lines = program, member, basket, lines
        self.every, self.limited = every, limited
        self.settings = program.earning
        self.per_line = program.earning.round_per is RoundPer.LINE
        self.exact: dict[tuple[str, int], Fraction] = {}
        self.parts: list[Part] = []
        self.stamps: dict[str, int] = {}
        self.steps: dict[str, int] = {}
        self.rest: dict[str, int] = {}

    def run(self) -> Points:
        """Everything the basket earns."""
        active = [each for each in map(self.active, self.program.earn) if each is not None]
        found = self.multipliers(active)
        bases = [
            each for each in active if each.rule.kind in (EarnKind.SPEND, EarnKind.UNIT, EarnKind.PERCENT)
        ]
        bonuses = [each for each in active if each.rule.kind is EarnKind.SALE]
        if self.settings.stacking in (Stacking.BEST, Stacking.NEWEST):
            bases, bonuses = self.one_each(bases, found), self.one_bonus(bonuses)
        for each in bases:
            if each.rule.account == "points":
                self.base(each)
            else:
                self.stamp(each)
        for key, extra, inside in found:
            for part in self.parts:
                self.multiply(key, extra, inside, part)
        for each in bonuses:
            if each.rule.account == "points":
                self.exact[each.rule.rule_id, 0] = fraction(each.rule.points)
            else:
                self.stamps[each.rule.rule_id] = int(fraction(each.rule.points))
        earned = finished(self.program, self.exact)
        given = {rule_id for rule_id, _ in earned} | set(self.stamps)
        used = {
            each.rule.rule_id: self.steps.get(each.rule.rule_id, 1)
            for each in active
            if each.rule.limits and each.rule.rule_id in given
        }
        return Points({**earned, **self.cuts(sum(earned.values()))}, self.stamps, used, self.rest)

    def active(self, rule: EarnRule) -> Active | None:
        """The rule with its lines, None when it does not hold now."""
        names = rule.selector
        amounts = self.every
        if names.products or names.categories or names.brands or names.tags:
            amounts = self.limited
        places = [p for p, line in enumerate(self.lines) if amounts[p] and matches(rule.selector, line)]
        quantities = {p: max(self.lines[p].quantity_milli, 0) for p in places}
        room = times_left(rule.rule_id, rule.limits, self.member, self.basket)
        if (
            not places
            or room == 0
            or not holds(rule.when, self.program, self.member, self.basket)
            or sum(amounts[p] for p in places) < rule.minimum_minor
            or sum(quantities.values()) < rule.minimum_milli
        ):
            return None
        measures = quantities if rule.kind is EarnKind.UNIT else {p: amounts[p] for p in places}
        return Active(rule, places, measures, room)

    def base(self, each: Active) -> None:
        """A rule's points, over all its lines or line by line."""
        rule, room = each.rule, each.room
        waiting = self.waiting(rule)
        for group in [[p] for p in each.places] if self.per_line else [each.places]:
            line_no = self.lines[group[0]].line_no if self.per_line else 0
            measured = sum(each.measures[p] for p in group) + waiting
            gain, steps = self.gain(rule, measured, room)
            self.add(rule.rule_id, line_no, gain)
            self.parts.append(Part(each, group, line_no, waiting, None if room is None else steps))
            if room is not None:
                room -= steps
                self.steps[rule.rule_id] = self.steps.get(rule.rule_id, 0) + steps
            self.keep(rule, waiting, measured)

    def multiply(self, key: str, extra: Fraction, inside: set[int], part: Part) -> None:
        """What a multiplier makes of a rule; what waited belongs to all of its lines together."""
        both = [p for p in part.group if p in inside]
        if part.each.rule.multiplied and both:
            measured = sum(part.each.measures[p] for p in both)
            measured += part.waiting if len(both) == len(part.group) else 0
            self.add(key, part.line_no, self.gain(part.each.rule, measured, part.most)[0] * extra)

    def stamp(self, each: Active) -> None:
        """Whole stamps over all lines of the rule."""
        rule, waiting = each.rule, self.waiting(each.rule)
        measured = sum(each.measures.values()) + waiting
        how = self.settings.rounding
        steps = rounded(
            Fraction(measured, rule.step), PointsRounding.FLOOR if how is PointsRounding.KEEP else how
        )
        steps = steps if each.room is None else min(steps, each.room)
        self.steps[rule.rule_id] = steps
        self.keep(rule, waiting, measured)
        if steps:
            self.stamps[rule.rule_id] = int(steps * fraction(rule.points))

    def gain(self, rule: EarnRule, measured: int, room: int | None) -> tuple[Fraction, int]:
        """Exact points, and the steps used of the rule's limits."""
        if rule.kind is EarnKind.PERCENT:
            major = 10**self.program.money_digits
            return Fraction(measured, major) * fraction(rule.points), 1 if measured else 0
        steps = Fraction(measured, rule.step)
        if self.settings.rounding is not PointsRounding.KEEP:
            steps = Fraction(rounded(steps, self.settings.rounding))
        steps = steps if room is None else min(steps, Fraction(room))
        return steps * fraction(rule.points), ceil(steps)

    def add(self, key: str, line_no: int, gain: Fraction) -> None:
        """Put exact points to what is there."""
        if gain:
            self.exact[key, line_no] = self.exact.get((key, line_no), Fraction(0)) + gain

    def carries(self, rule: EarnRule) -> bool:
        """What does not fill a step waits for the next sale."""
        whole = self.settings.rounding is PointsRounding.FLOOR and not self.per_line
        return self.settings.carry_remainder and whole and rule.kind is EarnKind.SPEND

    def waiting(self, rule: EarnRule) -> int:
        """What waits from earlier sales."""
        if not self.carries(rule):
            return 0
        state = account(self.member, f"remainder:{rule.rule_id}")
        return sum(lot.open_points for lot in state.lots)

    def keep(self, rule: EarnRule, before: int, measured: int) -> None:
        """Remember what waits now, where that is something else."""
        if self.carries(rule) and measured % rule.step != before:
            self.rest[rule.rule_id] = measured % rule.step

    def one_each(self, bases: list[Active], found: list[tuple[str, Fraction, set[int]]]) -> list[Active]:
        """One rule per line and account."""
        result = []
        for each in bases:
            rivals = [other for other in bases if other.rule.account == each.rule.account]
            places = [p for p in each.places if self.winner(rivals, p, found) is each]
            if places:
                result.append(each._replace(places=places, measures={p: each.measures[p] for p in places}))
        return result

    def winner(self, rivals: list[Active], place: int, found: list[tuple[str, Fraction, set[int]]]) -> Active:
        """The last in the file, or the one whose points on this line alone are the most."""
        here = [each for each in rivals if place in each.places]
        if self.settings.stacking is Stacking.NEWEST:
            return here[-1]
        factor = 1 + sum((extra for _, extra, inside in found if place in inside), Fraction(0))

        def worth(each: Active) -> Fraction:
            step = 10**self.program.money_digits if each.rule.kind is EarnKind.PERCENT else each.rule.step
            gain = fraction(each.rule.points) * each.measures[place] / step
            return gain * factor if each.rule.multiplied else gain

        return max(here, key=worth)

    def one_bonus(self, bonuses: list[Active]) -> list[Active]:
        """One bonus per account."""
        result: dict[str, Active] = {}
        for each in bonuses:
            before = result.get(each.rule.account)
            if (
                before is None
                or self.settings.stacking is Stacking.NEWEST
                or fraction(each.rule.points) > fraction(before.rule.points)
            ):
                result[each.rule.account] = each
        return list(result.values())

    def cuts(self, points: int) -> dict[tuple[str, int], int]:
        """What the bounds per sale and per day take off again."""
        limits, found = self.program.limits, {}
        if limits.points_per_sale is not None and points > limits.points_per_sale:
            found["limits.points_per_sale", 0] = limits.points_per_sale - points
            points = limits.points_per_sale
        if limits.points_per_day is not None:
            today = still_there(account(self.member, "uses:limit:points:day"), self.basket.at_ms)
            room = max(limits.points_per_day - today, 0)
            if points > room:
                found["limits.points_per_day", 0] = room - points
        return found

    def multipliers(self, active: list[Active]) -> list[tuple[str, Fraction, set[int]]]:
        """(rule, what it adds as a factor, where)."""
        count = len(self.lines)
        found = [
            (f"tier:{tier.tier_id}", fraction(tier.multiplier), set(range(count)))
            for tier in self.program.tiers
            if tier.tier_id == self.member.tier and fraction(tier.multiplier) > 1
        ] + [
            (each.rule.rule_id, fraction(each.rule.factor), set(each.places))
            for each in active
            if each.rule.kind is EarnKind.MULTIPLIER
        ]
        if self.settings.stacking is not Stacking.ALL:
            won: dict[str, set[int]] = {}
            for place in range(count):
                here = [
                    (factor if self.settings.stacking is not Stacking.NEWEST else 1, -order, key)
                    for order, (key, factor, places) in enumerate(found)
                    if place in places
                ]
                if here and self.settings.stacking is Stacking.NEWEST:
                    won.setdefault(min(here)[2], set()).add(place)
                elif here:
                    won.setdefault(max(here)[2], set()).add(place)
            return [(key, factor - 1, won[key]) for key, factor, _ in found if key in won]
        if self.settings.multipliers is Multiplying.ADD:
            return [(key, factor - 1, places) for key, factor, places in found]
        return compounded(found, count)
