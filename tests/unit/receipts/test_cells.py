"""Texts measured in cells."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.receipts.cells import cell_width, cut_to, elided, padded, wrapped
from pos_app.receipts.document import Align


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("", 0),
        ("milk", 4),
        ("şeker", 5),
        ("Молоко", 6),
        ("你好", 4),
        ("s\u0327", 1),
        ("e\u0301e\u0301", 2),
        ("ﾊﾟ", 2),
        ("a\u200db", 2),
        ("🍕", 2),
    ],
)
def test_width(text: str, cells: int) -> None:
    assert cell_width(text) == cells


def test_a_mark_stays_with_its_letter() -> None:
    assert cut_to("ae\u0301o", 2) == ("ae\u0301", "o")


@pytest.mark.parametrize(
    ("text", "cells", "shown"),
    [
        ("milk", 4, "milk"),
        ("milk shake", 6, "milk.."),
        ("milk", 2, "mi"),
        ("你好吗", 5, "你.."),
        ("你", 1, ""),
    ],
)
def test_elided(text: str, cells: int, shown: str) -> None:
    assert elided(text, cells) == shown


@pytest.mark.parametrize(
    ("align", "shown"), [(Align.LEFT, "ab   "), (Align.RIGHT, "   ab"), (Align.CENTER, " ab  ")]
)
def test_padded(align: Align, shown: str) -> None:
    assert padded("ab", 5, align) == shown


@pytest.mark.parametrize(
    ("text", "cells", "lines"),
    [
        ("one two three", 8, ["one two", "three"]),
        ("Donaudampfschiff", 6, ["Donaud", "ampfsc", "hiff"]),
        ("  one two three", 8, ["  one", "  two", "  three"]),
        ("a b c d e f g h i j", 3, ["a b", "c d", "e f", "g.."]),
        ("你好吗朋友", 5, ["你好", "吗朋", "友"]),
        ("你", 1, ["?"]),
    ],
)
def test_wrapped(text: str, cells: int, lines: list[str]) -> None:
    assert wrapped(text, cells, 4) == lines


@given(st.text(), st.integers(1, 40), st.integers(1, 5))
def test_no_line_is_wider_than_asked(text: str, cells: int, lines_max: int) -> None:
    lines = wrapped(text, cells, lines_max)
    assert 1 <= len(lines) <= lines_max or not text.strip(" ")
    assert all(cell_width(line) <= cells for line in lines)


@given(st.text(), st.integers(0, 40), st.sampled_from(Align))
def test_padding_fills_to_the_cell(text: str, more: int, align: Align) -> None:
    assert cell_width(padded(text, cell_width(text) + more, align)) == cell_width(text) + more


@given(st.text(), st.integers(0, 40))
def test_cutting_loses_nothing(text: str, cells: int) -> None:
    head, tail = cut_to(text, cells)
    assert head + tail == text
    assert cell_width(head) <= cells
