"""What is expected is compared with what was answered."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from pos_app.scenarios.expecting import differences

ANSWER: dict[str, Any] = {
    "total": "8.00",
    "done": True,
    "tier": "",
    "lines": [{"product": "pan", "amount": "6.00", "points": 6}, {"product": "pin", "amount": "2.00"}],
    "lots": [{"points": 10, "ends": "2026-06-30"}, {"points": 5, "ends": None}],
    "refusals": [{"what": "five-off", "code": "reward.points_short"}],
    "stamps": {"coffee": 3},
}


@pytest.mark.parametrize(
    "expected",
    [
        {"total": "8.00", "done": True, "tier": ""},
        {"total": 8},
        {"lines": {"pan": "6.00"}},
        {"lines": {"pan": {"points": 6}, "pin": 2}},
        {"lots": [10, 5]},
        {"lots": [{"points": 10, "ends": date(2026, 6, 30)}, {"ends": ""}]},
        {"refusals": {"five-off": "reward.points_short"}},
        {"refusals": [{"what": "five-off"}]},
        {"stamps": {"coffee": 3, "tea": 0}},
        {"lines": {"pot": 0}},
    ],
)
def test_met(expected: dict[str, Any]) -> None:
    assert differences(expected, ANSWER) == ()


@pytest.mark.parametrize(
    ("expected", "path"),
    [
        ({"total": "8.01"}, ("total",)),
        ({"done": False}, ("done",)),
        ({"done": 1}, ("done",)),
        ({"lines": {"pan": "6.01"}}, ("lines", "pan")),
        ({"lines": {"pot": "1.00"}}, ("lines", "pot")),
        ({"lots": [10]}, ("lots",)),
        ({"lots": []}, ("lots",)),
        ({"lots": [10, 6]}, ("lots", 1)),
        ({"refusals": []}, ("refusals",)),
        ({"stamps": {"tea": 1}}, ("stamps", "tea")),
        ({"total": {"deep": 1}}, ("total",)),
        ({"earned": 5}, ("earned",)),
    ],
)
def test_not_met(expected: dict[str, Any], path: tuple[str | int, ...]) -> None:
    assert [each.path for each in differences(expected, ANSWER)] == [path]


def test_both_sides_are_shown() -> None:
    (found,) = differences({"lots": [1]}, ANSWER)
    assert (found.expected, found.found) == ("[1]", "[{10 = 10}, {5 = 5}]")
