"""What people typed cannot command a printer, confuse a screen, or hide in a search."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.kernel.printable import encodable, folded, printable


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Whole milk 1 l", "Whole milk 1 l"),
        ("\x1b@\x1bp0Milk", "@p0Milk"),
        ("two\r\nlines\tand tab", "two lines and tab"),
        ("a\u2028b\u0085c", "a b c"),
        ("right\u202eto left\u200f", "rightto left"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("cafe\u0301", "café"),
        ("Şeker İğne", "Şeker İğne"),
        ("Молоко 🥛", "Молоко 🥛"),
        ("family \U0001f468\u200d\U0001f469", "family \U0001f468\U0001f469"),
        ("private \ue000 use", "private  use"),
        ("lone \ud800 half", "lone  half"),
        ("", ""),
    ],
)
def test_printable(typed: str, shown: str) -> None:
    assert printable(typed) == shown


def test_limit_counts_characters() -> None:
    assert printable("abcdef", 3) == "abc"
    assert printable("şşşşş", 3) == "şşş"
    assert printable("a\x00b\x00c\x00", 3) == "abc"


@given(st.text(max_size=80), st.none() | st.integers(0, 40))
def test_nothing_dangerous_is_left(typed: str, limit: int | None) -> None:
    shown = printable(typed, limit)
    assert not any(unicodedata.category(one) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp") for one in shown)
    assert unicodedata.is_normalized("NFC", shown)
    assert limit is None or len(shown) <= limit
    assert limit is not None or printable(shown) == shown


@pytest.mark.parametrize(
    ("name", "search"),
    [
        ("IĞDIR ÇAYI", "igdir cayi"),
        ("İzmir", "izmir"),
        ("Straße", "strasse"),
        ("Crème brûlée", "creme brulee"),
        ("МОЛОКО", "молоко"),
        ("Ёлка", "елка"),
        ("ﬁne", "fine"),
    ],
)
def test_folded(name: str, search: str) -> None:
    assert folded(name) == search


@given(st.text(max_size=40))
def test_folding_twice_changes_nothing(name: str) -> None:
    assert folded(folded(name)) == folded(name)


@pytest.mark.parametrize(
    ("given", "kept"),
    [("abc", "abc"), ("Ğ€", "Ğ€"), ("\ud83d\ude00", "😀"), ("a\ud800b", "a\ufffdb"), ("\udcff", "\ufffd")],
)
def test_encodable(given: str, kept: str) -> None:
    assert encodable(given) == kept


@given(st.text(st.characters(exclude_categories=())))
def test_what_is_encodable_can_be_stored(text: str) -> None:
    assert encodable(text).encode().decode() == encodable(text)
