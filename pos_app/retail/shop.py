"""What is particular to one shop: name, currency, taxes, codes."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from pos_app.kernel.money import Currency, Rate


class TaxMode(StrEnum):
    """Do shelf prices contain the tax, or is it added on top?"""

    INCLUSIVE = "inclusive"
    EXCLUSIVE = "exclusive"


class TaxRounding(StrEnum):
    """Where the tax is rounded."""

    PER_LINE = "per_line"
    PER_RECEIPT = "per_receipt"


class TaxClass(msgspec.Struct, frozen=True):
    """One rate: `tax_class` as products name it, `label` as the receipt prints it (A, B ...)."""

    tax_class: str
    label: str
    rate: Rate


class TaxRules(msgspec.Struct, frozen=True):
    """All rates of a shop with their mode and rounding."""

    mode: TaxMode
    rounding: TaxRounding
    classes: tuple[TaxClass, ...]


class MeasuredCodeRule(msgspec.Struct, frozen=True):
    """One row of the in-store code table (GS1 restricted circulation numbers).

    `pattern` has one sign for each of the 13 (or 12, or 8) digits: the literal digits of the prefix, I for the item
    number, W for weight, P for price, C for the inner check digit over the value, K for the final check digit, X for a
    digit that is ignored.
    `decimals` places the decimal point of the value: weight in kg, price in the currency's major unit.
    """

    name: str
    pattern: str
    decimals: int


class ShopProfile(msgspec.Struct, frozen=True):
    """The shop as receipts and rules see it.

    `region` is the ISO 3166 country whose phone numbers need no prefix; `locale` a CLDR locale such as en_GB;
    `zone` an IANA time zone; `store_no`, `terminal_no` and `series` make up receipt numbers such as 0007-02-A-0001234.
    `card_patterns` are regular expressions a member card token must match whole.
    """

    name: str
    address: tuple[str, ...]
    tax_number: str
    footer: tuple[str, ...]
    currency: Currency
    tax: TaxRules
    locale: str
    region: str
    zone: str
    store_no: str = "0001"
    terminal_no: str = "01"
    terminal_name: str = "Till 1"
    measured_codes: tuple[MeasuredCodeRule, ...] = ()
    card_patterns: tuple[str, ...] = ()
    channel: str = "counter"
    """How this terminal sells, as rules name it: counter, phone, web."""
    join_url: str = ""
    """Printed as a QR for customers without a card; empty prints none."""
