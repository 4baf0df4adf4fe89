"""GS1 element strings: a trade item with its weight or price in one code."""

from __future__ import annotations

import msgspec

from pos_app.kernel.limits import QUANTITY_MILLI_MAX
from pos_app.kernel.money import divide, power_of_ten
from pos_app.kernel.quantity import MILLI

_NET_WEIGHT_KG = "310"
_PRICE = "392"
_ITEM = ("01", "02")
_SHORTEST = 16
"""An item number with its identifier. biip stumbles over the beginning of a symbology mark alone."""


class ItemElements(msgspec.Struct, frozen=True):
    """A trade item with what its code says of it: net weight in grams, price in minor units."""

    gtin14: str
    weight_milli: int | None
    price_minor: int | None


def read_element_strings(text: str, currency_digits: int) -> ItemElements | None:
    """Return the item of a GS1 message or digital link (AI 01 with 310n net weight or 392n price).

    None when it is neither.
    """
    if len(text) < _SHORTEST:
        return None
    import biip  # slow to import: `retail.codes.prepare` does it before anybody waits

    config = biip.ParseConfig(separator_chars=("\x1d",), gs1_element_strings_verify_date=False)
    try:
        result = biip.parse(text, config=config)
    except biip.ParseError:
        return None
    found = result.gs1_message or result.gs1_digital_link_uri
    if found is None:
        return None
    gtin = weight = price = None
    for element in found.element_strings:
        ai = element.ai.ai
        if ai in _ITEM and element.gtin is not None:
            gtin = element.gtin.as_gtin_14()
        elif ai[:3] == _NET_WEIGHT_KG and element.value.isdigit():
            weight = _scaled(int(element.value), int(ai[3]), 3)
        elif ai[:3] == _PRICE and element.value.isdigit():
            price = _scaled(int(element.value), int(ai[3]), currency_digits)
    if gtin is None or (weight is not None and not 0 < weight <= QUANTITY_MILLI_MAX * MILLI):
        return None
    return ItemElements(gtin, weight, price)


def _scaled(value: int, decimals: int, digits: int) -> int:
    if decimals <= digits:
        return value * power_of_ten(digits - decimals)
    return divide(value, power_of_ten(decimals - digits))
