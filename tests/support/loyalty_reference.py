"""The loyalty engine once more: slow, exact, every rule against every line. What the real one must equal.

It follows the written rules with fractions, without indexes, without anything of the engine but its values.
"""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor
from typing import NamedTuple

from pos_app.loyalty.basket import Basket, BasketLine
from pos_app.loyalty.member import MemberSnapshot
from pos_app.loyalty.program import Program
from pos_app.loyalty.rules import EarnKind, EarnRule
from pos_app.loyalty.settings import EarnBase, Multiplying, PointsRounding, RoundPer, Stacking
from tests.support.loyalty_reference_rewards import Laying, fraction, half_up, holds, matches, share


class Answer(NamedTuple):
    """Points by (rule, line), money off by (reward, line), tenders and prices by reward, rewards that did not fit."""

    earned: dict[tuple[str, int], int]
    off: dict[tuple[str, int], int]
    tenders: dict[str, int]
    prices: dict[str, int]
    dropped: set[str]


def evaluate(program: Program, member: MemberSnapshot, basket: Basket) -> Answer:
    """Answer for a member whose lots never end."""
    lines = sorted(
        basket.lines,
        key=lambda each: (
            each.product,
            each.amount_minor,
            each.extended_minor,
            each.quantity_milli,
            each.net_minor,
            each.unit_price_minor,
            each.line_no,
        ),
    )
    laying = Laying(program, member, basket, lines)
    laying.run()
    return Answer(
        earned=points(program, member, basket, lines, laying),
        off=laying.off,
        tenders=laying.tenders,
        prices=laying.prices,
        dropped=laying.dropped,
    )


def counted(program: Program, lines: list[BasketLine], basket: Basket, laying: Laying) -> list[int]:
    """What each line earns by."""
    earning = program.earning
    amounts = [line.amount_minor if earning.after_promotions else line.extended_minor for line in lines]
    if earning.after_rewards:
        amounts = [
            amount - (line.amount_minor - left)
            for amount, line, left in zip(amounts, lines, laying.left, strict=True)
        ]
        payers = [place for place in range(len(lines)) if laying.payable[place]]
        if laying.tendered:
            parts = share(laying.tendered, [laying.left[place] for place in payers])
            for place, part in zip(payers, parts, strict=True):
                amounts[place] -= part
    if earning.after_stored_value and basket.stored_value_minor:
        places = [place for place in range(len(lines)) if laying.left[place] > 0]
        total = min(basket.stored_value_minor, sum(laying.left[p] for p in places) - laying.tendered)
        if total > 0:
            for place, part in zip(places, share(total, [laying.left[p] for p in places]), strict=True):
                amounts[place] -= part
    result = []
    for line, amount in zip(lines, amounts, strict=True):
        if earning.base is EarnBase.NET and amount > 0 and line.amount_minor > 0:
            amount = half_up(Fraction(amount * line.net_minor, line.amount_minor))
        barred = any(each.bars_earning and matches(each.selector, line) for each in program.exclusions)
        result.append(0 if barred or not line.may_earn else max(amount, 0))
    return result


def active_rules(
    program: Program, member: MemberSnapshot, basket: Basket, lines: list[BasketLine], amounts: list[int]
) -> list[tuple[EarnRule, list[int]]]:
    """Rules that hold now, with the places of the lines they count."""
    active: list[tuple[EarnRule, list[int]]] = []
    for rule in program.earn:
        places = [p for p, line in enumerate(lines) if amounts[p] and matches(rule.selector, line)]
        if (
            places
            and holds(rule.when, member.tier, basket)
            and sum(amounts[p] for p in places) >= rule.minimum_minor
        ):
            active.append((rule, places))
    return active


