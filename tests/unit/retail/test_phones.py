"""Phone numbers in any usual spelling."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.kernel.errors import Refused
from pos_app.retail.phones import masked_phone, phone_or_none, read_phone


@pytest.mark.parametrize(
    ("text", "region", "e164"),
    [
        ("0176 12345678", "DE", "+4917612345678"),
        ("+49 176 12345678", "IE", "+4917612345678"),
        ("0049-176-12345678", "IE", "+4917612345678"),
        ("(085) 123 4567", "IE", "+353851234567"),
        ("0532 123 45 67", "TR", "+905321234567"),
        ("532.123.45.67", "TR", "+905321234567"),
        ("8 912 345-67-89", "RU", "+79123456789"),
        ("(212) 555-0123", "US", "+12125550123"),
        ("07400 123456", "GB", "+447400123456"),
    ],
)
def test_spellings(text: str, region: str, e164: str) -> None:
    assert read_phone(text, region).e164 == e164


def test_a_number_knows_its_country() -> None:
    phone = read_phone("+905321234567", "DE")
    assert (phone.region, phone.national) == ("TR", "0532 123 45 67")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "phone.not_a_number"),
        ("milk", "phone.not_a_number"),
        ("+999 123456789", "phone.not_a_number"),
        ("1" * 33, "phone.not_a_number"),
        ("m5321234567", "phone.not_a_number"),
        (";5321234567?", "phone.not_a_number"),
        ("12345", "phone.impossible"),
        ("+49 1234", "phone.impossible"),
        ("0532 123 45", "phone.impossible"),
    ],
)
def test_what_is_no_number(text: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        read_phone(text, "TR")
    assert refused.value.code == code
    assert phone_or_none(text, "TR") is None


def test_masked() -> None:
    assert masked_phone("+4917612345678") == "+49 ... 78"


@given(st.text(max_size=40))
def test_anything_typed_is_a_number_or_refused(text: str) -> None:
    phone = phone_or_none(text, "DE")
    assert phone is None or phone.e164.startswith("+")
