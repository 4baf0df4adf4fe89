"""Finding products by what a cashier types."""

from __future__ import annotations

import re
import unicodedata

from pos_app.kernel.printable import folded
from pos_app.retail.product import Product

_WORD = re.compile(r"[^\W_]+")
_OLD_UNICODE = unicodedata.ucd_3_2_0
_LAST_CHARACTER = "\U0010ffff"


def product_words(product: Product) -> str:
    """Return what the word index holds of a product: folded words of name, brand and number."""
    return " ".join(words_of(folded(f"{product.name} {product.brand} {product.number}")))


def words_of(plain: str) -> list[str]:
    """Split folded text as the index does: its letters are those of Unicode 6.1, later ones separate words."""
    if not plain.isascii():
        plain = "".join(ch if _OLD_UNICODE.category(ch)[0] in "LN" else " " for ch in plain)
    return _WORD.findall(plain)


def match_expression(words: list[str]) -> str:
    """Return the full-text query that wants every word as the beginning of some word of the product.

    Words are quoted, so nothing that is typed can be an operator.
    """
    return " ".join(f'"{word}"*' for word in words)


def beginning_range(plain: str) -> tuple[str, str]:
    """Return the range of folded names that begin with this folded text."""
    start = plain.strip()
    return start, start + _LAST_CHARACTER
