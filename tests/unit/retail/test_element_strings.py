"""GS1 element strings."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.retail.element_strings import ItemElements, read_element_strings

GTIN = "04006381333931"


@pytest.mark.parametrize(
    ("text", "weight_milli", "price_minor"),
    [
        (f"01{GTIN}", None, None),
        (f"01{GTIN}3103001245", 1245, None),
        (f"01{GTIN}3102000124", 1240, None),
        (f"01{GTIN}3105124567", 1246, None),
        (f"01{GTIN}3922258", None, 258),
        (f"01{GTIN}3921258", None, 2580),
        (f"01{GTIN}3103001245\x1d3922499", 1245, 499),
        (f"01{GTIN}10LOT7\x1d3103000500", 500, None),
        (f"01{GTIN}17261231", None, None),
        (f"02{GTIN}3712", None, None),
        (f"]C101{GTIN}3103001245", 1245, None),
        (f"https://id.gs1.org/01/{GTIN}", None, None),
        (f"https://shop.example/01/{GTIN}/10/LOT7?3922=258", None, 258),
    ],
)
def test_item(text: str, weight_milli: int | None, price_minor: int | None) -> None:
    assert read_element_strings(text, 2) == ItemElements(GTIN, weight_milli, price_minor)


def test_yen_have_no_decimals() -> None:
    assert read_element_strings(f"01{GTIN}3920258", 0) == ItemElements(GTIN, None, 258)


@pytest.mark.parametrize(
    "text",
    ["", "]", "]C", "hello", "0104006381333932", "10LOT7", f"01{GTIN}3103000000", "https://example.com/01"],
)
def test_what_is_no_item(text: str) -> None:
    assert read_element_strings(text, 2) is None


@given(st.text(max_size=60) | st.from_regex(r"(01|02|10|310\d|392\d|17)[0-9]{0,30}\x1d?", fullmatch=True))
def test_rubbish_never_raises(text: str) -> None:
    read = read_element_strings(text, 2)
    assert read is None or len(read.gtin14) == 14
