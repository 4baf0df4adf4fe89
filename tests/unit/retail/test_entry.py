"""What the one entry field understands."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.kernel.errors import Refused
from pos_app.kernel.money import Rate
from pos_app.retail.entry import (
    Entry,
    LineDiscount,
    LinePrice,
    Nothing,
    Typed,
    WholeDiscount,
    read_entry,
    read_quantity,
)


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("", Nothing()),
        (" \r\n", Nothing()),
        ("milk", Entry(1000, "milk")),
        ("4006381333931\r", Entry(1000, "4006381333931")),
        ("3*", Entry(3000, "", quantity_typed=True)),
        ("3 * milk", Entry(3000, "milk", quantity_typed=True)),
        ("3x 4006381333931", Entry(3000, "4006381333931", quantity_typed=True)),
        ("12×milk", Entry(12_000, "milk", quantity_typed=True)),
        ("1,5*101", Entry(1500, "101", quantity_typed=True)),
        ("+2*milk", Entry(2000, "milk", quantity_typed=True)),
        ("7xtra", Entry(1000, "7xtra")),
        ("-10%", LineDiscount(Rate(100, 1000))),
        ("- 7,5 %", LineDiscount(Rate(75, 1000))),
        ("-100%", LineDiscount(Rate(1000, 1000))),
        ("--10%", WholeDiscount(Rate(100, 1000))),
        ("-- 7,5 %", WholeDiscount(Rate(75, 1000))),
        ("--5.00", WholeDiscount(amount_minor=500)),
        ("--5", WholeDiscount(amount_minor=500)),
        ("--0", WholeDiscount()),
        ("--0%", WholeDiscount()),
        ("=4.50", LinePrice(450)),
        ("= 4,5", LinePrice(450)),
        ("=0", LinePrice(0)),
        ("+49 30 1234567", Entry(1000, "+49 30 1234567")),
    ],
)
def test_entries(text: str, typed: Typed) -> None:
    assert read_entry(text, 2) == typed


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("0*", "quantity.not_positive"),
        ("-3*milk", "quantity.not_positive"),
        ("99999*", "quantity.absurd"),
        ("1.2.3*", "quantity.unreadable"),
        ("1.2345*", "quantity.unreadable"),
        ("4006381333931*", "quantity.unreadable"),
        ("-0%", "discount.absurd"),
        ("--100.1%", "discount.absurd"),
        ("--1.2.3", "discount.unreadable"),
        ("--5.005", "discount.unreadable"),
        ("--99999999999", "discount.unreadable"),
        ("-101%", "discount.absurd"),
        ("-7.55%", "discount.absurd"),
        ("=4.505", "price.unreadable"),
        ("=1,2,3", "price.unreadable"),
        ("x" * 257, "entry.too_long"),
    ],
)
def test_refused(text: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        read_entry(text, 2)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("rest", "may_be_code", "is_number"),
    [
        ("milk", False, False),
        ("4006381333931", True, True),
        ("M12345678", True, False),
        ("+49 30 1234567", True, False),
        ("milk 2 l", False, False),
        ("0176 1234567", True, False),
        ("", False, False),
    ],
)
def test_codes_are_told_from_words(rest: str, may_be_code: bool, is_number: bool) -> None:
    entry = Entry(1000, rest)
    assert (entry.may_be_code, entry.is_number) == (may_be_code, is_number)


@given(st.integers(1, 9_999_000))
def test_every_quantity_can_be_typed(quantity_milli: int) -> None:
    assert read_quantity(f"{quantity_milli // 1000}.{quantity_milli % 1000:03d}") == quantity_milli


@given(st.text(max_size=60))
def test_anything_typed_is_understood_or_refused(text: str) -> None:
    try:
        understood = str(type(read_entry(text, 2)).__name__)
    except Refused as refused:
        understood = refused.code.partition(".")[0]
    known = {"Entry", "LineDiscount", "LinePrice", "Nothing", "quantity", "discount", "price", "entry"}
    assert understood in known
