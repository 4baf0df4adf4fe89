"""Lines, what may stand on them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.receipts.lines import UNCHANGED, clean


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("Ali\x1bp\x00\x19\xfaVeli", "Alip\u00faVeli"),
        ("a\nb\tc\r\nd", "a b c d"),
        ("1\u202f234\u00a0€", "1 234 €"),
        ("s\u0327", "ş"),
        ("\u202egnp.exe", "gnp.exe"),
    ],
)
def test_clean(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


@given(st.text())
def test_clean_text_is_printable_and_stays_so(text: str) -> None:
    cleaned = clean(text)
    assert cleaned == "" or cleaned.isprintable()
    assert clean(cleaned) == cleaned


def test_what_is_known_to_be_printable_is_left_alone() -> None:
    assert UNCHANGED("Şeker") == "Şeker"
