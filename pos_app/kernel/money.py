"""Money as integers in minor units with the one rounding routine of the house."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

import msgspec


class Currency(msgspec.Struct, frozen=True):
    """An ISO 4217 currency: `code` such as EUR, `digits` of its minor unit (EUR 2, JPY 0)."""

    code: str
    digits: int = 2


class Rounding(StrEnum):
    """How a fraction becomes a whole number."""

    HALF_UP = "half_up"
    DOWN = "down"
    UP = "up"


class Rate(msgspec.Struct, frozen=True, order=True):
    """An exact fraction, for example 19 % = Rate(19, 100)."""

    numerator: int
    denominator: int = 1


def divide(numerator: int, denominator: int, rounding: Rounding = Rounding.HALF_UP) -> int:
    """Return numerator / denominator as a whole number; half_up rounds away from zero, down towards zero.

    The only rounding of money, quantities and points in the project. `denominator` must be positive.
    """
    if denominator <= 0:
        raise ValueError("denominator must be positive")
    whole, rest = divmod(abs(numerator), denominator)
    if rounding is Rounding.HALF_UP:
        whole += 2 * rest >= denominator
    elif rounding is Rounding.UP:
        whole += rest > 0
    return whole if numerator >= 0 else -whole


def power_of_ten(exponent: int) -> int:
    """Return 10 to the power of `exponent` (>= 0) as a whole number."""
    return int(10**exponent)


def take_rate(amount_minor: int, rate: Rate, rounding: Rounding = Rounding.HALF_UP) -> int:
    """Return `rate` of `amount_minor`, rounded once."""
    return divide(amount_minor * rate.numerator, rate.denominator, rounding)


def split_by_weight(total_minor: int, weights: Sequence[int]) -> list[int]:
    """Split `total_minor` over `weights` (>= 0) in proportion, to the last cent, in the order given.

    Largest remainders get the left-over cents, ties go to the earlier part. All weights zero puts everything on the
    first part. The parts always add up to the total.
    """
    if not weights:
        if total_minor:
            raise ValueError("nothing to split over")
        return []
    whole = sum(weights)
    if whole == 0:
        return [total_minor, *([0] * (len(weights) - 1))]
    sign = 1 if total_minor >= 0 else -1
    amount = abs(total_minor)
    parts = [amount * weight // whole for weight in weights]
    left = amount - sum(parts)
    by_remainder = sorted(range(len(weights)), key=lambda i: (-(amount * weights[i] % whole), i))
    for i in by_remainder[:left]:
        parts[i] += 1
    return [sign * part for part in parts]
