"""What is printed where a page lacks a character."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.devices.escpos.substitutes import page_table
from tests.support.printers import MODELS, entry

CODECS = sorted({page.codec for model in MODELS for page in entry(model).code_pages})


@pytest.mark.parametrize(
    ("codec", "text", "printed"),
    [
        ("cp857", "şŞğĞıİöçü", "şŞğĞıİöçü"),
        ("cp437", "şŞğĞıİ öçü", "sSgGiI öçü"),
        ("cp437", "₺ 5 – “iyi” … ’n", 'TL 5 - "iyi" ... \'n'),
        ("cp857", "5 €", "5 EUR"),
        ("cp1254", "5 €", "5 €"),
        ("cp858", "5 €", "5 €"),
        ("cp866", "Привет, ё", "Привет, ё"),
        ("cp857", "Щука Ёж Юрий", "Shchuka Ezh Yuriy"),
        ("cp857", "Ψάρι Θάσος", "Psari Thasos"),
        ("cp437", "łódź", "lódz"),
        ("cp437", "1\u00a0234\u202f567", "1 234 567"),
        ("cp437", "ﬁn Ａ", "fin A"),
        ("cp437", "你好🍕", "???"),
        ("cp437", "a\x1bp\x00\x7f\x9bb\nc", "apb c"),
        ("cp437", "a\u202eb\u200bc", "abc"),
        ("iso8859_9", "\x80şx", "şx"),
    ],
)
def test_translation(codec: str, text: str, printed: str) -> None:
    assert text.translate(page_table(codec)) == printed


@given(st.text(), st.sampled_from(CODECS))
def test_every_text_becomes_printable_bytes(text: str, codec: str) -> None:
    data = text.translate(page_table(codec)).encode(codec)
    assert all(byte >= 0x20 and byte != 0x7F for byte in data)


@given(st.text(), st.sampled_from(CODECS))
def test_one_byte_is_one_cell(text: str, codec: str) -> None:
    fitted = text.translate(page_table(codec))
    assert len(fitted.encode(codec)) == len(fitted)


@pytest.mark.parametrize("codec", CODECS)
def test_our_table_encodes_as_python_does(codec: str) -> None:
    table = page_table(codec)
    text = "".join(sorted(table.chars)) + "\x1b@\n AZaz09~"
    assert table.encoded(text) == text.encode(codec)
