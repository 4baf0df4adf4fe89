"""The index finds what trying every rule would find."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given

from pos_app.loyalty.matching import LineIndex, fits
from pos_app.loyalty.rules import Selector
from tests.support.loyalty import line
from tests.support.loyalty_random import SEEDS, random_line, random_selector
from tests.support.loyalty_reference_parts import matches


@pytest.mark.parametrize(
    ("selector", "fitting"),
    [
        (Selector(), True),
        (Selector(products=("milk",)), True),
        (Selector(products=("tea", "milk")), True),
        (Selector(products=("tea",)), False),
        (Selector(categories=(("Food",),)), True),
        (Selector(categories=(("Food", "Dairy", "Milk"),)), True),
        (Selector(categories=(("Food", "Dairy", "Milk", "Whole"),)), False),
        (Selector(categories=(("Dairy",),)), False),
        (Selector(brands=("Own",)), True),
        (Selector(tags=("cold", "other")), True),
        (Selector(tags=("warm",)), False),
        (Selector(categories=(("Food",),), brands=("Own",)), True),
        (Selector(categories=(("Food",),), brands=("Other",)), False),
        (Selector(except_products=("milk",)), False),
        (Selector(categories=(("Food",),), except_categories=(("Food", "Dairy"),)), False),
        (Selector(categories=(("Food",),), except_categories=(("Food", "Fruit"),)), True),
        (Selector(brands=("Own",), except_tags=("cold",)), False),
        (Selector(except_brands=("Own",)), False),
    ],
)
def test_a_line_must_fit_every_list(selector: Selector, fitting: bool) -> None:
    milk = line(1, "milk", category=("Food", "Dairy", "Milk"), brand="Own", tags=("cold", "organic"))
    assert fits(selector, milk) is fitting
    assert LineIndex([selector]).fitting(milk) == ([0] if fitting else [])


def test_a_rule_found_by_two_tags_or_two_categories_is_found_once() -> None:
    milk = line(1, "milk", category=("Food", "Dairy"), tags=("cold", "organic"))
    index = LineIndex(
        [Selector(tags=("cold", "organic")), Selector(categories=(("Food",), ("Food", "Dairy")))]
    )
    assert sorted(index.fitting(milk)) == [0, 1]


@given(SEEDS)
def test_the_index_equals_trying_every_rule(seed: int) -> None:
    chance = Random(seed)
    selectors = [random_selector(chance, 0.5) for _ in range(12)]
    index = LineIndex(selectors)
    for number in range(8):
        each = random_line(chance, number)
        expected = [place for place, selector in enumerate(selectors) if matches(selector, each)]
        assert sorted(index.fitting(each)) == expected
