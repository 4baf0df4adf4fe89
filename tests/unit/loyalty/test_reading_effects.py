"""The keys of an effect."""

from __future__ import annotations

import pytest

from pos_app.kernel.money import Rate
from pos_app.loyalty.problems import Finding
from pos_app.loyalty.reading_effects import benefit
from pos_app.loyalty.reading_rules import Units
from pos_app.loyalty.rules import Benefit, Effect, RewardForm, Scope
from pos_app.loyalty.table import Table

UNITS = Units(2, 0)


def made(keys: dict[str, object], rewards: bool = True, tenders: bool = True) -> tuple[Benefit, list[str]]:
    found: list[Finding] = []
    table = Table({"id": "a", "name": "A", **keys}, ("reward", 0), found)
    answer = benefit(table, UNITS, rewards, tenders)
    table.close()
    return answer, [f"{each.path[-1]}:{each.message.code.removeprefix('program.')}" for each in found]


@pytest.mark.parametrize(
    ("keys", "effect", "fields"),
    [
        ({"amount": 5}, Effect.AMOUNT, {"amount_minor": 500, "scope": Scope.SALE}),
        ({"percent": 5, "tags": "x"}, Effect.PERCENT, {"percent": Rate(1, 20), "scope": Scope.MATCHING}),
        ({"per_point": 1, "as": "tender"}, Effect.PER_POINT, {"form": RewardForm.TENDER}),
        ({"set_of": 2, "price": 0}, Effect.SET_PRICE, {"buy": 2, "amount_minor": 0}),
        ({"buy": 2, "get": 3}, Effect.BUY_GET, {"buy": 2, "get": 3, "percent": Rate(1)}),
        ({"gift": "12"}, Effect.FREE_ITEM, {"gift": "12", "scope": Scope.MATCHING}),
        ({"coupon": "c"}, Effect.COUPON, {"gives": "c"}),
        ({"charity": "c", "amount": 2}, Effect.DONATION, {"gives": "c", "amount_minor": 200}),
    ],
)
def test_one_effect(keys: dict[str, object], effect: Effect, fields: dict[str, object]) -> None:
    found, problems = made(keys)
    assert problems == []
    assert found.effect is effect
    assert {name: getattr(found, name) for name in fields} == fields


@pytest.mark.parametrize(
    ("rewards", "tenders", "keys", "problem"),
    [
        (True, True, {}, "0:no_effect"),
        (False, False, {"coupon": "c"}, "0:no_effect"),
        (True, True, {"amount": 1, "buy": 2}, "buy:one_effect"),
        (True, True, {"percent": 5, "as": "tender"}, "as:tender_effect"),
        (True, True, {"amount": 5, "scope": "cheapest", "as": "tender"}, "as:tender_effect"),
        (True, False, {"amount": 5, "as": "tender"}, "as:unknown_key"),
        (True, True, {"free_item": True, "scope": "sale"}, "scope:free_item_scope"),
        (True, True, {"free_item": False}, "free_item:only_true"),
        (True, True, {"amount": 5, "cap": 3}, "cap:cap_of_amount"),
        (True, True, {"buy": 2, "scope": "sale"}, "scope:unknown_key"),
        (True, True, {"amount": 5, "minimum_quantity": 0}, "minimum_quantity:out_of_range"),
    ],
)
def test_what_does_not_go_together(
    rewards: bool, tenders: bool, keys: dict[str, object], problem: str
) -> None:
    assert any(each.startswith(problem) for each in made(keys, rewards, tenders)[1])
