"""Points that pay in the sale that earns them."""

from __future__ import annotations

import pytest
from hypothesis import given
from msgspec.structs import replace

from pos_app.kernel.errors import Refused
from pos_app.kernel.money import Rate
from pos_app.loyalty.basket import Chosen
from pos_app.loyalty.compiled import compile_program
from pos_app.loyalty.lifecycle.folding import apply
from pos_app.loyalty.quoting import quote
from pos_app.loyalty.redeeming import redeem
from pos_app.loyalty.rules import Benefit, Effect, RewardForm
from pos_app.loyalty.settings import Earning
from pos_app.loyalty.settling import settle
from tests.support.loyalty import EVENT, basket, compiled, line, member, quoted, rich
from tests.support.loyalty_random import SEEDS, case

ON = Earning(same_sale_spendable=True)
FIVE = Benefit("five", "5 off", Effect.AMOUNT, 50, 500)
PAY = Benefit("pay", "Pay", Effect.PER_POINT, worth=Rate(10), form=RewardForm.TENDER)
COAT = line(1, "coat", 10_000)


@pytest.mark.parametrize(
    ("earning", "held", "chosen", "spent", "earned"),
    [
        (Earning(), 0, Chosen("five"), 0, 100),
        (ON, 0, Chosen("five"), 50, 95),
        (ON, 0, Chosen("five", 2), 50, 95),
        (ON, 10, Chosen("five", 2), 100, 90),
        (ON, 0, Chosen("pay", 1, 80), 80, 92),
        (ON, 0, Chosen("pay"), 90, 91),
        (replace(ON, after_rewards=False), 0, Chosen("pay"), 100, 100),
    ],
)
def test_what_this_sale_earns_pays(
    earning: Earning, held: int, chosen: Chosen, spent: int, earned: int
) -> None:
    """100.00 earn 100 points; what they pay for earns nothing, so that less of them is there to pay."""
    who = rich(held) if held else member()
    found = quoted(who, basket(COAT, chosen=(chosen,)), rewards=(FIVE, PAY), earning=earning)
    assert (found.spent_points, found.earn_points) == (spent, earned)
    assert found.spent_points <= held + found.earn_points


def test_the_button_works_in_the_same_sale() -> None:
    ready = compiled(rewards=(FIVE,), earning=ON)
    plan = redeem(ready, member(), basket(COAT), "five")
    assert (plan.cost_points, plan.worth_minor, plan.quote.earn_points) == (50, 500, 95)
    with pytest.raises(Refused, match="points_short"):
        redeem(ready, member(), basket(COAT, chosen=(Chosen("five"),)), "five")


def test_a_customer_without_a_card_spends_nothing() -> None:
    found = quoted(None, basket(COAT, chosen=(Chosen("five"),)), rewards=(FIVE,), earning=ON)
    assert found.spent_points == 0
    assert [name for name, _ in found.dropped] == ["five"]


def test_a_member_in_debt_cannot_spend_what_pays_it() -> None:
    found = quoted(member(debt=30), basket(COAT, chosen=(Chosen("five"),)), rewards=(FIVE,), earning=ON)
    assert found.spent_points == 0


@given(SEEDS)
def test_what_is_spent_is_there_when_the_sale_is_settled(seed: int) -> None:
    for number in range(5):
        program, who, what = case(seed + number)
        ready = compile_program(replace(program, earning=replace(program.earning, same_sale_spendable=True)))
        answer = quote(ready, who, what)
        assert answer.spent_points <= who.balance_points + answer.earn_points
        after = apply(who, settle(ready, who, what, answer, EVENT, "").entries, what.at_ms)
        assert after.balance_points == who.balance_points + answer.earn_points - answer.spent_points
