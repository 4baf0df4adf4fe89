"""Currencies know how many digits their minor unit has."""

from __future__ import annotations

import pytest

from pos_app.kernel.currencies import currency_of, is_currency
from pos_app.kernel.money import Currency


@pytest.mark.parametrize(("code", "digits"), [("EUR", 2), ("TRY", 2), ("JPY", 0), ("KWD", 3), ("XXX", 2)])
def test_digits_of_the_minor_unit(code: str, digits: int) -> None:
    assert currency_of(code) == Currency(code, digits)


@pytest.mark.parametrize(("code", "fits"), [("EUR", True), ("eur", False), ("EU", False), ("EURO", False)])
def test_three_capital_letters(code: str, fits: bool) -> None:
    assert is_currency(code) is fits
