"""Trade item numbers become GTIN-14 or nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import ean

from pos_app.retail.gtin import expand_upc_e, gtins14, to_gtin14


@pytest.mark.parametrize(
    ("code", "gtin14"),
    [
        ("4006381333931", "04006381333931"),
        ("036000291452", "00036000291452"),
        ("96385074", "00000096385074"),
        ("10614141000415", "10614141000415"),
        ("04252614", "00042100005264"),
        ("01234565", "00000001234565"),
    ],
)
def test_known_codes(code: str, gtin14: str) -> None:
    assert to_gtin14(code) == gtin14


@pytest.mark.parametrize(
    "code",
    [
        *("", "4006381333932", "400638133393", "40063813339311", "400638133393a", " 4006381333931"),
        *("٤٠٠٦٣٨١٣٣٣٩٣١", "1234567", "0425261", "24252615", "123456789012345"),
    ],
)
def test_what_is_none(code: str) -> None:
    assert to_gtin14(code) is None


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("01234505", "012000003455"),
        ("01234515", "012100003455"),
        ("01234525", "012200003455"),
        ("01234535", "012300000455"),
        ("01234545", "012340000055"),
        ("01234595", "012345000095"),
    ],
)
def test_each_way_to_shorten_a_upc(short: str, long: str) -> None:
    """GS1 General Specifications, section 7.10: the sixth digit says where the zeros were."""
    assert expand_upc_e(short) == long


@pytest.mark.parametrize("digits", ["2123456", "21234567", "0123456", ""])
def test_only_two_number_systems_are_shortened(digits: str) -> None:
    assert expand_upc_e(digits) is None


def test_a_short_code_may_mean_two_products() -> None:
    assert gtins14("01234565") == ("00000001234565", "00012345000065")
    assert gtins14("96385074") == ("00000096385074",)
    assert gtins14("4006381333932") == ()


@given(st.integers(0, 10**12 - 1), st.integers(0, 9))
def test_a_wrong_check_digit_never_passes(body: int, digit: int) -> None:
    text = f"{body:012d}"
    right = ean.calc_check_digit(text)
    assert to_gtin14(text + right) == f"0{text}{right}"
    if str(digit) != right:
        assert to_gtin14(f"{text}{digit}") is None
