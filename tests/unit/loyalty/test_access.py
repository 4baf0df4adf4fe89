"""Products for some only."""

from __future__ import annotations

import pytest

from pos_app.loyalty.access import barred_lines
from pos_app.loyalty.extras import Plan
from pos_app.loyalty.member import MemberSnapshot
from pos_app.loyalty.rules import AccessRule, Selector, When
from pos_app.loyalty.situation import Situation
from tests.support.loyalty import basket, compiled, line, rich

WINE = Selector(products=("wine",))
CLUB = AccessRule("club", "Club wine", WINE, When(members=True))
GOLD_FIRST = AccessRule("gold", "New shoe", WINE, When(tiers=("gold",)), "2026-03-12")
SILVER_NEXT = AccessRule(
    "silver", "New shoe", WINE, When(tiers=("silver",), valid_from="2026-03-10"), "2026-03-12"
)


def barred(who: MemberSnapshot | None, date: str, *rules: AccessRule) -> list[tuple[int, str]]:
    what = basket(line(1, "bread"), line(2, "wine"), date=date)
    found = barred_lines(Situation(compiled(access=rules), who, what))
    return [(each.line_no, each.reason.code) for each in found]


@pytest.mark.parametrize(
    ("who", "expected"), [(None, [(2, "access.members_only")]), (rich(), []), (rich(tier="gold"), [])]
)
def test_members_only(who: MemberSnapshot | None, expected: list[tuple[int, str]]) -> None:
    assert barred(who, "2026-03-10", CLUB) == expected


@pytest.mark.parametrize(
    ("tier", "date", "code"),
    [
        ("gold", "2026-03-01", ""),
        ("silver", "2026-03-09", "access.before"),
        ("silver", "2026-03-10", ""),
        ("", "2026-03-11", "access.before"),
        ("", "2026-03-12", ""),
        ("", "", "access.before"),
    ],
)
def test_early_access_by_tier_then_date(tier: str, date: str, code: str) -> None:
    expected = [(2, code)] if code else []
    assert barred(rich(tier=tier), date, GOLD_FIRST, SILVER_NEXT) == expected


def test_another_member_is_told_so() -> None:
    gold = AccessRule("gold", "Cellar", WINE, When(tiers=("gold",)))
    assert barred(rich(tier="silver"), "2026-03-10", gold) == [(2, "access.not_yours")]


def test_a_program_without_rules_bars_nobody() -> None:
    assert barred(None, "2026-03-10") == []


def test_a_paid_membership_needs_somebody_who_gets_it() -> None:
    plan = Plan("club", "Club plus", "coat", 12)
    what = basket(line(1, "coat"), line(2, "pear"))
    found = barred_lines(Situation(compiled(plans=(plan,)), None, what))
    assert [(each.line_no, each.reason.code) for each in found] == [(1, "access.plan_of_nobody")]
    assert not barred_lines(Situation(compiled(plans=(plan,)), rich(), what))
    both = barred_lines(
        Situation(
            compiled(plans=(plan,), access=(AccessRule("x", "X", Selector(), When(members=True)),)),
            None,
            what,
        )
    )
    assert [(each.line_no, each.reason.code) for each in both] == [
        (1, "access.members_only"),
        (2, "access.members_only"),
    ]
