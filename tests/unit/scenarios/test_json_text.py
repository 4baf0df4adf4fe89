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
