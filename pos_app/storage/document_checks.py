"""Whether a till could work with what stands in a document of head office."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pos_app.kernel.limits import (
    AGE_MAX,
    CATEGORY_DEPTH_MAX,
    NAME_LENGTH_MAX,
    PRODUCT_CODES_MAX,
    PRODUCT_NUMBER_LENGTH_MAX,
    TAGS_MAX,
    UNIT_PRICE_MINOR_MAX,
)
from pos_app.kernel.printable import printable
from pos_app.retail.product import Product
from pos_app.retail.shop import ShopProfile
from pos_app.storage.document_bodies import StaffBody

_MEASURED = re.compile(r"[0-9IWPCKX]{8}|[0-9IWPCKX]{12,13}")
_DECIMALS_MAX = 6
_GTIN14 = re.compile(r"[0-9]{14}")
_PIN_HASH = re.compile(
    r"\$argon2id\$v=19\$m=[0-9]{1,6},t=[0-9],p=[0-9]\$[A-Za-z0-9+/]{1,100}\$[A-Za-z0-9+/]{1,100}"
)
"""With bounds of memory (KiB) and passes: a till must be able to check it."""


def is_usable_product(product: Product) -> bool:
    """Return False for a product that no import would let in: codes that are none, prices beyond all bounds, signs
    that no screen and no printer should get.
    """
    numbers_fit = 0 <= product.price_minor <= UNIT_PRICE_MINOR_MAX and 0 <= product.min_age <= AGE_MAX
    lists_fit = (
        len(product.codes) <= PRODUCT_CODES_MAX
        and len(product.category) <= CATEGORY_DEPTH_MAX
        and len(product.tags) <= TAGS_MAX
    )
    words = (product.receipt_name, product.tax_class, product.brand, *product.category, *product.tags)
    return (
        numbers_fit
        and lists_fit
        and bool(product.name.strip())
        and 0 < len(product.number) <= PRODUCT_NUMBER_LENGTH_MAX
        and all(_GTIN14.fullmatch(code) for code in product.codes)
        and _are_plain((product.number, product.name, *words))
    )


def is_usable_person(person: StaffBody) -> bool:
    """Return False for somebody without a name, or with a PIN that nobody could type right."""
    return (
        bool(person.name.strip())
        and _are_plain((person.name,))
        and bool(_PIN_HASH.fullmatch(person.pin_hash))
    )


def is_usable_shop(shop: ShopProfile) -> bool:
    """Return False for a shop by which nothing could be sold: no taxes, patterns that are none."""
    rates = [one.rate for one in shop.tax.classes]
    codes = shop.measured_codes
    return (
        bool(rates)
        and all(rate.denominator > 0 and rate.numerator >= 0 for rate in rates)
        and all(_MEASURED.fullmatch(one.pattern) and 0 <= one.decimals <= _DECIMALS_MAX for one in codes)
        and all(_is_pattern(each) for each in shop.card_patterns)
    )


def _is_pattern(text: str) -> bool:
    try:
        re.compile(text)
    except (re.error, RecursionError, OverflowError):
        return False
    return True


def _are_plain(words: Iterable[str]) -> bool:
    return all(len(word) <= NAME_LENGTH_MAX and printable(word) == word for word in words)
