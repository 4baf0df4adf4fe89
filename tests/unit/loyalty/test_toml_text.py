"""A TOML text as values, or every place that is not TOML."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.loyalty.problems import finding
from pos_app.loyalty.toml_text import placed, read_values


def test_numbers_stay_exact() -> None:
    assert read_values('a = 0.1\nb = 3\n[c]\nd = "x"\n', 1000) == {
        "a": Decimal("0.1"),
        "b": 3,
        "c": {"d": "x"},
    }


def test_marks_of_other_systems_are_fine() -> None:
    assert read_values(b"\xef\xbb\xbfa = 1\r\nb = 2\r\n", 1000) == {"a": 1, "b": 2}


@pytest.mark.parametrize(
    ("data", "found"),
    [
        ("a = 1\nb = x\n", [(2, "program.bare_word")]),
        ("a = yes # as usual\n", [(1, "program.bare_word")]),
        ("a = [coffee-to-go]\n", [(1, "program.bare_word")]),
        ("a = “x”\n", [(1, "program.curly_quotes")]),
        ('a = "x\n', [(1, "program.quote_open")]),
        ("a = 1\na = 2\n", [(2, "program.key_twice")]),
        ("[a]\n[a]\n", [(2, "program.section_twice")]),
        ("a = 31.12.2026\n", [(1, "program.no_such_date")]),
        ("a = 2026-02-30\n", [(1, "program.no_such_date")]),
        ("a = 1 2\n", [(1, "program.syntax")]),
        ("a = 0,5\n", [(1, "program.comma_number")]),
        ("a = [1,\n", [(1, "program.syntax")]),
        (b"a = '\xff'", [(1, "program.not_text")]),
        ("a = '\ud800'", [(1, "program.not_text")]),
        ("#" * 20_001, [(1, "program.too_large")]),
        ("a = " + "9" * 9000, [(1, "program.number_long")]),
        ("a = " + "[" * 9000, [(1, "program.too_deep")]),
    ],
)
def test_what_is_no_toml(data: str | bytes, found: list[tuple[int, str]]) -> None:
    read = read_values(data, 20_000)
    assert isinstance(read, tuple)
    assert [(one.line, one.message.code) for one in read] == found


def test_findings_get_their_line_in_order() -> None:
    text = 'x = 1\n[[rule]]\nname = "a"\n[[rule]]\nname = "b"\n'
    found = [finding(("rule", 1, "name"), "program.empty_text"), finding(("x",), "program.one_of")]
    assert [(one.line, one.column, one.key) for one in placed(text, found)] == [
        (1, 1, "x"),
        (5, 1, "rule[2].name"),
    ]


def test_a_key_that_is_missing_is_placed_at_its_section() -> None:
    text = "x = 1\n\n[shop]\na = 2\n"
    assert placed(text, [finding(("shop", "name"), "program.missing")])[0].line == 3


@given(st.text(max_size=200) | st.binary(max_size=200))
def test_rubbish_never_raises(data: str | bytes) -> None:
    read = read_values(data, 150)
    assert isinstance(read, dict) or (read and all(one.line >= 1 for one in read))


@pytest.mark.parametrize("text", [".".join("a" * 5000) + " = 1", "[" + ".".join("a" * 5000) + "]\nb = 1\n"])
def test_a_key_of_thousands_of_parts_is_told_at_once(text: str) -> None:
    read = read_values(text, 20_000)
    assert isinstance(read, tuple)
    assert [one.message.code for one in read] == ["program.too_deep"]


def test_an_exponent_beyond_decimals_is_infinite() -> None:
    assert read_values("a = 1e99999999999999999999", 100) == {"a": Decimal("Infinity")}
