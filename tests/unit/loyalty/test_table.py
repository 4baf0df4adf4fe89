"""One table read key by key."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from pos_app.kernel.money import Rate
from pos_app.loyalty.problems import Finding
from pos_app.loyalty.settings import RoundPer
from pos_app.loyalty.table import Table, exact_rate


def table(values: dict[str, Any]) -> tuple[Table, list[Finding]]:
    found: list[Finding] = []
    return Table(values, ("t",), found, later=("soon",)), found


def test_what_nobody_asks_for_is_reported_with_the_nearest_known_key() -> None:
    reader, found = table({"nam": 1, "soon": 2, "zzz": 3, "name": "x"})
    reader.text("name")
    reader.close()
    assert [(each.path[-1], each.message.code) for each in found] == [
        ("nam", "program.unknown_key_near"),
        ("soon", "program.not_yet"),
        ("zzz", "program.unknown_key"),
    ]
    assert found[0].message.params["near"] == "name"


def test_texts_are_composed_and_trimmed() -> None:
    reader, found = table({"name": "  Cafe\u0301 "})
    assert reader.text("name") == "Café"
    assert found == []


def test_a_single_text_is_a_list_of_one_duplicates_are_one() -> None:
    reader, _ = table({"a": "x", "b": ["x", "y", "x"]})
    assert reader.texts("a") == ("x",)
    assert reader.texts("b") == ("x", "y")
    assert reader.texts("c") == ()


@pytest.mark.parametrize(
    ("value", "number"),
    [(5, "5"), (Decimal("0.05"), "0.05"), ("0.05", "0.05"), (" 7 ", "7"), ("-1", "-1"), ("1.50", "1.50")],
)
def test_numbers(value: object, number: str) -> None:
    reader, found = table({"n": value})
    assert reader.number("n", 2, Decimal(-5), Decimal(100)) == Decimal(number)
    assert found == []


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("0,05", "comma"),
        ("1.234,5", "comma"),
        ("1,234,567", "comma"),
        ("", "wrong_number"),
        ("1e5", "wrong_number"),
        ("٥", "wrong_number"),
        ("--5", "wrong_number"),
        (True, "wrong_number"),
        ([1], "wrong_number"),
        (Decimal("NaN"), "out_of_range"),
        (Decimal("Infinity"), "out_of_range"),
        (101, "out_of_range"),
        ("0.001", "too_precise"),
    ],
)
def test_no_numbers(value: object, code: str) -> None:
    reader, found = table({"n": value})
    assert reader.number("n", 2, Decimal(-5), Decimal(100)) is None
    assert [each.message.code for each in found] == [f"program.{code}"]


def test_the_hint_for_a_comma_is_the_number_with_a_point() -> None:
    reader, found = table({"n": "0,05"})
    reader.number("n", 2, Decimal(0), Decimal(1))
    assert found[0].message.params == {"key": "n", "value": "0,05", "hint": "0.05"}


def test_choices_sections_lists_of_sections() -> None:
    reader, found = table({"c": "line", "d": "nothing", "s": 5, "l": [1], "m": [{}, {}, {}]})
    assert reader.choice("c", RoundPer.SALE) is RoundPer.LINE
    assert reader.choice("d", RoundPer.SALE) is RoundPer.SALE
    reader.table("s")
    assert reader.tables("l", 5) == []
    assert reader.tables("m", 2) == []
    assert [each.message.code for each in found] == [
        "program.one_of",
        "program.wrong_table",
        "program.wrong_tables",
        "program.too_many",
    ]


def test_rates_are_exact_in_lowest_terms() -> None:
    assert exact_rate(Decimal("1.50")) == exact_rate(Decimal("1.5")) == Rate(3, 2)
    assert exact_rate(Decimal("0.05")) == Rate(1, 20)


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (Decimal("2." + "0" * 40 + "1"), "too_precise"),
        (Decimal("2." + "0" * 100_000), "too_precise"),
        (Decimal("1e-999999999"), "too_precise"),
        (Decimal("0e-999999999"), "too_precise"),
        (Decimal("1e999999999"), "out_of_range"),
        (Decimal("nan"), "out_of_range"),
        (Decimal("Infinity"), "out_of_range"),
        pytest.param(16**6000, "out_of_range", id="of 24,000 bits"),
    ],
)
def test_numbers_that_take_for_ever_are_refused_at_once(value: object, code: str) -> None:
    reader, found = table({"n": value})
    assert reader.number("n", 6, Decimal(0), Decimal(100)) is None
    assert [each.message.code for each in found] == [f"program.{code}"]


def test_a_number_too_long_to_write_is_told_where_a_text_belongs() -> None:
    reader, found = table({"name": 16**6000, "list": [16**6000]})
    reader.text("name")
    reader.choice("list", RoundPer.SALE)
    assert [each.message.code for each in found] == ["program.wrong_text", "program.one_of"]


@pytest.mark.parametrize(
    ("name", "code"),
    [("\u200b", "empty_text"), ("\u202ecba", "control_characters"), ("\u2066a", "control_characters")],
)
def test_a_name_that_hides_itself_is_refused(name: str, code: str) -> None:
    reader, found = table({"name": name})
    assert reader.text("name") == ""
    assert [each.message.code for each in found] == [f"program.{code}"]
