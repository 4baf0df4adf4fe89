"""Tiers in each other's way."""

from __future__ import annotations

import pytest

from pos_app.loyalty.checking_tiers import orders, thresholds
from pos_app.loyalty.program import Tier
from tests.support.loyalty import program


def tiers(*asked: tuple[int, int | None]) -> tuple[Tier, ...]:
    return tuple(
        Tier(f"t{number}", f"Tier {number}", "T", order, threshold=threshold)
        for number, (order, threshold) in enumerate(asked)
    )


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        (((1, None), (2, 100), (3, 200)), []),
        (((3, 200), (1, 0), (2, 100)), []),
        (((1, None), (2, None), (3, 5)), []),
        (((1, 100), (2, 100)), [(1, "threshold_twice")]),
        (((1, 100), (2, 50)), [(1, "threshold_reversed")]),
        (((3, 50), (1, 0), (2, 100)), [(0, "threshold_reversed")]),
        (((1, 100), (2, None), (3, 100)), [(2, "threshold_twice")]),
    ],
)
def test_a_higher_tier_asks_for_more(
    asked: tuple[tuple[int, int | None], ...], found: list[tuple[int, str]]
) -> None:
    problems = list(thresholds(program(tiers=tiers(*asked))))
    assert [(each.path, each.message.code) for each in problems] == [
        (("tier", number, "threshold"), f"program.{code}") for number, code in found
    ]


def test_one_order_each() -> None:
    problems = list(orders(program(tiers=tiers((1, None), (2, None), (1, None)))))
    assert [each.path for each in problems] == [("tier", 2, "order")]
