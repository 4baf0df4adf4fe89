"""A scenario in JSON says its mistakes with their places, too."""

from __future__ import annotations

from decimal import Decimal

import pytest

from pos_app.scenarios.json_text import is_json, places_of, read_json
from pos_app.scenarios.reading import read_scenario
from pos_app.scenarios.scenario import SaleStep, Scenario

GOOD = """{
  "source": "here",
  "product": [{"number": "pan", "price": 4.50}],
  "member": [{"id": "ayse"}],
  "step": [
    {"lines": ["2 pan", {"product": "pan", "quantity": 3}], "expect": {"total": 22.5}},
    {"do": "advance", "days": 1}
  ]
}"""


def test_the_same_as_in_toml() -> None:
    found = read_scenario(GOOD, 0)
    assert isinstance(found, Scenario)
    sale = found.steps[0]
    assert isinstance(sale, SaleStep)
    assert [line.quantity_milli for line in sale.lines] == [2000, 3000]
    assert sale.expect == {"total": Decimal("22.5")}


def test_mistakes_have_their_line() -> None:
    text = GOOD.replace('"2 pan"', '"2 pot"').replace('"days": 1', '"dayz": 1')
    found = read_scenario(text, 0)
    assert isinstance(found, tuple)
    assert [(each.line, each.key) for each in found] == [
        (6, "step[1].lines[1].product"),
        (7, "step[2].days"),
        (7, "step[2].dayz"),
    ]


def test_every_place_is_known() -> None:
    places = places_of('{"a": [{"b": 1}, [2, {"c": {"d": []}}]],\n "e": "x,]"}')
    assert places[("a",)] == (1, 2)
    assert places[("a", 0, "b")] == (1, 9)
    assert places[("a", 1, 1, "c", "d")][0] == 1
    assert places[("e",)] == (2, 2)


@pytest.mark.parametrize("text", ["{", '{"a": }', '{"a": 1,}', '{"a": [1}'])
def test_what_is_not_json_has_a_place(text: str) -> None:
    found = read_json(text)
    assert isinstance(found, tuple)
    assert found[0].message.code == "scenario.not_json"
    assert found[0].line == 1


def test_toml_is_not_taken_for_json() -> None:
    assert not is_json("[[step]]")
    assert not is_json("")
    assert is_json('\ufeff  {"a": 1}')
    assert isinstance(read_json(b"\xff\xfe{"), tuple)


def test_a_key_given_twice_is_told_with_its_second_place() -> None:
    found = read_json('{"a": 1,\n "b": [{"c": 1, "c": 2}], "d": {"a": 1}}')
    assert isinstance(found, tuple)
    assert [(each.line, each.column, each.key, each.message.code) for each in found] == [
        (2, 17, "b[1].c", "scenario.twice")
    ]


def test_a_number_beyond_decimals_is_infinite() -> None:
    assert read_json('{"a": 1e99999999999999999999}') == {"a": Decimal("Infinity")}


def test_places_on_one_long_line_are_found_quickly() -> None:
    text = "{" + ", ".join(f'"k{number}": {{"b": 1}}' for number in range(20_000)) + "}"
    assert places_of(text)["k19999", "b"] == (1, text.rindex('"b"') + 1)
