"""One rounding routine, exact shares."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.kernel.money import Rate, Rounding, divide, power_of_ten, split_by_weight, take_rate

AMOUNTS = st.integers(-(10**12), 10**12)


@pytest.mark.parametrize(
    ("numerator", "denominator", "half_up", "down", "up"),
    [
        (0, 7, 0, 0, 0),
        (5, 10, 1, 0, 1),
        (-5, 10, -1, 0, -1),
        (4, 10, 0, 0, 1),
        (-4, 10, 0, 0, -1),
        (15, 10, 2, 1, 2),
        (25, 10, 3, 2, 3),
        (-25, 10, -3, -2, -3),
        (10, 10, 1, 1, 1),
        (-11, 10, -1, -1, -2),
        (1, 3, 0, 0, 1),
        (2, 3, 1, 0, 1),
    ],
)
def test_divide(numerator: int, denominator: int, half_up: int, down: int, up: int) -> None:
    assert divide(numerator, denominator) == half_up
    assert divide(numerator, denominator, Rounding.DOWN) == down
    assert divide(numerator, denominator, Rounding.UP) == up


@given(AMOUNTS, st.integers(1, 10**6))
def test_rounding_is_the_nearest_and_the_same_for_debts(numerator: int, denominator: int) -> None:
    exact = Fraction(numerator, denominator)
    assert abs(divide(numerator, denominator) - exact) <= Fraction(1, 2)
    for rounding in Rounding:
        assert divide(-numerator, denominator, rounding) == -divide(numerator, denominator, rounding)
    assert abs(divide(numerator, denominator, Rounding.DOWN)) <= abs(exact)
    assert abs(divide(numerator, denominator, Rounding.UP)) >= abs(exact)


@pytest.mark.parametrize("denominator", [0, -1])
def test_a_denominator_is_positive(denominator: int) -> None:
    with pytest.raises(ValueError, match="positive"):
        divide(1, denominator)


def test_rates() -> None:
    assert take_rate(999, Rate(19, 100)) == 190
    assert take_rate(250, Rate(1, 2), Rounding.DOWN) == 125
    assert take_rate(1, Rate(1, 2), Rounding.DOWN) == 0
    assert take_rate(-250, Rate(1, 100)) == -3
    assert power_of_ten(0) == 1
    assert power_of_ten(3) == 1000


@pytest.mark.parametrize(
    ("total", "weights", "parts"),
    [
        (100, [1, 1, 1], [34, 33, 33]),
        (-100, [1, 1, 1], [-34, -33, -33]),
        (1, [0, 5, 5], [0, 1, 0]),
        (10, [0, 0], [10, 0]),
        (0, [3, 4], [0, 0]),
        (0, [], []),
        (5, [7], [5]),
        (100, [199, 1], [100, 0]),
        (3, [1, 2], [1, 2]),
    ],
)
def test_split(total: int, weights: list[int], parts: list[int]) -> None:
    assert split_by_weight(total, weights) == parts


@given(AMOUNTS, st.lists(st.integers(0, 10**9), min_size=1, max_size=30))
def test_parts_add_up_and_are_fair(total: int, weights: list[int]) -> None:
    parts = split_by_weight(total, weights)
    assert sum(parts) == total
    whole = sum(weights)
    if whole:
        for part, weight in zip(parts, weights, strict=True):
            assert abs(part - Fraction(total * weight, whole)) < 1


def test_nothing_to_split_over() -> None:
    with pytest.raises(ValueError, match="nothing to split"):
        split_by_weight(1, [])
