"""One code page for one job."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.devices.escpos.entry import CodePage
from pos_app.devices.escpos.pages import PageFit, choose_page
from pos_app.ports.printing import Substitution
from pos_app.receipts.cells import cell_width
from pos_app.receipts.document import Document, Text, pair
from tests.support.printers import entry

TURKISH = CodePage(13, "cp857")


@pytest.mark.parametrize(
    ("text", "codec"),
    [
        ("Milk", "cp437"),
        ("café", "cp437"),
        ("5 €", "cp858"),
        ("şeker", "cp857"),
        ("şeker 5 €", "cp1254"),
        ("Молоко", "cp866"),
        ("Молоко 5 €", "cp1251"),
        ("žluťoučký kůň", "cp852"),
        ("γάλα", "cp737"),
        ("šķūnis", "cp1257"),
        ("Молоко ş", "cp866"),
        ("你好", "cp437"),
        ("s\u0327eker", "cp857"),
    ],
)
def test_the_page_that_lacks_least(text: str, codec: str) -> None:
    document = Document((Text("x"), pair(text, "1.00")))
    assert choose_page(document, entry().code_pages).codec == codec


def test_every_substitution_is_reported_once() -> None:
    fit = PageFit(TURKISH)
    assert fit("5 €, 6 €, łoś\x1b") == "5 EUR, 6 EUR, los"
    assert fit("plain") == "plain"
    assert fit.substitutions == (
        Substitution("€", "EUR"),
        Substitution("ł", "l"),
        Substitution("ś", "s"),
    )


def test_what_the_page_has_is_not_reported() -> None:
    fit = PageFit(TURKISH)
    assert fit("Şeker\u00a0s\u0327") == "Şeker ş"
    assert fit.substitutions == ()


@given(st.text())
def test_fitted_text_is_as_wide_as_its_bytes(text: str) -> None:
    fitted = PageFit(TURKISH)(text)
    assert cell_width(fitted) == len(fitted.encode("cp857"))
