"""In-store codes by the shop's table."""

from __future__ import annotations

import pytest
from biip.checksums import gs1_price_weight_check_digit, gs1_standard_check_digit
from hypothesis import given
from hypothesis import strategies as st

from pos_app.retail.measured_codes import Measured, read_measured
from pos_app.retail.shop import MeasuredCodeRule

WEIGHT = MeasuredCodeRule("weight", "20IIIIIWWWWWK", 3)
PRICE = MeasuredCodeRule("price", "02IIIIICPPPPK", 2)
HUNDREDTHS = MeasuredCodeRule("hundredths", "22IIIIIWWWWWK", 2)
FINE = MeasuredCodeRule("fine", "23IIIIIWWWWWK", 4)
SHORT = MeasuredCodeRule("short", "21XIIIPP", 0)
RULES = (WEIGHT, PRICE, HUNDREDTHS, FINE, SHORT)


def checked(body: str) -> str:
    return f"{body}{gs1_standard_check_digit(body)}"


def test_weight() -> None:
    code = checked("200010101245")
    assert read_measured(code, RULES) == Measured("weight", "00101", 1245, None, 3)


def test_price_with_its_own_check_digit() -> None:
    inner = gs1_price_weight_check_digit("0345")
    code = checked(f"0200322{inner}0345")
    assert read_measured(code, RULES) == Measured("price", "00322", None, 345, 2)
    wrong = checked(f"0200322{(inner + 1) % 10}0345")
    assert read_measured(wrong, RULES) is None


@pytest.mark.parametrize(("prefix", "grams"), [("22", 12_450), ("23", 124)])
def test_decimals_place_the_point(prefix: str, grams: int) -> None:
    measured = read_measured(checked(f"{prefix}0010101245"), RULES)
    assert measured is not None
    assert measured.weight_milli == grams


def test_digits_without_meaning_are_skipped() -> None:
    assert read_measured("21912399", RULES) == Measured("short", "123", None, 99, 0)


def test_the_first_rule_that_fits_is_taken() -> None:
    other = MeasuredCodeRule("other", "20IIIIIPPPPPK", 2)
    code = checked("200010101245")
    first, second = read_measured(code, (WEIGHT, other)), read_measured(code, (other, WEIGHT))
    assert (first and first.rule, second and second.rule) == ("weight", "other")


@pytest.mark.parametrize(
    "code",
    [
        "",
        "200010101245",
        "20001010124500",
        "2000101012451",
        "20001010124x5",
        "٢٠٠٠١٠١٠١٢٤٥٠",
        "4006381333931",
    ],
)
def test_what_no_rule_reads(code: str) -> None:
    assert read_measured(code, RULES) is None


def test_a_prefix_that_is_not_in_the_table() -> None:
    assert read_measured(checked("290010101245"), RULES) is None


@given(st.integers(0, 99_999), st.integers(0, 99_999))
def test_every_label_is_read_as_it_was_printed(item: int, grams: int) -> None:
    code = checked(f"20{item:05d}{grams:05d}")
    assert read_measured(code, RULES) == Measured("weight", f"{item:05d}", grams, None, 3)
    spoilt = code[:-1] + str((int(code[-1]) + 1) % 10)
    assert read_measured(spoilt, RULES) is None