def points(
    program: Program, member: MemberSnapshot, basket: Basket, lines: list[BasketLine], laying: Laying
) -> dict[tuple[str, int], int]:
    """Points by rule and line (0 = the sale)."""
    amounts = counted(program, lines, basket, laying)
    earning = program.earning
    per_line = earning.round_per is RoundPer.LINE
    active = active_rules(program, member, basket, lines, amounts)
    exact: dict[tuple[str, int], Fraction] = {}

    def add(key: str, rule: EarnRule, places: list[int], factor: Fraction) -> None:
        for group in [[p] for p in places] if per_line else [places]:
            measured = sum(
                amounts[p] if rule.kind is EarnKind.SPEND else max(lines[p].quantity_milli, 0) for p in group
            )
            steps = Fraction(measured, rule.step)
            if earning.rounding is not PointsRounding.KEEP:
                steps = Fraction(rounded(steps, earning.rounding))
            if steps:
                name = (key, lines[group[0]].line_no if per_line else 0)
                exact[name] = exact.get(name, Fraction(0)) + steps * fraction(rule.points) * factor

    bases = [(rule, places) for rule, places in active if rule.kind in (EarnKind.SPEND, EarnKind.UNIT)]
    for rule, places in bases:
        add(rule.rule_id, rule, places, Fraction(1))
    for key, extra, inside in multipliers(program, member, active, len(lines)):
        for rule, places in bases:
            both = [p for p in places if p in inside]
            if rule.multiplied and both:
                add(key, rule, both, extra)
    for rule, _ in active:
        if rule.kind is EarnKind.SALE:
            exact[rule.rule_id, 0] = fraction(rule.points)
    return finished(program, exact)


def multipliers(
    program: Program, member: MemberSnapshot, active: list[tuple[EarnRule, list[int]]], count: int
) -> list[tuple[str, Fraction, set[int]]]:
    """(rule, what it adds as a factor, where)."""
    everywhere = [
        (f"tier:{tier.tier_id}", fraction(tier.multiplier), set(range(count)))
        for tier in program.tiers
        if tier.tier_id == member.tier and fraction(tier.multiplier) > 1
    ]
    all_of_them = everywhere + [
        (rule.rule_id, fraction(rule.factor), set(places))
        for rule, places in active
        if rule.kind is EarnKind.MULTIPLIER
    ]
    if program.earning.stacking is Stacking.BEST_MULTIPLIER:
        won: dict[str, set[int]] = {}
        for place in range(count):
            here = [
                (factor, -order, key)
                for order, (key, factor, places) in enumerate(all_of_them)
                if place in places
            ]
            if here:
                won.setdefault(max(here)[2], set()).add(place)
        return [(key, factor - 1, won[key]) for key, factor, _ in all_of_them if key in won]
    if program.earning.multipliers is Multiplying.ADD:
        return [(key, factor - 1, places) for key, factor, places in all_of_them]
    result: list[tuple[str, Fraction, set[int]]] = []
    before = [Fraction(1)] * count
    for key, factor, places in all_of_them:
        groups: dict[Fraction, set[int]] = {}
        for place in places:
            groups.setdefault((factor - 1) * before[place], set()).add(place)
            before[place] *= factor
        result += [(key, extra, inside) for extra, inside in groups.items()]
    return result


def rounded(value: Fraction, rounding: PointsRounding) -> int:
    """A whole number."""
    if rounding is PointsRounding.CEIL:
        return ceil(value)
    return half_up(value) if rounding is PointsRounding.HALF_UP else floor(value)


def finished(program: Program, exact: dict[tuple[str, int], Fraction]) -> dict[tuple[str, int], int]:
    """Exact points made whole; one rounding for the sale, then largest remainder."""
    scale = 10**program.decimals
    keep = program.earning.rounding is PointsRounding.KEEP
    if keep:
        exact = {key: value * scale for key, value in exact.items()}
    how = PointsRounding.FLOOR if keep else program.earning.rounding
    if program.earning.round_per is RoundPer.SALE:
        total = rounded(sum(exact.values(), Fraction(0)), how)
        whole = {key: floor(value) for key, value in exact.items()}
        if total and exact:
            scaled = sum(exact.values(), Fraction(0))
            parts = {key: value * total / scaled for key, value in exact.items()}
            whole = {key: floor(value) for key, value in parts.items()}
            order = sorted(exact, key=lambda key: (whole[key] - parts[key], list(exact).index(key)))
            for key in order[: total - sum(whole.values())]:
                whole[key] += 1
    else:
        whole = {key: rounded(value, how) for key, value in exact.items()}
    return {key: value * (1 if keep else scale) for key, value in whole.items() if value}
