"""Rows of cells with aligned columns."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pos_app.receipts.cells import cell_width
from pos_app.receipts.document import BOLD, Align, Columns, pair
from pos_app.receipts.lines import UNCHANGED, Line, clean
from pos_app.receipts.tables import table_lines


def lines(table: Columns, room: int = 20) -> list[str]:
    """The texts of a table."""
    return [line.text for line in table_lines(table, room, clean)]


def test_left_and_right() -> None:
    assert lines(pair("Total", "47.36")) == ["Total          47.36"]


def test_the_growing_cell_wraps_beside_the_amount() -> None:
    assert lines(pair("A rather long product name", "1.29")) == ["A rather long   1.29", "product name"]


def test_columns_are_aligned_over_all_rows() -> None:
    table = Columns(
        (("2", "Milk", "2.58"), ("10", "Eggs", "12.00")), (Align.RIGHT, Align.LEFT, Align.RIGHT), 1
    )
    assert lines(table) == [" 2 Milk         2.58", "10 Eggs        12.00"]


def test_a_table_that_does_not_fit_breaks_its_rows() -> None:
    table = Columns((("A 19%", "1,041.53", "197.89", "1,239.42"),), (Align.LEFT, *[Align.RIGHT] * 3))
    assert lines(table) == ["A 19%", "     1,041.53 197.89", "            1,239.42"]
    assert lines(table, 32) == ["A 19%   1,041.53 197.89 1,239.42"]
    assert lines(table, 30) == ["A 19% 1,041.53 197.89 1,239.42"]


def test_a_cell_wider_than_the_paper_is_broken() -> None:
    assert lines(pair("Total", "9" * 25)) == ["Total", "9" * 20, " " * 15 + "9" * 5]


def test_empty_columns_take_no_room() -> None:
    assert lines(Columns((("a", "", "b"),), (Align.LEFT, Align.LEFT, Align.RIGHT))) == ["a" + " " * 18 + "b"]


def test_no_rows_no_lines() -> None:
    assert table_lines(Columns(()), 20, clean) == []


def test_every_line_has_the_style_of_the_table() -> None:
    assert table_lines(pair("a", "b", BOLD), 4, clean) == [Line("a  b", Align.LEFT, BOLD)]


def test_wide_characters_keep_the_columns_aligned() -> None:
    assert lines(Columns((("你好", "1.00"), ("tea", "10.00")))) == [
        "你好            1.00",
        "tea            10.00",
    ]


@given(st.lists(st.tuples(st.text("ab ", max_size=30), st.text("0123456789", max_size=9)), min_size=1))
def test_the_fast_way_gives_the_same_as_the_careful_one(rows: list[tuple[str, str]]) -> None:
    fast = [line.text for line in table_lines(Columns(tuple(rows)), 24, UNCHANGED)]
    # The same with a wide character at the front, which takes the careful way.
    careful = [line.text for line in table_lines(Columns((("你", ""), *rows)), 24, UNCHANGED)]
    assert careful[1:] == fast


@given(st.lists(st.tuples(st.text(), st.text(max_size=12), st.text()), min_size=1), st.integers(8, 48))
def test_no_line_is_wider_than_the_room(rows: list[tuple[str, str, str]], room: int) -> None:
    table = Columns(tuple(rows), (Align.RIGHT, Align.LEFT, Align.CENTER), 1)
    assert all(cell_width(text) <= room for text in lines(table, room))
