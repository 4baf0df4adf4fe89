"""Earn rules with their settings that cannot be meant."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from pos_app.kernel.money import Rate
from pos_app.loyalty.checking_earning import rules, settings
from pos_app.loyalty.rules import EarnKind, EarnRule, Exclusion, Period, Selector, UseLimit, When
from pos_app.loyalty.settings import (
    EarnBase,
    Earning,
    Limits,
    Pending,
    PendingKind,
    PointsRounding,
    Stacking,
)
from tests.support.loyalty import BASE, program

FRESH = Selector(tags=("fresh",))
MORE = replace(BASE, rule_id="more", points=Rate(2))
FRUIT = replace(BASE, rule_id="fruit", selector=FRESH)
X2 = EarnRule("x2", "Twice", EarnKind.MULTIPLIER, factor=Rate(2), selector=FRESH)
X3 = EarnRule("x3", "Three times", EarnKind.MULTIPLIER, factor=Rate(3))
BONUS = EarnRule("bonus", "Bonus", EarnKind.SALE, Rate(50))
BEST, NEWEST = Earning(stacking=Stacking.BEST), Earning(stacking=Stacking.NEWEST)


@pytest.mark.parametrize(
    ("parts", "key", "code"),
    [
        ({"earning": Earning(rounding=PointsRounding.KEEP)}, "rounding", "keep_needs_decimals"),
        (
            {"earning": Earning(base=EarnBase.GROSS, after_promotions=False)},
            "after_promotions",
            "net_before_promotions",
        ),
        (
            {"earning": Earning(same_sale_spendable=True), "pending": Pending(PendingKind.DAYS, 3)},
            "same_sale_spendable",
            "same_sale_pending",
        ),
    ],
)
def test_settings_that_exclude_each_other(parts: dict[str, object], key: str, code: str) -> None:
    found = list(settings(program(**parts)))
    assert [(each.path, each.message.code) for each in found] == [(("earning", key), f"program.{code}")]


@pytest.mark.parametrize("stacking", Stacking)
def test_sound_settings(stacking: Stacking) -> None:
    earning = Earning(stacking=stacking, same_sale_spendable=True)
    assert not list(settings(program(earning=earning)))
    assert not list(rules(program(earning=earning)))


@pytest.mark.parametrize(
    ("parts", "path", "code"),
    [
        (
            {"earn": (BASE, replace(FRUIT, selector=Selector(tags=("a",), except_tags=("a",))))},
            ("earn", 1),
            "fits_nothing",
        ),
        (
            {"earn": (BASE, FRUIT), "exclusions": (Exclusion("x", "fresh", FRESH),)},
            ("earn", 1),
            "excluded_rule",
        ),
        (
            {
                "earn": (BASE, replace(FRUIT, selector=Selector(categories=(("Food", "Fruit"),)))),
                "exclusions": (Exclusion("x", "food", Selector(categories=(("Food",),))),),
            },
            ("earn", 1),
            "excluded_rule",
        ),
        (
            {"earn": (BASE, BONUS), "limits": Limits(points_per_sale=49)},
            ("earn", 1, "points"),
            "above_sale_limit",
        ),
        ({"earn": (BONUS, X3)}, ("earn", 1, "multiplier"), "nothing_to_multiply"),
        ({"earn": (BASE, X3, X2)}, ("earn", 2), "shadowed"),
        ({"earn": (BASE, MORE), "earning": BEST}, ("earn", 0), "shadowed"),
        ({"earn": (MORE, FRUIT), "earning": BEST}, ("earn", 1), "shadowed"),
        ({"earn": (BASE, replace(BASE, rule_id="same")), "earning": BEST}, ("earn", 1), "shadowed"),
        ({"earn": (MORE, BASE), "earning": NEWEST}, ("earn", 0), "shadowed"),
        ({"earn": (FRUIT, BASE), "earning": NEWEST}, ("earn", 0), "shadowed"),
    ],
)
def test_rules_that_never_count(parts: dict[str, object], path: tuple[str | int, ...], code: str) -> None:
    found = list(rules(program(**parts)))
    assert [(each.path, each.message.code) for each in found] == [(path, f"program.{code}")]


@pytest.mark.parametrize(
    "parts",
    [
        {"earn": (BASE, MORE)},
        {"earn": (BASE, FRUIT), "earning": NEWEST},
        {"earn": (BASE, replace(X2, selector=Selector()), replace(X3, selector=FRESH))},
        {"earn": (BASE, X3, X2), "earning": Earning(stacking=Stacking.ALL)},
        {"earn": (BASE, replace(MORE, minimum_minor=1)), "earning": BEST},
        {"earn": (BASE, replace(MORE, limits=(UseLimit(1, Period.DAY),))), "earning": BEST},
        {"earn": (BASE, replace(MORE, when=When(weekdays=(1,)))), "earning": BEST},
        {"earn": (BASE, replace(MORE, account="stamps:c", multiplied=False)), "earning": BEST},
        {"earn": (BASE, replace(MORE, multiplied=False)), "earning": BEST},
        {
            "earn": (BASE, FRUIT),
            "exclusions": (Exclusion("x", "some", Selector(tags=("fresh",), brands=("Own",))),),
        },
        {
            "earn": (BASE, FRUIT),
            "exclusions": (Exclusion("x", "fresh", FRESH, bars_earning=False),),
        },
        {"earn": (BASE, BONUS), "limits": Limits(points_per_sale=50)},
    ],
)
def test_rules_that_count_now_and_then(parts: dict[str, object]) -> None:
    assert not list(rules(program(**parts)))
