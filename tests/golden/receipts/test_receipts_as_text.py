"""Whole receipts, as text, in every language at every width.

Look at the difference, then run with UPDATE_GOLDEN=1 to accept it.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pos_app.receipts.sale_receipt import sale_receipt
from pos_app.receipts.text import as_text
from tests.support.receipts import Words, sample_sale, sample_statement, shop
from tests.support.returns import sample_return

FOLDER = Path(__file__).parent
LOCALES = {"en": "en_GB", "tr": "tr_TR", "ru": "ru_RU"}


def check(name: str, text: str) -> None:
    """Compare with the golden file, or write it when asked to."""
    path = FOLDER / f"{name}.txt"
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("columns", [48, 42, 32])
@pytest.mark.parametrize("language", LOCALES)
def test_member_sale(language: str, columns: int) -> None:
    sale = sample_sale(language)
    document = sale_receipt(sale, sample_statement(), shop(LOCALES[language]), Words(language))
    check(f"member_{language}_{columns}", as_text(document, columns))


@pytest.mark.parametrize("columns", [48, 32])
def test_copy_for_a_customer_without_a_card(columns: int) -> None:
    profile = shop(join_url="https://shop.example/join")
    document = sale_receipt(sample_sale(), None, profile, Words("en"), is_copy=True)
    check(f"copy_{columns}", as_text(document, columns))


@pytest.mark.parametrize("columns", [48, 42, 32])
@pytest.mark.parametrize("name", ["refund", "exchange", "void"])
def test_what_came_back(name: str, columns: int) -> None:
    sale, statement = sample_return(name)
    document = sale_receipt(sale, statement, shop(), Words("en"))
    check(f"{name}_{columns}", as_text(document, columns))
