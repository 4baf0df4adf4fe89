"""Receipts with the shipped sentences of every language, at every width."""

from __future__ import annotations

import re

import pytest

from pos_app.devices.escpos.encoder import encode
from pos_app.receipts.cells import cell_width
from pos_app.receipts.document import Document
from pos_app.receipts.sale_receipt import sale_receipt
from pos_app.receipts.text import as_text
from pos_app.runtime.texts import known_languages, load_translator
from tests.support.printers import entry
from tests.support.receipts import RESOURCES, sample_sale, sample_statement, shop

LANGUAGES = known_languages(RESOURCES / "translations")
LOCALES = {"en": "en_GB", "tr": "tr_TR", "de": "de_DE"}
AMOUNT = re.compile(r"\d[.,]\d\d( [A-Z])?$")


def receipt(language: str) -> Document:
    """The sample receipt as the shop of this language prints it."""
    profile = shop(LOCALES.get(language, "en_GB"), join_url="")
    statement = sample_statement()
    return sale_receipt(sample_sale(), statement, profile, load_translator(language, profile), is_copy=True)


@pytest.mark.parametrize("columns", [48, 42, 32])
@pytest.mark.parametrize("language", LANGUAGES)
def test_it_fits_and_says_everything(language: str, columns: int) -> None:
    lines = as_text(receipt(language), columns).splitlines()
    assert max(map(cell_width, lines)) == columns
    for line in lines:
        assert "receipt." not in line, "a sentence is missing"
        assert "{" not in line
        assert not AMOUNT.search(line) or "x" in line.split() or cell_width(line) in (columns, columns - 2)


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_has_to_be_replaced_on_paper(language: str) -> None:
    assert encode(receipt(language), entry()).substitutions == ()
