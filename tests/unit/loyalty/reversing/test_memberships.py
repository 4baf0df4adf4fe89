"""Paid memberships that come back: what is kept of the fee, what becomes of the tier."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from pos_app.kernel.money import Rate
from pos_app.loyalty.accounts import plan_key
from pos_app.loyalty.extras import Plan
from pos_app.loyalty.program import Tier
from pos_app.loyalty.reversing.memberships import benefits_of
from pos_app.loyalty.rules import Benefit, Effect, Scope, Selector, When
from tests.support.loyalty import NOON_MS, basket, compiled, line, member
from tests.support.sold_baskets import DAY_MS, Story, everything, give_back, sell

TIERS = (Tier("plain", "Plain", "P", 1), Tier("vip", "VIP", "V", 2, Rate(2)))


def bought(refund: str, pieces: int = 1) -> Story:
    """A year of membership for 120.00 each."""
    program = compiled(
        earn=(), tiers=TIERS, plans=(Plan("club", "Club", "fee", 12, refund=refund, tier="vip"),)
    )
    who = replace(member(), tier="plain")
    return sell(program, who, basket(line(1, "fee", 12_000 * pieces, 1000 * pieces)))


@pytest.mark.parametrize(
    ("refund", "after_days", "benefits", "kept"),
    [
        ("less_benefits", 30, 0, 0),
        ("less_benefits", 30, 1550, 1550),
        ("less_benefits", 30, 99_000, 12_000),
        ("days", 0, 0, 0),
        ("days", 73, 0, 2397),
        ("days", 4000, 0, 12_000),
        ("none", 1, 0, 12_000),
    ],
)
def test_what_is_kept_of_the_fee(refund: str, after_days: int, benefits: int, kept: int) -> None:
    story = bought(refund)
    assert story.member.tier == "vip"
    found, after = give_back(
        story, *everything(story), at_ms=NOON_MS + after_days * DAY_MS, benefits={"club": benefits}
    )
    assert found.deducted_minor == kept
    assert after.member.account(plan_key("club")).lots == ()
    assert after.member.tier == "plain"
    assert [each.code for each in found.preview] == [
        "return.plan_ends",
        *(["return.plan_kept"] if kept else []),
    ]


def test_no_more_is_kept_than_goes_back() -> None:
    story = bought("none")
    assert give_back(story, *everything(story), refund_minor=500)[0].deducted_minor == 500


def test_a_void_keeps_nothing() -> None:
    story = bought("none")
    assert give_back(story, *everything(story), void=True)[0].deducted_minor == 0


def test_the_last_period_goes_first() -> None:
    story = bought("less_benefits", pieces=2)
    first, last = story.member.account(plan_key("club")).lots
    _, after = give_back(story, (1, 1000))
    assert after.member.account(plan_key("club")).lots == (first,)
    assert after.member.tier == "vip"
    assert last.earned_at_ms > first.earned_at_ms


@pytest.mark.parametrize(("lines", "kept"), [(((1, 1000),), 600), (((1, 1000), (2, 1000)), 0)])
def test_what_it_saved_in_its_own_sale_counts(lines: tuple[tuple[int, int], ...], kept: int) -> None:
    """20 % off at once; the goods that saved 6.00 stay, or come back as well."""
    club = Plan("club", "Club", "fee", 12, at_once=True)
    off = Benefit(
        "members",
        "Members",
        Effect.PERCENT,
        percent=Rate(1, 5),
        scope=Scope.MATCHING,
        selector=Selector(products=("pen",)),
        when=When(plans=("club",)),
        automatic=True,
        per_sale=1,
    )
    program = compiled(earn=(), plans=(club,), promotions=(off,))
    story = sell(program, member(), basket(line(1, "fee", 12_000), line(2, "pen", 3000)))
    assert sum(each.amount_minor for part in story.sold.parts for each in part.off) == 600
    assert give_back(story, *lines)[0].deducted_minor == kept
    assert benefits_of(program.program, club) == {"members"}
