"""Conditions that can never be met."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from pos_app.loyalty.checking_conditions import never_met, takes_all_out
from pos_app.loyalty.extras import Activity, Entitlement
from pos_app.loyalty.rules import AccessRule, Period, Purchase, Selector, UseLimit, When
from tests.support.loyalty import BASE, program

TEA = Purchase(Selector(products=("tea",)))
SOAP = Purchase(Selector(products=("soap",)))


@pytest.mark.parametrize(
    ("when", "key", "code"),
    [
        (When(bought=TEA, never_bought=TEA), "never_bought", "never_together"),
        (
            When(bought=replace(TEA, days=10), never_bought=replace(TEA, days=90)),
            "never_bought",
            "never_together",
        ),
        (When(bought=replace(TEA, days=10), never_bought=TEA), "never_bought", "never_together"),
        (When(bought=TEA, visit=1), "bought", "never_together"),
        (When(visit=3, every_visit=2), "every_visit", "never_together"),
        # Monday 9 to Wednesday 11 March 2026.
        (When(weekdays=(5, 6), valid_from="2026-03-09", valid_until="2026-03-11"), "weekdays", "never_opens"),
        (
            When(weekdays=(3,), hours=((600, 720),), valid_from="2026-03-09", valid_until="2026-03-11"),
            "weekdays",
            "never_opens",
        ),
    ],
)
def test_what_never_happens(when: When, key: str, code: str) -> None:
    found = list(never_met(program(earn=(replace(BASE, when=when),))))
    assert [(each.path, each.message.code) for each in found] == [(("earn", 0, key), f"program.{code}")]


@pytest.mark.parametrize(
    "when",
    [
        When(bought=TEA, never_bought=SOAP),
        When(bought=TEA, never_bought=replace(TEA, days=30)),
        When(bought=TEA, visit=2),
        When(visit=4, every_visit=2),
        When(weekdays=(2,), valid_from="2026-03-09", valid_until="2026-03-11"),
        When(weekdays=(5, 6), valid_from="2026-03-09", valid_until="2026-03-15"),
        When(weekdays=(5,), valid_from="2026-03-09"),
        # Sunday night goes on into Monday.
        When(weekdays=(6,), hours=((1320, 120),), valid_from="2026-03-09", valid_until="2026-03-09"),
    ],
)
def test_what_can_happen(when: When) -> None:
    assert not list(never_met(program(earn=(replace(BASE, when=when),))))


@pytest.mark.parametrize(
    ("selector", "expected"),
    [
        (Selector(), False),
        (Selector(except_products=("a",)), False),
        (Selector(products=("a", "b"), except_products=("a",)), False),
        (Selector(products=("a", "b"), except_products=("b", "a", "c")), True),
        (Selector(brands=("Own",), except_brands=("Own",)), True),
        (Selector(tags=("x",), except_tags=("x",)), True),
        (Selector(categories=(("Food", "Fruit"),), except_categories=(("Food",),)), True),
        (Selector(categories=(("Food",),), except_categories=(("Food", "Fruit"),)), False),
    ],
)
def test_a_selector_that_leaves_nothing(selector: Selector, expected: bool) -> None:
    assert takes_all_out(selector) is expected


@pytest.mark.parametrize(
    ("when", "key"),
    [
        (When(code="X"), "code"),
        (When(tenders=("cash",)), "tenders"),
        (When(stores=("1",)), "stores"),
        (When(channels=("web",)), "channels"),
    ],
)
def test_an_activity_has_no_sale_to_ask_about(when: When, key: str) -> None:
    activity = Activity("a", "A", "review", points=5, when=when)
    entitlement = Entitlement("b", "B", UseLimit(1, Period.YEAR), when)
    found = list(never_met(program(activities=(activity,), entitlements=(entitlement,))))
    assert [(each.path, each.message.code) for each in found] == [
        (("activity", 0, key), "program.no_sale_asked"),
        (("entitlement", 0, key), "program.no_sale_asked"),
    ]


def test_access_for_everybody_reserves_nothing() -> None:
    """Not even with a date: who may buy earlier is what has to be said."""
    rule = AccessRule("new", "New", Selector(tags=("new",)), When(), "2026-09-01")
    assert [each.message.code for each in never_met(program(access=(rule,)))] == ["program.access_for_all"]
    gold = replace(rule, when=When(tiers=("gold",)))
    assert list(never_met(program(access=(gold,)))) == []
