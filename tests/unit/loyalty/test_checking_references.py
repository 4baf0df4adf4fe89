"""Names that must stand for something."""

from __future__ import annotations

import pytest

from pos_app.loyalty.checking import check
from pos_app.loyalty.checking_references import benefits, twice, whens
from pos_app.loyalty.extras import Activity, Charity, CouponRule, Entitlement, Plan, StampCard
from pos_app.loyalty.program import Program, Tier
from pos_app.loyalty.rules import (
    AccessRule,
    Benefit,
    EarnKind,
    EarnRule,
    Effect,
    Period,
    PriceRule,
    Selector,
    UseLimit,
    When,
)
from tests.support.loyalty import BASE, program

RUBY = When(tiers=("ruby",))
CLUB = When(plans=("club",))
GOODS = Selector(tags=("x",))
OFF = Benefit("off", "Off", Effect.AMOUNT, 1, 1)


def benefit(benefit_id: str, effect: Effect = Effect.AMOUNT, **more: object) -> Benefit:
    return Benefit(benefit_id, benefit_id, effect, 1, 1, **more)  # type: ignore[arg-type]  # fields of Benefit


def everything(when: When) -> Program:
    return program(
        earn=(BASE, EarnRule("e", "E", EarnKind.SALE, when=when)),
        rewards=(benefit("r", when=when),),
        promotions=(benefit("p", when=when),),
        prices=(PriceRule("pr", "Price", GOODS, when, 100),),
        access=(AccessRule("a", "Access", GOODS, when),),
        coupons=(CouponRule("c", "Coupon", benefit("c", when=when), issued_when=when),),
        activities=(Activity("act", "Review", "review", 5, when=when),),
        entitlements=(Entitlement("ent", "Styling", UseLimit(2, Period.YEAR), when),),
    )


@pytest.mark.parametrize(
    ("when", "key", "code"), [(RUBY, "tiers", "unknown_tier"), (CLUB, "plans", "nothing_of_it")]
)
def test_every_section_may_name_only_what_there_is(when: When, key: str, code: str) -> None:
    found = [each for each in check(everything(when)) if each.message.code == f"program.{code}"]
    sections = [each.path[0] for each in found]
    assert sorted(set(sections)) == sorted(
        {"earn", "reward", "promotion", "price", "access", "coupon", "activity", "entitlement"}
    )
    assert all(each.path[-1] == key for each in found)
    assert len(sections) == len(list(whens(everything(when)))) - 1


@pytest.mark.parametrize(
    ("parts", "path", "code"),
    [
        ({"plans": (Plan("p", "P", "1", 12, tier="ruby"),)}, ("plan", 0, "tier"), "unknown_tier"),
        (
            {"earn": (BASE, EarnRule("s", "S", EarnKind.SALE, account="stamps:tea"))},
            ("earn", 1, "card"),
            "nothing_of_it",
        ),
        (
            {"rewards": (benefit("r", account="stamps:tea"),), "cards": (StampCard("coffee", "C", 10),)},
            ("reward", 0, "card"),
            "unknown_name",
        ),
        ({"rewards": (benefit("r", Effect.COUPON, gives="next"),)}, ("reward", 0, "coupon"), "nothing_of_it"),
        (
            {"rewards": (benefit("r", Effect.DONATION, gives="zoo"),), "charities": (Charity("sea", "Sea"),)},
            ("reward", 0, "charity"),
            "unknown_name",
        ),
        (
            {"activities": (Activity("a", "A", "review", 1, coupon="next"),)},
            ("activity", 0, "coupon"),
            "nothing_of_it",
        ),
        (
            {"activities": (Activity("a", "A", "referral", 1, friend_coupon="next"),)},
            ("activity", 0, "friend_coupon"),
            "nothing_of_it",
        ),
        (
            {"activities": (Activity("a", "A", "review", 1, account="stamps:tea"),)},
            ("activity", 0, "card"),
            "nothing_of_it",
        ),
    ],
)
def test_what_is_not_there(parts: dict[str, object], path: tuple[str | int, ...], code: str) -> None:
    assert (path, f"program.{code}") in [(each.path, each.message.code) for each in check(program(**parts))]


@pytest.mark.parametrize(
    ("parts", "path", "code"),
    [
        ({"rewards": (OFF,), "promotions": (OFF,)}, ("promotion", 0, "id"), "id_twice"),
        ({"activities": (Activity("base", "A", "review", 1),)}, ("activity", 0, "id"), "id_twice"),
        ({"cards": (StampCard("c", "C", 5), StampCard("c", "D", 5))}, ("stamp_card", 1, "id"), "id_twice"),
        ({"charities": (Charity("c", "C"), Charity("c", "D"))}, ("charity", 1, "id"), "id_twice"),
        ({"rewards": (benefit("limits.points_per_day"),)}, ("reward", 0, "id"), "reserved_id"),
    ],
)
def test_one_id_one_rule(parts: dict[str, object], path: tuple[str | int, ...], code: str) -> None:
    assert [(each.path, each.message.code) for each in twice(program(**parts))] == [(path, f"program.{code}")]


def test_a_card_may_be_called_like_a_tier() -> None:
    assert not list(twice(program(tiers=(Tier("gold", "G", "G", 1),), cards=(StampCard("gold", "G", 5),))))


def test_everything_that_gives_something_is_looked_at() -> None:
    found = [each.benefit_id for _, each in benefits(everything(When()))]
    assert found == ["r", "p", "c"]
