"""Paid memberships that come back: what is kept of the fee, what becomes of the tier."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from pos_app.kernel.money import Rate
from pos_app.loyalty.accounts import plan_key
from pos_app.loyalty.extras import Plan
from pos_app.loyalty.program import Tier
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
