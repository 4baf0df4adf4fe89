"""A member's balance."""

from __future__ import annotations

from tests.support.loyalty import lot, member


def test_the_balance_is_open_lots_minus_debt() -> None:
    assert member(lot(1, 10), lot(2, 5)).balance_points == 15
    assert member(lot(1, 10), debt=12).balance_points == -2
