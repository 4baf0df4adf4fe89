"""What a line earns by."""

from __future__ import annotations

import msgspec
import pytest

from pos_app.kernel.money import Rate
from pos_app.loyalty.amounts import Amounts, earning_amounts
from pos_app.loyalty.asking import wants_of
from pos_app.loyalty.basket import Chosen
from pos_app.loyalty.laying import lay
from pos_app.loyalty.rules import Benefit, Effect, RewardForm, Scope, Selector
from pos_app.loyalty.settings import EarnBase, Earning
from pos_app.loyalty.situation import Situation
from tests.support.loyalty import basket, compiled, line, rich

FIVE = Benefit("five", "5 off", Effect.AMOUNT, 500, 500)
PAY = Benefit("pay", "Pay", Effect.PER_POINT, worth=Rate(1), form=RewardForm.TENDER)
REDUCED = msgspec.structs.replace(line(1, amount=800, net_minor=640, gross_minor=960), extended_minor=1000)


def amounts(earning: Earning, *chosen: Chosen, stored: int = 0) -> Amounts:
    program = compiled(rewards=(FIVE, PAY), earning=earning)
    what = basket(REDUCED, line(2, "book", 800), chosen=chosen, stored_value_minor=stored)
    situation = Situation(program, rich(), what)
    return earning_amounts(situation, lay(situation, wants_of(program, chosen)[0]))


@pytest.mark.parametrize(
    ("earning", "chosen", "expected"),
    [
        (Earning(), (), [800, 800]),
        (Earning(after_promotions=False), (), [1000, 800]),
        (Earning(base=EarnBase.NET), (), [640, 800]),
        (Earning(base=EarnBase.GROSS), (), [960, 800]),
        (Earning(base=EarnBase.GROSS), (Chosen("five"),), [660, 550]),
        (Earning(), (Chosen("five"),), [550, 550]),
        (Earning(after_rewards=False), (Chosen("five"),), [800, 800]),
        (Earning(after_promotions=False), (Chosen("five"),), [750, 550]),
        (Earning(base=EarnBase.NET), (Chosen("five"),), [440, 550]),
        (Earning(), (Chosen("pay", 1, 400),), [600, 600]),
        (Earning(after_rewards=False), (Chosen("pay", 1, 400),), [800, 800]),
        (Earning(), (Chosen("five"), Chosen("pay", 1, 100)), [500, 500]),
    ],
)
def test_settings(earning: Earning, chosen: tuple[Chosen, ...], expected: list[int]) -> None:
    assert amounts(earning, *chosen).every == expected


@pytest.mark.parametrize(
    ("earning", "stored", "expected"),
    [
        (Earning(), 600, [800, 800]),
        (Earning(after_stored_value=True), 600, [500, 500]),
        (Earning(after_stored_value=True), 5000, [0, 0]),
    ],
)
def test_stored_value(earning: Earning, stored: int, expected: list[int]) -> None:
    assert amounts(earning, stored=stored).every == expected


@pytest.mark.parametrize(
    ("earning", "limited"),
    [
        (Earning(), [550, 550]),
        (Earning(allocate_sale_discounts=False), [800, 800]),
        (Earning(allocate_sale_discounts=False, after_rewards=False), [800, 800]),
        (Earning(allocate_sale_discounts=False, base=EarnBase.NET), [640, 800]),
        (Earning(allocate_sale_discounts=False, after_promotions=False), [1000, 800]),
    ],
)
def test_allocate_sale_discounts(earning: Earning, limited: list[int]) -> None:
    """5.00 off the whole sale reduces what a rule for certain goods counts, or does not."""
    found = amounts(earning, Chosen("five"))
    assert found.limited == limited
    assert (
        found.every
        == amounts(msgspec.structs.replace(earning, allocate_sale_discounts=True), Chosen("five")).every
    )


def test_what_is_off_some_goods_always_counts() -> None:
    """allocate_sale_discounts is about discounts on the whole sale only."""
    apple = Benefit(
        "apple", "2 off", Effect.AMOUNT, 200, 200, scope=Scope.MATCHING, selector=Selector(("apple",))
    )
    program = compiled(rewards=(apple,), earning=Earning(allocate_sale_discounts=False))
    situation = Situation(program, rich(), basket(REDUCED, line(2, "book", 800)))
    found = earning_amounts(situation, lay(situation, wants_of(program, (Chosen("apple"),))[0]))
    assert found.limited == found.every == [600, 800]
