"""What was typed into the one entry field."""

from __future__ import annotations

import re

import msgspec

from pos_app.kernel.errors import Refused
from pos_app.kernel.limits import ENTRY_LENGTH_MAX, QUANTITY_MILLI_MAX, SALE_TOTAL_MINOR_MAX
from pos_app.kernel.money import Rate
from pos_app.kernel.quantity import MILLI
from pos_app.retail.amounts import read_decimal

_QUANTITY = re.compile(r"([+-]?[\d.,]+)\s*(?:[*\u00d7]|[xX](?![a-zA-Z]))\s*(.*)", re.DOTALL)
_DISCOUNT = re.compile(r"-\s*([\d.,]+)\s*%")
_SALE_DISCOUNT = re.compile(r"--\s*([\d.,]+)\s*(%?)")
_PRICE = re.compile(r"=\s*([\d.,]+)")
_PHONE_LIKE = re.compile(r"[+(]?[\d ()/.\-]{6,}")


class Entry(msgspec.Struct, frozen=True):
    """A code or words, with the quantity typed in front (`3*`; 1 without one). `rest` is empty for a bare `3*`."""

    quantity_milli: int
    rest: str
    quantity_typed: bool = False

    @property
    def may_be_code(self) -> bool:
        """True when it has a digit and no spaces, or is spelt like a phone number."""
        if _PHONE_LIKE.fullmatch(self.rest):
            return True
        return any(one.isdigit() for one in self.rest) and not any(one.isspace() for one in self.rest)

    @property
    def is_number(self) -> bool:
        """True for digits alone: they are a code or nothing, never words to search for."""
        return self.rest.isascii() and self.rest.isdigit()


class LineDiscount(msgspec.Struct, frozen=True):
    """`-10%`: a share off the line."""

    rate: Rate


class WholeDiscount(msgspec.Struct, frozen=True):
    """`--10%`, `--5.00`: a share or an amount off the whole sale; both 0 take it off again."""

    rate: Rate = Rate(0)
    amount_minor: int = 0


class LinePrice(msgspec.Struct, frozen=True):
    """`=4.50`: a new unit price for the line."""

    price_minor: int


class Nothing(msgspec.Struct, frozen=True):
    """An empty field."""


Typed = Entry | LineDiscount | WholeDiscount | LinePrice | Nothing


def read_entry(text: str, currency_digits: int) -> Typed:
    """Return what `text` asks for.

    Raises Refused `entry.too_long`, `quantity.unreadable`, `quantity.not_positive`, `quantity.absurd`,
    `discount.absurd`, `discount.unreadable`, `price.unreadable`.
    """
    if len(text) > ENTRY_LENGTH_MAX:
        raise Refused("entry.too_long", limit=ENTRY_LENGTH_MAX)
    bare = text.strip(" \t\r\n")
    if not bare:
        return Nothing()
    if found := _DISCOUNT.fullmatch(bare):
        return _discount(found.group(1))
    if found := _SALE_DISCOUNT.fullmatch(bare):
        return _whole_discount(found.group(1), bool(found.group(2)), currency_digits)
    if found := _PRICE.fullmatch(bare):
        price = read_decimal(found.group(1), currency_digits)
        if price is None:
            raise Refused("price.unreadable", text=bare)
        return LinePrice(price)
    if found := _QUANTITY.fullmatch(bare):
        return Entry(read_quantity(found.group(1)), found.group(2).strip(), quantity_typed=True)
    return Entry(MILLI, bare)


def read_quantity(text: str) -> int:
    """Return a typed quantity in thousandths.

    Raises Refused `quantity.unreadable`, `quantity.not_positive`, `quantity.absurd`.
    """
    if text.startswith("-"):
        raise Refused("quantity.not_positive")
    quantity = read_decimal(text.removeprefix("+"), 3)
    if quantity is None:
        raise Refused("quantity.unreadable", text=text)
    if quantity == 0:
        raise Refused("quantity.not_positive")
    if quantity > QUANTITY_MILLI_MAX:
        raise Refused("quantity.absurd", most=QUANTITY_MILLI_MAX // MILLI)
    return quantity


def _discount(text: str) -> LineDiscount:
    tenths = read_decimal(text, 1)
    if tenths is None or not 0 < tenths <= 1000:
        raise Refused("discount.absurd")
    return LineDiscount(Rate(tenths, 1000))


def _whole_discount(text: str, is_share: bool, currency_digits: int) -> WholeDiscount:
    value = read_decimal(text, 1 if is_share else currency_digits)
    if value == 0:
        return WholeDiscount()
    if is_share:
        return WholeDiscount(rate=_discount(text).rate)
    if value is None or value > SALE_TOTAL_MINOR_MAX:
        raise Refused("discount.unreadable", text=f"--{text}")
    return WholeDiscount(amount_minor=value)
