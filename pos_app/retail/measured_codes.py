"""In-store codes that carry a weight or a price, by the shop's own table."""

from __future__ import annotations

import msgspec

from pos_app.kernel.money import power_of_ten
from pos_app.retail.shop import MeasuredCodeRule

KILOGRAM_DECIMALS = 3


class Measured(msgspec.Struct, frozen=True):
    """What a label says: the item's number, and either grams or the price of the piece in 10**-decimals."""

    rule: str
    item_number: str
    weight_milli: int | None
    price: int | None
    decimals: int


def read_measured(code: str, rules: tuple[MeasuredCodeRule, ...]) -> Measured | None:
    """Return what the first fitting rule reads from an in-store code; None when none fits or a check digit is wrong."""
    if not (code.isascii() and code.isdigit()):
        return None
    for rule in rules:
        measured = _read(code, rule)
        if measured is not None:
            return measured
    return None


def _read(code: str, rule: MeasuredCodeRule) -> Measured | None:
    from biip.checksums import gs1_price_weight_check_digit, gs1_standard_check_digit  # slow to import

    pattern = rule.pattern
    if len(code) != len(pattern):
        return None
    parts: dict[str, str] = {}
    for letter, digit in zip(pattern, code, strict=True):
        if letter.isdigit():
            if letter != digit:
                return None
        else:
            parts[letter] = parts.get(letter, "") + digit
    if "K" in pattern and str(gs1_standard_check_digit(code[:-1])) != code[-1]:
        return None
    value = parts.get("W") or parts.get("P") or ""
    if "C" in parts and parts["C"] != str(gs1_price_weight_check_digit(value)):
        return None
    if "W" in parts:
        return Measured(rule.name, parts["I"], _grams(value, rule.decimals), None, rule.decimals)
    return Measured(rule.name, parts["I"], None, int(value), rule.decimals)


def _grams(value: str, decimals: int) -> int:
    number = int(value)
    if decimals <= KILOGRAM_DECIMALS:
        return number * power_of_ten(KILOGRAM_DECIMALS - decimals)
    return number // power_of_ten(decimals - KILOGRAM_DECIMALS)
