"""What a scanned code can mean, in which order."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.retail.codes import (
    CardScan,
    CommandScan,
    MeasuredScan,
    NotACode,
    NumberScan,
    PhoneScan,
    ProductScan,
    Reading,
    is_bank_card,
    readings,
)
from pos_app.retail.shop import MeasuredCodeRule
from tests.support.receipts import shop

ROOT = Path(__file__).parents[3]
SHOP = shop(
    region="DE",
    measured_codes=(MeasuredCodeRule("weight", "20IIIIIWWWWWK", 3),),
    card_patterns=(r"M\d{8}", r"2990\d{9}"),
)
GTIN = "04006381333931"


def kinds(code: str) -> tuple[type[Reading], ...]:
    found = readings(code, SHOP)
    assert not isinstance(found, NotACode), found
    return tuple(type(each) for each in found)


@pytest.mark.parametrize(
    ("code", "first"),
    [
        ("POS-CASH", CommandScan("cash")),
        ("]C0POS-EXACT", CommandScan("exact")),
        ("pos-card", CommandScan("card")),  # Caps Lock was on
        ("M12345678", CardScan("M12345678")),
        ("2990123456789", CardScan("2990123456789")),
        ("4006381333931", ProductScan(GTIN)),
        ("4006381333931\r\n", ProductScan(GTIN)),
        ("]E04006381333931", ProductScan(GTIN)),
        (f"]C101{GTIN}3103001245", ProductScan(GTIN, 1245)),
        (f"]d201{GTIN}3922258", ProductScan(GTIN, None, 258)),
        (f"01{GTIN}3103000500", ProductScan(GTIN, 500)),
        (f"https://id.gs1.org/01/{GTIN}?3103=001245", ProductScan(GTIN, 1245)),
        ("m12345678", NumberScan("m12345678")),  # letters never make a phone number
        ("0176 12345678", PhoneScan("+4917612345678")),
        ("101", NumberScan("101")),
        ("A-17", NumberScan("A-17")),
        (";12345678?", NumberScan("12345678")),
    ],
)
def test_the_most_exact_meaning_comes_first(code: str, first: Reading) -> None:
    found = readings(code, SHOP)
    assert not isinstance(found, NotACode)
    assert found[0] == first


def test_an_in_store_code_is_also_a_product_code() -> None:
    """A product that carries the label's number as its own code wins; then the table is asked."""
    assert kinds("2000101012450") == (ProductScan, MeasuredScan, NumberScan)


def test_a_short_code_of_two_meanings_gives_both() -> None:
    assert kinds("01234565")[:2] == (ProductScan, ProductScan)


def test_a_card_track_is_read_from_its_stripe() -> None:
    assert kinds("%M12345678?;2990123456789?") == (CardScan, NumberScan)


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("x" * 257, NotACode.TOO_LONG),
        ("%B4111111111111111^DOE/JOHN^", NotACode.BANK_CARD),
        (";4111111111111111=2512", NotACode.BANK_CARD),
        ("4111 1111 1111 1111", NotACode.BANK_CARD),
        ("4111-1111-1111-1111", NotACode.BANK_CARD),
        ("3*4111111111111111", NotACode.BANK_CARD),
        ("%b4111111111111111^doe/john^", NotACode.BANK_CARD),
        ("%B4111111111111111&DOE-JOHN&2512101:ş4111111111111111-25121010000:", NotACode.BANK_CARD),
        ("ş4111111111111111-25121010000:", NotACode.BANK_CARD),
        ("'&&&&&&&&&&&&&&&", NotACode.BANK_CARD),
        ("36227206271667", NotACode.BANK_CARD),
        ("378282246310005", NotACode.BANK_CARD),
        ("", NotACode.UNKNOWN),
        ("no such thing here at all", NotACode.UNKNOWN),
        ("üE04006381333931 and so on", NotACode.KEYBOARD_LAYOUT),
        ("&é\"'(-è_çà&é\"'(-è_çà&", NotACode.KEYBOARD_LAYOUT),
    ],
)
def test_why_a_code_means_nothing(code: str, why: NotACode) -> None:
    assert readings(code, SHOP) is why


@pytest.mark.parametrize(
    "digits",
    [
        "4111111111111112",
        "4006381333931",
        "2990123456789",
        "04006381333931",
        "36000291452033",  # Luhn-valid, but its GTIN-14 check digit is right
        "+4111111111111111",
        f"01{GTIN}10LOT\x1d310300124515261236",
        "12345678901234567890",
    ],
)
def test_what_is_no_bank_card(digits: str) -> None:
    assert not is_bank_card(digits)


@given(st.text(max_size=80) | st.from_regex(r"[0-9A-Z\]\x1d%;?=+^-]{0,80}", fullmatch=True))
def test_any_scan_means_something_or_says_why(code: str) -> None:
    found = readings(code, SHOP)
    assert isinstance(found, NotACode) or (found and len(set(found)) == len(found))


def test_preparing_loads_what_the_first_scan_needs() -> None:
    script = (
        "import sys; from pos_app.retail.codes import prepare; from tests.support.receipts import shop;"
        "before = {'biip', 'phonenumbers', 'stdnum'} & set(sys.modules); prepare(shop(region='DE'));"
        "print(len(before), len({'biip', 'phonenumbers', 'stdnum.luhn', 'stdnum.ean'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True
    )
    assert done.stdout.split() == ["0", "4"]
