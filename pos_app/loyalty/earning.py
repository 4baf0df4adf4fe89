"""Points that a basket earns, per rule with its reason."""

from __future__ import annotations

from math import lcm
from typing import NamedTuple

from pos_app.kernel.money import Rounding, divide, split_by_weight
from pos_app.loyalty.accounts import POINTS
from pos_app.loyalty.amounts import Amounts
from pos_app.loyalty.capping import cut, shrink
from pos_app.loyalty.carrying import Carried
from pos_app.loyalty.choosing import one_a_line, one_a_sale
from pos_app.loyalty.compiled import CompiledProgram
from pos_app.loyalty.limiting import uses_left
from pos_app.loyalty.multiplying import Portion, portions
from pos_app.loyalty.quote import EarnItem, RuleUse
from pos_app.loyalty.reasons import rule_reason
from pos_app.loyalty.rules import EarnKind, EarnRule, Period
from pos_app.loyalty.settings import RoundPer, Stacking
from pos_app.loyalty.situation import Situation
from pos_app.loyalty.stamping import stamp
from pos_app.loyalty.tallying import STEP_ROUNDING, Fit, Share, Tally


class Earned(NamedTuple):
    """Points by rule, by line number, in all (point units); stamps, uses of limited rules, spend that waits."""

    items: tuple[EarnItem, ...]
    line_points: dict[int, int]
    points: int
    stamps: tuple[EarnItem, ...] = ()
    used: tuple[RuleUse, ...] = ()
    remainders: tuple[tuple[str, int], ...] = ()


class _Fitting(NamedTuple):
    """Rules that hold now with the places of their earning lines, by kind, in program order."""

    base: list[Fit]
    bonuses: list[EarnRule]
    multipliers: list[tuple[int, list[int]]]
    limited: list[EarnRule]


def earn(situation: Situation, amounts: Amounts) -> Earned:
    """Return what the basket earns on `amounts`.

    Steps are counted over all matching lines of a rule, or line by line with round_per = line. What a
    multiplier adds is counted in steps of its own lines. The points of a line are its part of all points that
    lines gave; a fixed bonus belongs to the whole sale.
    """
    compiled = situation.compiled
    found = _fitting(situation, amounts)
    multiplied = portions(situation, found.multipliers)
    found = _stacked(situation, found, multiplied)
    carried = Carried(situation)
    tally = Tally(situation, multiplied, carried)
    on_cards: list[Fit] = []
    for fit in found.base:
        if fit.rule.account == POINTS:
            tally.count(fit)
        else:
            on_cards.append(fit)
    bonuses = [_bonus(rule, compiled) for rule in found.bonuses if rule.account == POINTS]
    on_cards += [Fit(rule, [], []) for rule in found.bonuses if rule.account != POINTS]
    stamps = stamp(situation, on_cards, carried, tally.steps) if on_cards else ()
    shares = tally.shares() + bonuses
    if not shares:
        used = _used(found.limited, tally.steps, stamps) if found.limited else ()
        return Earned((), {}, 0, stamps, used, tuple(carried.changes))
    points = _rounded(compiled, shares)
    items = [
        EarnItem(share.rule_id, share.line_no, earned, share.reason)
        for share, earned in zip(shares, points, strict=True)
        if earned
    ]
    on_lines = sum([earned for share, earned in zip(shares, points, strict=True) if share.on_lines])
    line_points: dict[int, int] = {}
    if on_lines:
        parts = split_by_weight(on_lines, tally.weights)
        line_points = {line.line_no: part for line, part in zip(situation.lines, parts, strict=True) if part}
    whole = sum(points)
    used = _used(found.limited, tally.steps, (*items, *stamps)) if found.limited else ()
    if compiled.caps_points:
        cuts = cut(situation, whole)
        left = whole + sum(item.points for item in cuts)
        if cuts and line_points:
            line_points = shrink(line_points, whole, left)
        items, whole = items + cuts, left
    return Earned(tuple(items), line_points, whole, stamps, used, tuple(carried.changes))


