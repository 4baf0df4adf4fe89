"""Goods come back in a scenario."""

from __future__ import annotations

from collections.abc import Callable

from pos_app.scenarios.answer import Answer

Playing = Callable[[str], list[Answer]]
SOLD = '[[step]]\nname = "a"\nlines = ["pan", "2 pan"]\n'


def test_quantities_are_taken_line_by_line(played: Playing) -> None:
    answer = played(SOLD + '[[step]]\ndo = "return"\nof = "a"\nlines = ["2 pan"]\n')[1]
    assert answer["refund"] == "40.00"
    rest = played(
        SOLD + '[[step]]\ndo = "return"\nof = "a"\nlines = ["2 pan"]\n[[step]]\ndo = "return"\nof = "a"\n'
    )[2]
    assert rest["refund"] == "20.00"


def test_more_than_was_sold_is_refused(played: Playing) -> None:
    answer = played(SOLD + '[[step]]\ndo = "return"\nof = "a"\nlines = ["4 pan"]\n')[1]
    assert not answer["done"]
    assert answer["balance"] == 210


def test_a_preview_changes_nothing(played: Playing) -> None:
    answer = played(SOLD + '[[step]]\ndo = "return"\nof = "a"\npreview = true\n')[1]
    assert answer["preview"]
    assert answer["balance"] == 210


def test_an_exchange_that_cannot_be(played: Playing) -> None:
    text = '[[step]]\nname = "x"\nlines = []\n[[step]]\nlines = ["pan"]\nreturned = {of = "x"}\n'
    answer = played(text)[1]
    assert [each["code"] for each in answer["refusals"]] == ["return.unknown_receipt"]
    assert answer["total"] == "20.00"
