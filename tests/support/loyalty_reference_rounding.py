"""Exact points multiplied, made whole: slow, by fractions."""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor

from pos_app.loyalty.program import Program
from pos_app.loyalty.rules import EarnKind
from pos_app.loyalty.settings import PointsRounding, RoundPer
from tests.support.loyalty_reference_parts import half_up


def compounded(
    found: list[tuple[str, Fraction, set[int]]], count: int
) -> list[tuple[str, Fraction, set[int]]]:
    """Each multiplier works on what the earlier ones made of a line."""
    result: list[tuple[str, Fraction, set[int]]] = []
    before = [Fraction(1)] * count
    for key, factor, places in found:
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
    fine = keep or any(rule.kind is EarnKind.PERCENT for rule in program.earn)
    if fine:
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
    return {key: value * (1 if fine else scale) for key, value in whole.items() if value}
