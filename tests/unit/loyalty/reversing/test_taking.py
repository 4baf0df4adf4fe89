"""How much goes back: per rule in whole steps, stamps, spend that waits."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from pos_app.kernel.money import Rate
from pos_app.loyalty.accounts import remainder_key, stamps_key
from pos_app.loyalty.extras import StampCard
from pos_app.loyalty.rules import EarnKind, EarnRule, Selector
from pos_app.loyalty.settings import Earning, Expiry, ExpiryKind, Returns, Shortfall, TakeBack
from tests.support.loyalty import basket, compiled, line, member
from tests.support.sold_baskets import Story, everything, give_back, sell

COFFEE = stamps_key("coffee")
STEP = EarnRule("step", "Each 5.00", EarnKind.SPEND, Rate(2), 500)
SALE = EarnRule("sale", "Bonus", EarnKind.SALE, Rate(7))
TWICE = EarnRule(
    "twice", "Double fruit", EarnKind.MULTIPLIER, factor=Rate(2), selector=Selector(products=("apple",))
)
CUPS = EarnRule(
    "cups", "Stamps", EarnKind.UNIT, Rate(1), 1000, account=COFFEE, selector=Selector(products=("cup",))
)
GOODS = (line(1, amount=1500), line(2, "pen", amount=700), line(3, "cup", amount=300, quantity=3000))


def sold(take_back: TakeBack, shortfall: Shortfall = Shortfall.DEBT) -> Story:
    """10 points for 25.00 + 6 for doubled fruit + 7 for the sale; 3 stamps."""
    program = compiled(
        earn=(STEP, SALE, TWICE, CUPS),
        cards=(StampCard("coffee", "Coffee", 10),),
        returns=Returns(take_back, shortfall=shortfall),
        earning=Earning(carry_remainder=False),
        expiry=Expiry(ExpiryKind.NEVER, 0),
    )
    story = sell(program, member(), basket(*GOODS))
    assert (story.answer.earn_points, story.member.account(COFFEE).balance_points) == (23, 3)
    return story


@pytest.mark.parametrize(
    ("take_back", "taken"),
    [
        (TakeBack.CUMULATIVE, [4, 0, 19]),
        (TakeBack.PRO_RATA, [7, 2, 14]),
        (TakeBack.PER_STEP_FLOOR, [2, 2, 19]),
    ],
)
def test_points_of_several_rules(take_back: TakeBack, taken: list[int]) -> None:
    """7.00 first, then the cups for 3.00, then the fruit for 15.00."""
    story = sold(take_back)
    found = []
    for number in (2, 3, 1):
        one, story = give_back(story, (number, GOODS[number - 1].quantity_milli), number=number)
        found.append(one.taken_points)
    assert sum(found) == 23
    assert found == taken
    assert story.member.lots == ()
    assert story.member.account(COFFEE).lots == ()


@pytest.mark.parametrize(
    ("shortfall", "debt", "said"),
    [
        (Shortfall.DEBT, 2, ["return.stamps_taken", "return.stamps_gone"]),
        (Shortfall.CLAMP, 0, ["return.stamps_taken", "return.stamps_gone"]),
    ],
)
def test_stamps_that_are_used_already(shortfall: Shortfall, debt: int, said: list[str]) -> None:
    story = sold(TakeBack.CUMULATIVE, shortfall)
    states = tuple(
        replace(each, lots=tuple(replace(lot, open_points=1) for lot in each.lots))
        if each.key == COFFEE
        else each
        for each in story.member.accounts
    )
    used = story._replace(member=replace(story.member, accounts=states))
    found, after = give_back(used, (3, 3000))
    assert (after.member.account(COFFEE).lots, after.member.account(COFFEE).debt_points) == ((), debt)
    assert [each.code for each in found.preview if "stamps" in each.code] == said


@pytest.mark.parametrize("take_back", list(TakeBack))
def test_spend_that_waits_is_what_it_was(take_back: TakeBack) -> None:
    """4.00 waited, 3.00 more made a step: 2.00 wait, 4.00 again when it is back."""
    program = compiled(earn=(STEP,), returns=Returns(take_back))
    first = sell(program, member(), basket(line(1, amount=400)))
    story = sell(program, first.member, basket(line(1, amount=300)))
    key = remainder_key("step")
    assert (story.member.balance_points, story.member.account(key).balance_points) == (2, 200)
    found, after = give_back(story, *everything(story))
    assert (found.taken_points, after.member.balance_points) == (2, 0)
    assert after.member.account(key).balance_points == 400


def test_a_step_is_gone_when_what_is_left_no_longer_makes_it() -> None:
    """30 + 20 made a star at 50; without the 30 there is none, whichever sale earned it."""
    star = EarnRule("star", "A star", EarnKind.SPEND, Rate(1), 5000)
    program = compiled(earn=(star,))
    first = sell(program, member(), basket(line(1, amount=3000)))
    second = sell(program, first.member, basket(line(1, amount=2000)))
    assert second.member.balance_points == 1
    one, after = give_back(first._replace(member=second.member), (1, 1000), number=1)
    key = remainder_key("star")
    assert (one.taken_points, after.member.account(key).balance_points) == (1, 2000)
    two, after = give_back(second._replace(member=after.member), (1, 1000), number=2)
    assert (two.taken_points, after.member.balance_points) == (0, 0)
    assert after.member.account(key).lots == ()
