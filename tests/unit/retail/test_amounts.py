"""Numbers as people type them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.retail.amounts import read_decimal


@pytest.mark.parametrize(
    ("text", "digits", "read"),
    [
        ("4", 2, 400),
        ("4.5", 2, 450),
        ("4,50", 2, 450),
        (" 4.50 ", 2, 450),
        (".5", 2, 50),
        (",05", 2, 5),
        ("4.500", 2, 450),
        ("0", 2, 0),
        ("1245", 0, 1245),
        ("5.0", 0, 5),
        ("1.245", 3, 1245),
        ("007", 2, 700),
    ],
)
def test_numbers(text: str, digits: int, read: int) -> None:
    assert read_decimal(text, digits) == read


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", ".", ",", "4.505", "1.2.3", "1,234.50", "-4", "+4", "4 5", "1e3", "0x10", "٤", "４", "4€"),
        *("4.", "1234567890123", "nan", "1_000", "4,50\n5"),
    ],
)
def test_what_is_no_number(text: str) -> None:
    assert read_decimal(text, 2) is None


@given(st.integers(0, 10**11), st.integers(0, 6), st.sampled_from(".,"))
def test_every_exact_amount_is_read(value: int, digits: int, mark: str) -> None:
    whole, part = divmod(value, 10**digits)
    text = f"{whole}{mark}{part:0{digits}d}" if digits else str(whole)
    assert read_decimal(text, digits) == value
