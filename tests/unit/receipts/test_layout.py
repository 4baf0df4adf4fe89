"""Rows on paper of every width."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.kernel.limits import RECEIPT_COLUMNS_MIN, RECEIPT_WRAP_LINES_MAX
from pos_app.receipts.cells import cell_width
from pos_app.receipts.document import Align, Blank, Columns, Cut, Document, Row, Rule, Style, Text, pair
from pos_app.receipts.layout import lay_out
from pos_app.receipts.lines import Line, clean


def lines(row: Row, columns: int = 20) -> list[str]:
    """The texts one row becomes."""
    return [item.text for item in lay_out(Document((row,)), columns) if isinstance(item, Line)]


def test_rule_and_blank_fill_the_paper() -> None:
    assert lines(Rule("=")) == ["=" * 20]
    assert lines(Blank()) == [""]


def test_codes_and_cuts_pass_through() -> None:
    assert lay_out(Document((Cut(),)), 20) == [Cut()]


def test_wide_text_has_half_the_columns() -> None:
    assert lines(Text("one two three four", style=Style(wide=True))) == ["one two", "three four"]


def test_narrow_paper_is_refused() -> None:
    with pytest.raises(ValueError, match="narrow"):
        lay_out(Document(()), RECEIPT_COLUMNS_MIN - 1)


ROWS = st.one_of(
    st.builds(Text, st.text(), st.sampled_from(Align), st.builds(Style, wide=st.booleans())),
    st.builds(pair, st.text(), st.text(), st.builds(Style, wide=st.booleans())),
    st.builds(
        lambda cells, grow: Columns(tuple(cells), (Align.RIGHT, Align.LEFT, Align.RIGHT), grow),
        st.lists(st.tuples(st.text(max_size=9), st.text(), st.text(max_size=12)), max_size=4),
        st.integers(0, 2),
    ),
    st.just(Rule()),
)


@given(st.lists(ROWS, max_size=5), st.sampled_from([16, 24, 32, 42, 48, 64]))
def test_no_line_runs_over_the_edge(rows: list[Row], columns: int) -> None:
    for item in lay_out(Document(tuple(rows)), columns):
        assert isinstance(item, Line)
        assert cell_width(item.text) <= (columns // 2 if item.style.wide else columns)
        assert item.text == clean(item.text)


def test_a_long_text_ends_in_dots() -> None:
    shown = lines(Text("word " * 100))
    assert len(shown) == RECEIPT_WRAP_LINES_MAX
    assert shown[-1].endswith("..")
