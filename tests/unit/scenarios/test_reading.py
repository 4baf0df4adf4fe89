"""A scenario file says everything that is wrong with it at once."""

from __future__ import annotations

import pytest

from pos_app.scenarios.reading import read_head, read_scenario
from pos_app.scenarios.scenario import Head, Scenario

GOOD = """
source = "here"
program = "points"
[shop]
currency = "JPY"
[[product]]
number = "pan"
price = 500
[[step]]
lines = ["2 pan"]
expect = { total = 1000 }
"""


def problems(text: str) -> list[tuple[int, str, str]]:
    """Line, key, code of everything that is wrong."""
    found = read_scenario(text, 0)
    assert isinstance(found, tuple)
    return [(each.line, each.key, each.message.code) for each in found]


def test_a_good_one_is_read() -> None:
    found = read_scenario(GOOD, 0)
    assert isinstance(found, Scenario)
    assert found.products["pan"].price_minor == 500
    assert found.steps[0].expect == {"total": 1000}
    assert [each.expect for each in found.steps] == [{"total": 1000}]


def test_the_head_says_which_program() -> None:
    head = read_head(GOOD)
    assert isinstance(head, Head)
    assert (head.program, head.currency.digits) == ("points", 0)


def test_every_mistake_at_once_with_its_line() -> None:
    text = """
source = "x"
colour = "red"
[shop]
zone = "Nowhere"
[[product]]
number = "pan"
[[member]]
id = "ayse"
birthday = "13-45"
[[step]]
do = "sell"
[[step]]
lines = ["pot"]
member = "bora"
expect = { totl = 1 }
at = "yesterday"
"""
    assert problems(text) == [
        (3, "colour", "program.unknown_key"),
        (5, "shop.zone", "settings.zone"),
        (6, "product[1].price", "program.missing"),
        (10, "member[1].birthday", "scenario.birthday"),
        (12, "step[1].do", "program.one_of"),
        (14, "step[2].lines[1].product", "program.one_of"),
        (15, "step[2].member", "program.one_of"),
        (16, "step[2].expect.totl", "program.one_of"),
        (17, "step[2].at", "scenario.wrong_instant"),
    ]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("[[step]\n", "program.syntax"),
        ("at = 0,5\n", "program.comma_number"),
        ("", "program.missing"),
        ("[[member]]\nid = 'a'\n[[member]]\nid = 'a'\n[[step]]\ndo='advance'\ndays=1\n", "scenario.twice"),
        (
            "[[step]]\ndo='advance'\nat=2027-01-01\n[[step]]\ndo='advance'\nat=2026-01-01\n",
            "scenario.back_in_time",
        ),
        ("[[step]]\ndo='return'\nof='never'\n", "program.one_of"),
        ("[[step]]\ndo='advance'\n", "program.missing"),
        ("[[step]]\ndo='program'\n", "program.missing"),
    ],
)
def test_what_makes_no_sense_is_said(text: str, code: str) -> None:
    assert code in [each for _, _, each in problems(text)]


def test_rubbish_never_raises() -> None:
    assert isinstance(read_scenario(b"\xff\xfe\x00", 0), tuple)
    assert isinstance(read_scenario("x = " + "[" * 5000, 0), tuple)
    assert isinstance(read_head(b"\xff\xfe\x00"), tuple)
    assert problems("a" * (1024 * 1024 + 1))[0][2] == "program.too_large"
