"""Hints to promotions."""

from __future__ import annotations

import pytest

from pos_app.kernel.money import Rate
from pos_app.loyalty.basket import BasketLine
from pos_app.loyalty.combining import combine
from pos_app.loyalty.offering import promotion_nudges
from pos_app.loyalty.rules import Benefit, Effect, Scope, Selector
from pos_app.loyalty.situation import Situation
from tests.support.loyalty import basket, compiled, line, quoted

TEA = Selector(products=("tea",))
THREE = Benefit(
    "three",
    "3 for 20",
    Effect.SET_PRICE,
    amount_minor=2000,
    buy=3,
    scope=Scope.MATCHING,
    selector=TEA,
    automatic=True,
)
FIVE = Benefit(
    "five", "5 off", Effect.AMOUNT, amount_minor=500, automatic=True, per_sale=1, minimum_minor=5000
)
TENTH = Benefit(
    "tenth",
    "10 %",
    Effect.PERCENT,
    percent=Rate(1, 10),
    automatic=True,
    per_sale=1,
    minimum_minor=4000,
    selector=TEA,
)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ((line(1, "cake", 4770),), [("nudge.more_for_amount", 230)]),
        ((line(1, "cake", 5000),), []),
        (
            (line(1, "tea", 2000, 2000),),
            [("nudge.one_more_item", None), ("nudge.more_for_promotion", 2000)],
        ),
        ((line(1, "tea", 1000),), [("nudge.more_for_promotion", 3000)]),
        ((line(1, "tea", 3000, 3000),), [("nudge.more_for_promotion", 1000)]),
    ],
)
def test_how_little_is_missing(lines: tuple[BasketLine, ...], expected: list[tuple[str, int | None]]) -> None:
    situation = Situation(compiled(promotions=(THREE, FIVE, TENTH)), None, basket(*lines))
    found = promotion_nudges(situation, combine(situation, ()))
    assert [(each.code, each.params.get("more_minor")) for each in found] == expected


def test_anybody_is_told() -> None:
    answer = quoted(None, basket(line(1, "cake", 4770)), promotions=(FIVE,), earn=())
    assert [(each.code, each.params["off_minor"]) for each in answer.nudges] == [
        ("nudge.more_for_amount", 500)
    ]
