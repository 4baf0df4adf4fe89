"""Numbers as the shop's country writes them."""

from __future__ import annotations

import pytest
from babel import UnknownLocaleError
from hypothesis import given
from hypothesis import strategies as st

from pos_app.kernel.money import Rate
from pos_app.kernel.notation import figures_of
from pos_app.kernel.quantity import Unit

AT_MS = 1_763_816_542_000


@pytest.mark.parametrize(
    ("locale", "digits", "amount_minor", "shown"),
    [
        ("en_GB", 2, 0, "0.00"),
        ("en_GB", 2, -5, "-0.05"),
        ("en_GB", 2, 123_456_789, "1,234,567.89"),
        ("tr_TR", 2, 123_456, "1.234,56"),
        ("de_DE", 2, -123_456, "-1.234,56"),
        ("fr_FR", 2, 123_456, "1\u202f234,56"),
        ("en_IN", 2, 123_456_789, "12,34,567.89"),
        ("ja_JP", 0, 1234, "1,234"),
        ("ar_TN", 3, 1234, "1,234"),
    ],
)
def test_money(locale: str, digits: int, amount_minor: int, shown: str) -> None:
    assert figures_of(locale, "UTC", digits).money(amount_minor) == shown


@given(st.integers(-(10**15), 10**15))
def test_money_says_exactly_what_it_is(amount_minor: int) -> None:
    shown = figures_of("en_GB", "UTC", 2).money(amount_minor)
    assert int(shown.replace(",", "").replace(".", "")) == amount_minor


@pytest.mark.parametrize(
    ("locale", "rate", "shown"),
    [
        ("en_GB", Rate(19, 100), "19%"),
        ("en_US", Rate(825, 10_000), "8.25%"),
        ("tr_TR", Rate(1, 5), "%20"),
        ("de_DE", Rate(7, 100), "7\u00a0%"),
        ("en_GB", Rate(0), "0%"),
        ("en_GB", Rate(1, 3), "33.333%"),
    ],
)
def test_percent(locale: str, rate: Rate, shown: str) -> None:
    assert figures_of(locale, "UTC", 2).percent(rate) == shown


def test_quantity() -> None:
    german = figures_of("de_DE", "UTC", 2)
    assert german.quantity(3000, Unit.PIECE) == "3"
    assert german.quantity(1245, Unit.KG) == "1,245"


def test_time_is_the_shops() -> None:
    assert figures_of("tr_TR", "Europe/Istanbul", 2).moment(AT_MS) == "22 Kas 2025 16:02"
    assert figures_of("en_GB", "Pacific/Auckland", 2).day(AT_MS) == "23 Nov 2025"


def test_a_locale_that_does_not_exist() -> None:
    with pytest.raises(UnknownLocaleError):
        figures_of("xx_XX", "UTC", 2)
