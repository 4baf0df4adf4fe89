"""Quantities in thousandths."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.kernel.quantity import Unit, extended_minor, is_whole, quantity_text


@pytest.mark.parametrize(
    ("price_minor", "quantity_milli", "amount_minor"),
    [
        (129, 2000, 258),
        (199, 1245, 248),
        (100, 5, 1),
        (100, 4, 0),
        (129, -1000, -129),
        (0, 5000, 0),
        (99_999_999, 9_999_000, 999_899_990_001),
    ],
)
def test_extended(price_minor: int, quantity_milli: int, amount_minor: int) -> None:
    assert extended_minor(price_minor, quantity_milli) == amount_minor


@given(st.integers(0, 10**8), st.integers(-(10**7), 10**7))
def test_extended_is_rounded_once(price_minor: int, quantity_milli: int) -> None:
    exact = Decimal(price_minor) * quantity_milli / 1000
    assert extended_minor(price_minor, quantity_milli) == int(exact.quantize(Decimal(1), ROUND_HALF_UP))


@pytest.mark.parametrize(
    ("quantity_milli", "unit", "mark", "shown"),
    [
        (3000, Unit.PIECE, ".", "3"),
        (1500, Unit.PIECE, ",", "1,500"),
        (-1000, Unit.PIECE, ".", "-1"),
        (1245, Unit.KG, ".", "1.245"),
        (2000, Unit.KG, ",", "2,000"),
        (-5, Unit.KG, ".", "-0.005"),
        (0, Unit.PIECE, ".", "0"),
    ],
)
def test_text(quantity_milli: int, unit: Unit, mark: str, shown: str) -> None:
    assert quantity_text(quantity_milli, unit, mark) == shown


def test_whole() -> None:
    assert is_whole(3000)
    assert is_whole(-2000)
    assert not is_whole(2999)
