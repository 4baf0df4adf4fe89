"""Every value of [discount], on the same basket; the search for the best combination."""

from __future__ import annotations

import pytest
from hypothesis import given

from pos_app.kernel.limits import COMBINATIONS_MAX
from pos_app.kernel.money import Rate, Rounding
from pos_app.loyalty.basket import Chosen
from pos_app.loyalty.combining import combine
from pos_app.loyalty.compiled import compile_program
from pos_app.loyalty.quoting import quote
from pos_app.loyalty.rules import Benefit, Effect, Scope, Selector
from pos_app.loyalty.settings import Combination, Discounting, Exclusive, Order
from pos_app.loyalty.situation import Situation
from tests.support.loyalty import basket, compiled, line, quoted, rich
from tests.support.loyalty_random import SEEDS, case
from tests.support.loyalty_random_offers import with_best

BEST = Discounting(combination=Combination.BEST)
TENTH = Benefit("tenth", "10 %", Effect.PERCENT, percent=Rate(1, 10), automatic=True, per_sale=1)
FIFTH = Benefit("fifth", "20 %", Effect.PERCENT, percent=Rate(1, 5), automatic=True, per_sale=1)
FIVE = Benefit("five", "5.00 off", Effect.AMOUNT, amount_minor=500, automatic=True, per_sale=1)
HALF = Benefit("half", "Half", Effect.PERCENT, 100, percent=Rate(1, 2), per_sale=1)
TEN = Benefit("ten", "10.00 off", Effect.AMOUNT, 100, 1000, per_sale=1)


@pytest.mark.parametrize(
    ("discount", "saved"),
    [
        (Discounting(), {"fifth": 601, "five": 500, "tenth": 190}),
        (Discounting(rounding=Rounding.DOWN), {"fifth": 600, "five": 500, "tenth": 190}),
        (Discounting(compound=False), {"fifth": 601, "five": 500, "tenth": 300}),
        (Discounting(exclusive=Exclusive.BEST_PERCENT), {"fifth": 601, "five": 500}),
        (Discounting(order=Order.AS_CHOSEN), {"fifth": 601, "five": 500, "tenth": 190}),
        (BEST, {"fifth": 601, "tenth": 240, "five": 500}),
    ],
)
def test_every_setting_on_the_same_basket(discount: Discounting, saved: dict[str, int]) -> None:
    """30.03: 20 % and 10 % off everything, 5.00 off; the best order takes percentages first."""
    lines = (line(1, "a", 2002), line(2, "b", 1001))
    answer = quoted(None, basket(*lines), promotions=(TENTH, FIFTH, FIVE), discount=discount)
    found: dict[str, int] = {}
    for change in answer.changes:
        found[change.reward_id] = found.get(change.reward_id, 0) - change.amount_minor
    assert found == saved


@pytest.mark.parametrize(
    ("order", "chosen", "paid"),
    [
        (Order.BY_RANK, ("ten", "half"), 500),
        (Order.BY_RANK, ("half", "ten"), 500),
        (Order.AS_CHOSEN, ("half", "ten"), 500),
        (Order.AS_CHOSEN, ("ten", "half"), 1000),
    ],
)
def test_the_order_of_the_buttons(order: Order, chosen: tuple[str, ...], paid: int) -> None:
    """30.00: percent before fixed, unless the program keeps the order of choosing."""
    what = basket(line(1, amount=3000), chosen=tuple(Chosen(each) for each in chosen))
    answer = quoted(rich(), what, rewards=(HALF, TEN), discount=Discounting(order=order))
    assert 3000 + sum(each.amount_minor for each in answer.changes) == paid
    assert answer.spent_points == 200


def test_the_best_percentage_may_be_a_reward() -> None:
    """Half for points beats 20 % for nothing; what is shut out costs no points."""
    exclusive = Discounting(exclusive=Exclusive.BEST_PERCENT)
    what = basket(line(1, amount=1000), chosen=(Chosen("half"),))
    answer = quoted(rich(), what, promotions=(FIFTH,), rewards=(HALF,), discount=exclusive)
    assert [(each.reward_id, each.amount_minor) for each in answer.changes] == [("half", -500)]
    most = Benefit("most", "60 %", Effect.PERCENT, percent=Rate(3, 5), automatic=True, per_sale=1)
    answer = quoted(rich(), what, promotions=(most,), rewards=(HALF,), discount=exclusive)
    assert [each.reward_id for each in answer.changes] == ["most"]
    assert answer.spent_points == 0
    assert [(name, reason.code) for name, reason in answer.dropped] == [("half", "reward.exclusive")]


def free(name: str, *products: str) -> Benefit:
    return Benefit(
        name,
        name,
        Effect.BUY_GET,
        percent=Rate(1),
        buy=1,
        get=1,
        scope=Scope.MATCHING,
        selector=Selector(products=products),
        automatic=True,
    )


def test_the_best_combination_looks_further_than_the_first_saving() -> None:
    """Set 1 saves most, yet takes what two others need."""
    lines = [line(number, name, 1000) for number, name in enumerate("abcd", 1)]
    greedy = Benefit(
        "one",
        "One",
        Effect.SET_PRICE,
        amount_minor=900,
        buy=2,
        scope=Scope.MATCHING,
        selector=Selector(products=("b", "c")),
        automatic=True,
    )
    others = (free("two", "a", "b"), free("three", "c", "d"))
    in_order = quoted(None, basket(*lines), promotions=(greedy, *others))
    best = quoted(None, basket(*lines), promotions=(greedy, *others), discount=BEST)
    assert (in_order.promotions_minor, best.promotions_minor) == (1100, 2000)
    assert {each.reward_id for each in best.changes} == {"two", "three"}
    assert not best.bound_hit


def test_many_promotions_that_never_meet_are_not_searched() -> None:
    lines = [line(number, f"p{number}", 1000, 2000) for number in range(1, 13)]
    promotions = tuple(free(f"f{number}", f"p{number}") for number in range(1, 13))
    answer = quoted(None, basket(*lines), promotions=promotions, discount=BEST)
    assert (answer.promotions_minor, answer.bound_hit) == (6000, False)


def test_beyond_the_bound_the_answer_says_so() -> None:
    promotions = tuple(free(f"f{number}", "a", "b", f"p{number}") for number in range(8))
    what = basket(line(1, "a", 1000), line(2, "b", 700))
    answer = quoted(None, what, promotions=promotions, discount=BEST)
    assert answer.bound_hit
    assert answer.promotions_minor == 700
    assert COMBINATIONS_MAX < 40320


def test_in_order_is_the_default() -> None:
    program = compiled(promotions=(TENTH,))
    situation = Situation(program, None, basket(line(1, amount=1000)))
    assert combine(situation, ()).left == [900]


@given(SEEDS)
def test_the_best_is_never_dearer_than_the_written_order(seed: int) -> None:
    for number in range(10):
        program, member, what = case(seed + number)
        paid = []
        for each in (program, with_best(program)):
            first = program if each is program else each
            answer = quote(compile_program(first), member, what, offers=False)
            off = sum(item.amount_minor for item in answer.changes)
            paid.append(off - sum(item.amount_minor for item in answer.tenders))
        if len(program.promotions) <= 3:
            assert paid[1] <= paid[0]
