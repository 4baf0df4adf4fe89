"""What counts towards a tier, uses of limited rules, donations."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from pos_app.kernel.money import Rate
from pos_app.loyalty.accounts import QUALIFYING, donation_key, uses_key
from pos_app.loyalty.basket import Chosen
from pos_app.loyalty.extras import Charity
from pos_app.loyalty.program import Tier
from pos_app.loyalty.rules import Benefit, Effect, Period, Scope, Selector, UseLimit
from pos_app.loyalty.settings import Tiering, TierMeasure
from tests.support.loyalty import NOON_MS, basket, compiled, line, rich
from tests.support.sold_baskets import DAY_MS, everything, give_back, sell

TIERS = (Tier("plain", "Plain", "P", 1, threshold=0), Tier("gold", "Gold", "G", 2, threshold=5000))
GOODS = (line(1, amount=3000), line(2, "pen", amount=2000))


@pytest.mark.parametrize(
    ("measure", "threshold", "before", "after"),
    [(TierMeasure.SPEND, 5000, 5000, 3000), (TierMeasure.POINTS, 50, 50, 30), (TierMeasure.VISITS, 1, 1, 1)],
)
def test_a_return_lowers_what_counts(measure: TierMeasure, threshold: int, before: int, after: int) -> None:
    tiers = (TIERS[0], replace(TIERS[1], threshold=threshold))
    story = sell(compiled(tiers=tiers, tiering=Tiering(measure)), rich(0, "plain"), basket(*GOODS))
    assert story.member.account(QUALIFYING).balance_points == before
    assert story.member.tier == "gold"
    found, story = give_back(story, (2, 1000))
    assert story.member.account(QUALIFYING).balance_points == after
    assert story.member.tier == "gold"
    said = [each.code for each in found.preview]
    assert ("return.tier_stays" in said) is (after < threshold)
    _, story = give_back(story, (1, 1000), number=2)
    assert story.member.account(QUALIFYING).lots == ()
    assert story.member.tier == "gold"


def test_what_left_the_window_is_not_taken_from_later_spend() -> None:
    program = compiled(tiers=TIERS, tiering=Tiering(months=1))
    story = sell(program, rich(0, "plain"), basket(*GOODS))
    later = sell(program, replace(story.member), basket(line(1, amount=700), at_ms=NOON_MS + 80 * DAY_MS))
    gone = replace(
        later.member,
        accounts=tuple(
            replace(each, lots=tuple(lot for lot in each.lots if lot.open_points == 700))
            if each.key == QUALIFYING
            else each
            for each in later.member.accounts
        ),
    )
    _, after = give_back(story._replace(member=gone), *everything(story), at_ms=NOON_MS + 81 * DAY_MS)
    assert after.member.account(QUALIFYING).balance_points == 700


ONCE = Benefit(
    "once",
    "Once a year",
    Effect.PERCENT,
    percent=Rate(1, 2),
    scope=Scope.MATCHING,
    selector=Selector(products=("apple",)),
    automatic=True,
    limits=(UseLimit(1, Period.YEAR),),
)


def test_a_limited_promotion_can_be_used_again_when_all_of_it_is_back() -> None:
    story = sell(compiled(promotions=(ONCE,)), rich(0), basket(line(1, amount=3000, quantity=2000), GOODS[1]))
    key = uses_key("once", "year")
    assert story.member.account(key).balance_points == 1
    _, story = give_back(story, (1, 1000))
    assert story.member.account(key).balance_points == 1
    found, story = give_back(story, (1, 1000), number=2)
    assert story.member.account(key).balance_points == 0
    assert ("return.use_restored", {"rule": "Once a year"}) in [
        (each.code, each.params) for each in found.preview
    ]
    third, _ = give_back(story, (2, 1000), number=3)
    assert [entry for entry in third.entries if entry.key == key] == []


def test_the_shop_gives_less() -> None:
    program = compiled(charities=(Charity("trees", "Trees", Rate(1, 100)),))
    story = sell(program, rich(0), basket(*GOODS))
    key = donation_key("trees")
    assert story.member.account(key).balance_points == 50
    found, story = give_back(story, (2, 1000))
    assert story.member.account(key).balance_points == 30
    assert ("return.donation_back", {"amount_minor": 20, "charity": "Trees"}) in [
        (each.code, each.params) for each in found.preview
    ]
    _, story = give_back(story, (1, 1000), number=2)
    assert story.member.account(key).lots == ()


def test_a_void_gives_back_the_points_of_a_donation_and_takes_the_donation_back() -> None:
    """The charity must not keep what the member has paid for no longer."""
    given = Benefit("tree", "A tree", Effect.DONATION, 30, 250, gives="trees", scope=Scope.MATCHING)
    program = compiled(rewards=(given,), charities=(Charity("trees", "Trees", Rate(1, 100)),))
    story = sell(program, rich(100), basket(*GOODS, chosen=(Chosen("tree", 2),)))
    key = donation_key("trees")
    assert (story.member.balance_points, story.member.account(key).balance_points) == (90, 550)
    _, returned = give_back(story, *everything(story))
    assert (returned.member.balance_points, returned.member.account(key).balance_points) == (40, 500)
    _, voided = give_back(story, *everything(story), void=True)
    assert (voided.member.balance_points, voided.member.account(key).balance_points) == (100, 0)
