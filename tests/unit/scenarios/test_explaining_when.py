"""Conditions in plain words."""

from __future__ import annotations

import pytest

from pos_app.cli.plain_words import words_for
from pos_app.loyalty.rules import Purchase, Selector, When
from pos_app.scenarios.explaining_when import conditions, count_text, goods, named
from tests.unit.scenarios.programs import program

SAY = words_for(program(), "en")


@pytest.mark.parametrize(
    ("when", "said"),
    [
        (When(), []),
        (When(weekdays=(1, 5)), ["on Tuesday, Saturday"]),
        (When(hours=((1320, 120),)), ["at 22:00-02:00"]),
        (When(valid_from="2026-01-01"), ["from 2026-01-01 on"]),
        (When(valid_until="2026-01-31"), ["until 2026-01-31 included"]),
        (
            When(valid_from="2026-01-01", valid_until="2026-01-31"),
            ["from 2026-01-01 until 2026-01-31, both included"],
        ),
        (When(visit=1), ["on the first purchase"]),
        (When(visit=3), ["on purchase number 3"]),
        (When(birthday_days=0), ["on the birthday"]),
        (When(birthday_days=1), ["up to 1 day before or after the birthday"]),
        (When(bought=Purchase(Selector(brands=("Own",)))), ["who have bought (only the brand Own)"]),
        (
            When(never_bought=Purchase(Selector(brands=("Own",)), 30)),
            ["who have not bought within 30 days (only the brand Own)"],
        ),
    ],
)
def test_conditions(when: When, said: list[str]) -> None:
    assert list(conditions(when, SAY)) == said


def test_long_lists_end() -> None:
    assert named(tuple("abcdefghij"), SAY) == "a, b, c, d, e, f, g, h and 2 more"


def test_goods_that_are_left_out_are_said() -> None:
    selector = Selector(categories=(("Food", "Tea"),), except_products=("x",), except_tags=("old",))
    assert list(goods(selector, SAY)) == [
        "only from Food > Tea",
        "not the products x",
        "nothing that is marked old",
    ]


@pytest.mark.parametrize(("milli", "text"), [(1000, "1"), (500, "0.5"), (1250, "1.25")])
def test_quantities(milli: int, text: str) -> None:
    assert count_text(milli) == text
