"""What only shows when all parts are seen together."""

from __future__ import annotations

import pytest

from pos_app.kernel.money import Rate
from pos_app.loyalty.checking import check
from pos_app.loyalty.problems import finding
from pos_app.loyalty.program import Program, Tier
from pos_app.loyalty.rules import Benefit, EarnKind, EarnRule, Effect, Exclusion, Selector, When
from pos_app.loyalty.settings import EarnBase, Earning, PointsRounding, Redemption
from tests.support.loyalty import BASE, program

FIVE = Benefit("five", "5 off", Effect.AMOUNT, 500, 500)


@pytest.mark.parametrize(
    ("parts", "path", "code"),
    [
        ({"earn": (BASE, BASE)}, ("earn", 1, "id"), "id_twice"),
        ({"rewards": (Benefit("base", "B", Effect.AMOUNT, 1, 1),)}, ("reward", 0, "id"), "id_twice"),
        ({"exclusions": (Exclusion("base", "B", Selector(tags=("x",))),)}, ("exclude", 0, "id"), "id_twice"),
        ({"tiers": (Tier("a", "A", "A", 1), Tier("a", "B", "B", 2))}, ("tier", 1, "id"), "id_twice"),
        ({"tiers": (Tier("a", "A", "A", 1), Tier("b", "B", "B", 1))}, ("tier", 1, "order"), "order_twice"),
        (
            {"earn": (EarnRule("e", "E", EarnKind.SALE, Rate(1), when=When(tiers=("ruby",))),)},
            ("earn", 0, "tiers"),
            "unknown_tier",
        ),
        (
            {"rewards": (Benefit("r", "R", Effect.AMOUNT, 1, 1, when=When(tiers=("ruby",))),)},
            ("reward", 0, "tiers"),
            "unknown_tier",
        ),
        ({"earning": Earning(rounding=PointsRounding.KEEP)}, ("earning", "rounding"), "keep_needs_decimals"),
        (
            {"earning": Earning(base=EarnBase.NET, after_promotions=False)},
            ("earning", "after_promotions"),
            "net_before_promotions",
        ),
        ({"earn": ()}, (), "no_rules"),
        (
            {"rewards": (FIVE,), "redemption": Redemption(cap_minor=400, cover_last_cents=False)},
            ("reward", 0, "amount"),
            "above_cap",
        ),
        (
            {
                "rewards": (
                    Benefit(
                        "r",
                        "R",
                        Effect.AMOUNT,
                        1,
                        1,
                        selector=Selector(products=("a",), except_products=("a",)),
                    ),
                )
            },
            ("reward", 0, "except_products"),
            "fits_nothing",
        ),
        (
            {"earn": (EarnRule("m", "M", EarnKind.MULTIPLIER, factor=Rate(2)),)},
            ("earn", 0, "multiplier"),
            "nothing_to_multiply",
        ),
    ],
)
def test_contradictions(parts: dict[str, object], path: tuple[str | int, ...], code: str) -> None:
    (found,) = check(program(**parts))
    assert (found.path, found.message.code) == (path, f"program.{code}")


def test_a_sound_program_has_none() -> None:
    assert check(program(rewards=(FIVE,))) == []


def test_with_other_errors_only_what_they_cannot_have_caused() -> None:
    broken: Program = program(
        earn=(BASE, BASE, EarnRule("e", "E", EarnKind.SALE, when=When(tiers=("ruby",))))
    )
    elsewhere = [finding(("earning", "base"), "program.one_of")]
    assert [each.message.code for each in check(broken, elsewhere)] == [
        "program.id_twice",
        "program.unknown_tier",
    ]
    in_tiers = [finding(("tier", 0, "id"), "program.missing")]
    assert [each.message.code for each in check(broken, in_tiers)] == ["program.id_twice"]
