"""What kept goods would have earned: adjustments, tier, rules as they were at the sale."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from pos_app.kernel.money import Rate
from pos_app.loyalty.basket import Chosen
from pos_app.loyalty.program import Tier
from pos_app.loyalty.reversing.frozen import Frozen
from pos_app.loyalty.reversing.shares import Back
from pos_app.loyalty.rules import (
    Benefit,
    EarnKind,
    EarnRule,
    Effect,
    Period,
    RewardForm,
    UseLimit,
    When,
)
from pos_app.loyalty.settings import CurrentSale, EarnBase, Earning, Tiering
from tests.support.loyalty import BASE, basket, compiled, line, rich
from tests.support.sold_baskets import Story, sell

GOODS = (line(1, amount=1000), line(2, "pen", amount=500, net_minor=400))
PAYS = Benefit("pays", "Pays", Effect.PER_POINT, worth=Rate(1), form=RewardForm.TENDER)


def frozen(story: Story) -> Frozen:
    return Frozen(story.compiled, story.sold)


def kept(story: Story, *gone: tuple[int, int]) -> int:
    return frozen(story).earned(Back(story.sold, dict(gone)), {}).units["points"]


def test_conditions_are_not_asked_again() -> None:
    """A first visit stays one, a Tuesday as well."""
    first = EarnRule("first", "First visit", EarnKind.SALE, Rate(5), when=When(visit=1, weekdays=(1,)))
    story = sell(compiled(earn=(BASE, first)), rich(0), basket(*GOODS))
    assert story.answer.earn_points == 20
    assert kept(story) == 20
    assert kept(story, (2, 1000)) == 15
    assert kept(story, (1, 1000), (2, 1000)) == 0


def test_a_minimum_is_asked_of_what_is_kept() -> None:
    bonus = EarnRule("bonus", "From 15.00", EarnKind.SALE, Rate(5), minimum_minor=1500)
    story = sell(compiled(earn=(BASE, bonus)), rich(0), basket(*GOODS))
    assert (kept(story), kept(story, (2, 1000))) == (20, 10)


def test_a_rule_that_did_not_count_does_not_count_later() -> None:
    other = EarnRule("gold", "Gold", EarnKind.SALE, Rate(5), when=When(tiers=("gold",)))
    story = sell(compiled(earn=(BASE, other), tiers=(Tier("gold", "Gold", "G", 1),)), rich(0), basket(*GOODS))
    assert kept(story._replace(member=replace(story.member, tier="gold"))) == 15


@pytest.mark.parametrize(("current", "points"), [(CurrentSale.NEXT_SALE, 15), (CurrentSale.AT_ONCE, 30)])
def test_the_tier_is_the_one_of_the_sale(current: CurrentSale, points: int) -> None:
    tiers = (
        Tier("plain", "Plain", "P", 1, threshold=0),
        Tier("gold", "Gold", "G", 2, Rate(2), threshold=1500),
    )
    program = compiled(tiers=tiers, tiering=Tiering(include_current_sale=current))
    story = sell(program, rich(0, "plain"), basket(*GOODS))
    story = story._replace(sold=replace(story.sold, tier="plain"))
    assert (story.member.tier, story.answer.earn_points) == ("gold", points)
    assert kept(story) == points


@pytest.mark.parametrize(
    ("earning", "bases"),
    [
        (Earning(), [667, 333]),
        (Earning(after_rewards=False), [1000, 500]),
        (Earning(base=EarnBase.NET), [667, 266]),
    ],
)
def test_lines_earn_by_what_was_left_of_them(earning: Earning, bases: list[int]) -> None:
    """Points paid 5.00 of 15.00."""
    program = compiled(earning=earning, rewards=(PAYS,))
    story = sell(program, rich(), basket(*GOODS, chosen=(Chosen("pays", points=500),)))
    assert [frozen(story).base(part) for part in story.sold.parts] == bases
    assert frozen(story).kept_spend(Back(story.sold, {})) == 1000
    assert frozen(story).kept_spend(Back(story.sold, {2: 1000})) == 667


def test_spend_that_waits_is_known_where_the_sale_tells_all() -> None:
    step = EarnRule("step", "Each 7.00", EarnKind.SPEND, Rate(1), 700)
    assert frozen(sell(compiled(earn=(step,)), rich(0), basket(*GOODS))).is_carried
    limited = replace(step, limits=(UseLimit(1, Period.DAY),))
    assert not frozen(sell(compiled(earn=(limited,)), rich(0), basket(*GOODS))).is_carried
    plain = compiled(earn=(step,), earning=Earning(carry_remainder=False))
    assert not frozen(sell(plain, rich(0), basket(*GOODS))).is_carried
