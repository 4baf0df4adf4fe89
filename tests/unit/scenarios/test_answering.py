"""Answers are in the words of people."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from pos_app.scenarios.answer import Answer

Playing = Callable[[str], list[Answer]]


def test_money_points_days(played: Playing) -> None:
    (answer,) = played('[[step]]\nlines = ["pan"]\nrewards = ["five-off"]\n')
    assert answer["at"] == "2026-03-10 12:00"
    assert answer["lines"][0]["adjustments"] == [{"by": "five-off", "amount": "-5.00", "why": "5.00 off"}]
    assert answer["why"] == "15 = 15.00 x 1"
    assert [lot["ends"] for lot in answer["lots"]] == ["2028-03-10", "2028-03-10"]
    assert [(each["kind"], each["points"]) for each in answer["entries"]] == [("REDEEM", -100), ("EARN", 15)]


def test_it_is_json(played: Playing) -> None:
    told = played('[[step]]\nlines = ["pan"]\n')
    assert msgspec.json.decode(msgspec.json.encode(told)) == told


def test_everybody_is_told_of_newcomers_too(played: Playing) -> None:
    (answer,) = played('[[step]]\ndo = "enrol"\nnew = { id = "cem" }\n')
    assert answer["member"] == "cem"
    assert set(answer["members"]) == {"ayse", "cem"}
