"""Rules in plain words."""

from __future__ import annotations

import pytest

from pos_app.cli.plain_words import words_for
from pos_app.kernel.money import Rate
from pos_app.scenarios.explaining import explain
from pos_app.scenarios.explaining_rules import percent_text
from tests.unit.scenarios.programs import program

SAID = {
    "earn:spend": "1 points for every full 1.00; not the brand Own",
    "earn:unit": "2 points for every 0.5 bought; only from Food > Cheese; from 2 of them on",
    "earn:cash": "2.5 % of the amount as points; for customers of the group staff",
    "earn:double": "the points of these goods times 2; for the level Upper; on every 10th purchase",
    "earn:stamp": "1 × Coffee card for every 1 bought; only what is marked coffee; never multiplied",
    "promotion:set": "any 3 of these goods together for 20.00; only what is marked book",
    "promotion:bogo": (
        "buy 2, get 50 % off 1, the cheapest; only the products a, b; given are: only the products c"
    ),
    "promotion:code": (
        "5.00 off the sale; once the code SPRING is entered; from 30.00 on; at most 1 time in all for each "
        "member; at most 100 times a day for everybody together"
    ),
    "reward:off": "5.00 off the sale; costs 500 points",
    "reward:pay": "100 points pay 1.00; pays like money: the tax stays",
    "reward:cup": "the dearest of these goods is free; costs 10 stamps of Coffee card; only what is marked coffee",
    "price:six": "0.99 each; only the products water; from 6 of them on",
    "price:oil": "7.99 each; only the products oil; for members",
    "price:cheese": "15 % less; only from Cheese; for holders of Plus",
    "access:new": (
        "only these customers may buy it before 2026-09-08, then everybody; only what is marked new; for the "
        "level Upper"
    ),
    "exclude:gift-cards": "earns nothing and no reward makes it cheaper; only what is marked gift-card",
}


@pytest.mark.parametrize("key", SAID)
def test_said(key: str) -> None:
    found = program()
    rules = {rule.key: rule for section in explain(found, words_for(found, "en")) for rule in section.rules}
    assert "; ".join((rules[key].text, *rules[key].details)) == SAID[key]


@pytest.mark.parametrize(("rate", "text"), [(Rate(1, 10), "10"), (Rate(1, 40), "2.5"), (Rate(0), "0")])
def test_percentages(rate: Rate, text: str) -> None:
    assert percent_text(rate) == text
