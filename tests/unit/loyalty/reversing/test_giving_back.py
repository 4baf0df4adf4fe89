"""Points and stamps that were spent on goods that come back."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from pos_app.kernel.money import Rate
from pos_app.loyalty.accounts import account_id, stamps_key
from pos_app.loyalty.basket import Chosen
from pos_app.loyalty.extras import StampCard
from pos_app.loyalty.limiting import shared_lot
from pos_app.loyalty.member import AccountState, Lot
from pos_app.loyalty.rules import Benefit, EarnKind, EarnRule, Effect, Scope, Selector
from pos_app.loyalty.settings import Expiry, ExpiryKind
from tests.support.loyalty import MEMBER, basket, compiled, line, lot, member
from tests.support.sold_baskets import everything, give_back, sell

COFFEE = stamps_key("coffee")
NEVER = Expiry(ExpiryKind.NEVER, 0)
HALF = Benefit(
    "half",
    "Half price",
    Effect.PERCENT,
    cost_points=30,
    percent=Rate(1, 2),
    scope=Scope.MATCHING,
    selector=Selector(products=("apple",)),
)
FREE = Benefit(
    "free",
    "Free coffee",
    Effect.FREE_ITEM,
    cost_points=10,
    scope=Scope.MATCHING,
    selector=Selector(products=("cup",)),
    account=COFFEE,
)


def test_only_the_goods_that_a_reward_made_cheaper_bring_its_price_back() -> None:
    program = compiled(rewards=(HALF,), earn=(), expiry=NEVER)
    story = sell(
        program,
        member(lot(1, 100)),
        basket(line(1, amount=400, quantity=2000), line(2, "pen", 500), chosen=(Chosen("half"),)),
    )
    pen, story = give_back(story, (2, 1000), number=1)
    assert pen.given_points == 0
    one, story = give_back(story, (1, 1000), number=2)
    assert one.given_points == 15
    other, story = give_back(story, (1, 1000), number=3)
    assert (other.given_points, story.member.balance_points) == (15, 100)


def test_lots_get_back_last_what_gave_first() -> None:
    """10 of the first lot, 20 of the second paid; half comes back: into the second."""
    program = compiled(rewards=(HALF,), earn=(), expiry=NEVER)
    who = member(lot(1, 10, earned_at_ms=1), lot(2, 50, earned_at_ms=2))
    story = sell(program, who, basket(line(1, amount=400, quantity=2000), chosen=(Chosen("half"),)))
    _, story = give_back(story, (1, 1000), number=1)
    assert [(each.lot_id.int, each.open_points) for each in story.member.lots] == [(2, 45)]
    _, story = give_back(story, (1, 1000), number=2)
    assert [(each.lot_id.int, each.open_points) for each in story.member.lots] == [(1, 10), (2, 50)]


def test_what_is_owed_is_paid_first() -> None:
    program = compiled(rewards=(HALF,), earn=(), expiry=NEVER)
    story = sell(program, member(lot(1, 30)), basket(line(1, amount=400), chosen=(Chosen("half"),)))
    story = story._replace(member=replace(story.member, debt_points=12))
    found, after = give_back(story, *everything(story))
    assert (after.member.debt_points, after.member.balance_points) == (0, 18)
    assert [(each.code, each.params) for each in found.preview] == [
        ("return.points_given", {"given_points": 30}),
        ("return.debt_paid", {"paid_points": 12}),
    ]


@pytest.mark.parametrize(("returned", "stamps"), [(((2, 1000),), 2), (((1, 1000), (2, 1000)), 12)])
def test_stamps_come_back_with_the_free_coffee(returned: tuple[tuple[int, int], ...], stamps: int) -> None:
    card = AccountState(COFFEE, (Lot(shared_lot(account_id(MEMBER, COFFEE), None), 0, None, 12, 12),))
    program = compiled(
        rewards=(FREE,),
        earn=(
            EarnRule(
                "stamp",
                "Stamp",
                EarnKind.UNIT,
                Rate(1),
                1000,
                account=COFFEE,
                selector=Selector(products=("pen",)),
            ),
        ),
        cards=(StampCard("coffee", "Coffee", 10),),
    )
    who = replace(member(), accounts=(card,))
    story = sell(program, who, basket(line(1, "cup", 300), line(2, "pen", 100), chosen=(Chosen("free"),)))
    assert story.member.account(COFFEE).balance_points == 3
    found, after = give_back(story, *returned)
    assert after.member.account(COFFEE).balance_points == stamps
    assert "return.stamps_taken" in [each.code for each in found.preview]
