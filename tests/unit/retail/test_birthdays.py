"""Birthdays as people type them."""

from __future__ import annotations

import pytest

from pos_app.kernel.errors import Refused
from pos_app.retail.birthdays import read_birthday


@pytest.mark.parametrize(
    ("text", "region", "wanted"),
    [
        ("", "DE", ""),
        ("31.12.", "DE", "12-31"),
        ("3.4.1980", "DE", "04-03"),
        ("3/4", "GB", "04-03"),
        ("3/4", "US", "03-04"),
        ("29.2", "TR", "02-29"),
        ("1980-12-31", "DE", "12-31"),
        (" 07 08 ", "DE", "08-07"),
    ],
)
def test_day_and_month(text: str, region: str, wanted: str) -> None:
    assert read_birthday(text, region) == wanted


@pytest.mark.parametrize("text", ["31.2.", "0.1.", "12", "soon", "1.13.", "13/13"])
def test_no_birthday(text: str) -> None:
    with pytest.raises(Refused, match="birthday"):
        read_birthday(text, "DE")