def _fitting(situation: Situation, amounts: Amounts) -> _Fitting:
    compiled = situation.compiled
    found = _Fitting([], [], [], [])
    hits, first = situation.hits, compiled.first_rule
    every, apart = amounts.every, amounts.limited is not amounts.every
    for number in sorted([n for n in hits if first <= n < compiled.first_reward]):
        rule = compiled.rules[number - first]
        when = compiled.rule_when[number - first]
        if not when.always and not when.holds(situation):
            continue
        counted = amounts.limited if apart and rule.selector.is_limited else every
        places = [place for place in hits[number] if counted[place]]
        if not places:
            continue
        if rule.minimum_minor and sum([counted[place] for place in places]) < rule.minimum_minor:
            continue
        if rule.minimum_milli and _quantity(situation, places) < rule.minimum_milli:
            continue
        room = None
        if rule.limits:
            room = _room(situation, rule)
            if room == 0:
                continue
            found.limited.append(rule)
        if rule.kind is EarnKind.MULTIPLIER:
            found.multipliers.append((number - first, places))
        elif rule.kind is EarnKind.SALE:
            found.bonuses.append(rule)
        else:
            found.base.append(Fit(rule, places, counted, room))
    return found


def _quantity(situation: Situation, places: list[int]) -> int:
    return sum(max(situation.lines[place].quantity_milli, 0) for place in places)


def _room(situation: Situation, rule: EarnRule) -> int | None:
    """Return how many more times a rule may count in this sale."""
    left = uses_left(
        rule.rule_id, rule.limits, situation.member, situation.basket, situation.compiled.zone
    ).times
    for limit in rule.limits:
        if limit.period is Period.SALE and (left is None or limit.times < left):
            left = limit.times
    return left


def _stacked(situation: Situation, found: _Fitting, multiplied: list[Portion]) -> _Fitting:
    stacking = situation.compiled.program.earning.stacking
    if stacking is Stacking.BEST_MULTIPLIER or stacking is Stacking.ALL:
        return found
    newest = stacking is Stacking.NEWEST
    return found._replace(
        base=one_a_line(situation, found.base, multiplied, newest), bonuses=one_a_sale(found.bonuses, newest)
    )


def _bonus(rule: EarnRule, compiled: CompiledProgram) -> Share:
    points = rule.points
    reason = rule_reason(rule, 0, compiled.major_minor)
    return Share(rule.rule_id, 0, points.numerator, points.denominator, reason, on_lines=False)


def _used(limited: list[EarnRule], steps: dict[str, int], items: tuple[EarnItem, ...]) -> tuple[RuleUse, ...]:
    """Return the uses of rules with limits: a step is one use, a bonus or multiplier that gave points another."""
    gave = {item.rule_id for item in items}
    used = [(rule.rule_id, steps.get(rule.rule_id, 1)) for rule in limited if rule.rule_id in gave]
    return tuple(RuleUse(rule_id, times) for rule_id, times in used if times)


def _rounded(compiled: CompiledProgram, shares: list[Share]) -> list[int]:
    """Return point units per share: each rounded by itself, or the sum rounded once, split by the parts.

    Whole points, or with rounding = keep and with cash back to the decimals that the program has.
    """
    earning = compiled.program.earning
    unit, scale = (compiled.scale, 1) if compiled.fine_points else (1, compiled.scale)
    rounding = STEP_ROUNDING.get(earning.rounding, Rounding.DOWN)
    denominators = {share.denominator for share in shares}
    if denominators == {1}:
        return [share.numerator * unit * scale for share in shares]
    if earning.round_per is not RoundPer.SALE:
        return [divide(s.numerator * unit, s.denominator, rounding) * scale for s in shares]
    common = lcm(*denominators)
    exact = [share.numerator * (common // share.denominator) for share in shares]
    total = divide(sum(exact) * unit, common, rounding)
    return [part * scale for part in split_by_weight(total, exact)]
