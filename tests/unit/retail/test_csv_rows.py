"""Rows of a table, each with its line."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.kernel.limits import IMPORT_LINE_LENGTH_MAX
from pos_app.retail.csv_rows import CsvRow, ImportProblem, read_rows


def rows(data: str | bytes) -> list[CsvRow | ImportProblem]:
    return list(read_rows(data.splitlines(keepends=True), ("number", "name"), ("price",)))


def problems(data: str | bytes) -> list[tuple[int, str, str]]:
    found = [each for each in rows(data) if isinstance(each, ImportProblem)]
    return [(each.line, each.column, each.message.code) for each in found]


@pytest.mark.parametrize("mark", [";", ",", "\t"])
@pytest.mark.parametrize("begin", ["", "\ufeff", "\n\n"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_every_usual_way_to_save_a_table(mark: str, begin: str, end: str) -> None:
    data = f"{begin}Number{mark} NAME {mark}price{end}1{mark} Süt {mark}2.50{end}"
    row = CsvRow(2 + begin.count("\n"), {"number": "1", "name": "Süt", "price": "2.50"})
    assert rows(data) == [row]
    assert rows(data.encode()) == [row]


def test_cells_in_quotes_may_hold_anything() -> None:
    data = 'number,name\n1,"a, ""b""\nc"\n2,d\n'
    assert rows(data) == [
        CsvRow(2, {"number": "1", "name": 'a, "b"\nc'}),
        CsvRow(4, {"number": "2", "name": "d"}),
    ]


def test_empty_lines_are_no_rows() -> None:
    assert rows("number;name\n\n;;\n  ;\n1;a\n\n") == [CsvRow(5, {"number": "1", "name": "a"})]


def test_missing_cells_at_the_end_are_empty() -> None:
    assert rows("number;name;price\n1;a\n") == [CsvRow(2, {"number": "1", "name": "a"})]


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ("", [(1, "number", "import.column_missing"), (1, "name", "import.column_missing")]),
        ("number;nmae", [(1, "name", "import.column_missing"), (1, "nmae", "import.column_unknown")]),
        ("number;name;name", [(1, "name", "import.column_twice")]),
        ("number;name;", [(1, "", "import.column_unknown")]),
        (b"number;name;\xff\n", [(1, "", "import.not_utf8")]),
    ],
)
def test_a_header_that_does_not_fit(header: str | bytes, found: list[tuple[int, str, str]]) -> None:
    assert problems(header)[: len(found)] == found


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (b'1;"a"b', "import.quotes"),
        (b"1;\xe4", "import.not_utf8"),
        (b"1;a;2;3", "import.cells"),
        (b"1;" + b"x" * IMPORT_LINE_LENGTH_MAX, "import.line_long"),
    ],
)
def test_one_bad_line_leaves_the_others(line: bytes, code: str) -> None:
    data = b"number;name;price\n0;before\n" + line + b"\n2;after\n"
    assert problems(data) == [(3, "", code)]
    good = [(each.line, each.cells["name"]) for each in rows(data) if isinstance(each, CsvRow)]
    assert good == [(2, "before"), (4, "after")]


def test_quotes_that_never_end() -> None:
    assert problems('number;name\n1;a\n2;"b\n3;c\n') == [(3, "", "import.quotes")]


def test_rows_come_one_at_a_time() -> None:
    """A table larger than memory can be read: the second line is asked for when the second row is."""
    asked: list[int] = []

    def lines() -> Iterator[str]:
        for number, line in enumerate(("number;name\n", "1;a\n", "2;b\n")):
            asked.append(number)
            yield line

    reading = read_rows(lines(), ("number", "name"), ())
    next(reading)
    assert asked == [0, 1]


@given(st.binary(max_size=300), st.booleans())
def test_rubbish_never_raises(data: bytes, with_header: bool) -> None:
    for each in rows(b"number;name;price\n" + data if with_header else data):
        assert each.line >= 1
