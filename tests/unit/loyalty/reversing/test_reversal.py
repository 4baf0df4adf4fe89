"""Settle, then reverse: nothing is left of it, whatever the split into returns."""

from __future__ import annotations

from random import Random

from hypothesis import given
from msgspec.structs import replace

from pos_app.loyalty.compiled import compile_program
from pos_app.loyalty.member import AccountState
from pos_app.loyalty.quote import Quote
from pos_app.loyalty.reversing.reversal import reverse
from pos_app.loyalty.reversing.sold import ReturnedGoods, Reversal
from tests.support.loyalty import EVENT, NOON_MS, basket, compiled, line, rich
from tests.support.loyalty_random import SEEDS, random_basket, random_member, random_program
from tests.support.rounds import invariant
from tests.support.sold_baskets import Story, everything, give_back, opening, sell, sold_basket, standing


def one_by_one(chance: Random, story: Story) -> Story:
    """Everything comes back in random portions, several lines at a time now and then."""
    left = {number: milli for number, milli in everything(story) if milli > 0}
    number = 0
    while left:
        number += 1
        chosen = []
        for line_no in chance.sample(sorted(left), min(len(left), chance.choice((1, 1, 2, 8)))):
            part = chance.choice((left[line_no], left[line_no], chance.randint(1, left[line_no])))
            left[line_no] -= part
            chosen.append((line_no, part))
            if not left[line_no]:
                del left[line_no]
        _, story = give_back(story, *chosen, number=number)
    return story


@invariant
@given(SEEDS)
def test_nothing_is_left_of_a_sale_that_comes_back(seed: int) -> None:
    chance = Random(seed)
    program = random_program(chance)
    who = random_member(chance)
    bought = random_basket(chance, program)
    bought = replace(bought, lines=tuple(each for each in bought.lines if each.quantity_milli > 0))
    story = sell(compile_program(program), who, bought)
    after = one_by_one(chance, story)
    was, now = (standing(log) for log in (opening(who), after.log))
    assert now.pop("points", None) == was.pop("points", None)
    assert {key: lots_in(state) for key, state in now.items()} == {
        key: lots_in(state) for key, state in was.items()
    }
    assert [(each.lot_id, each.open_points) for each in after.member.lots] == [
        (each.lot_id, each.open_points) for each in who.lots
    ]
    for key, state in standing(after.log).items():
        assert sum(entry.points for _, entry in after.log if entry.key == key) == state.balance_points


def lots_in(state: AccountState) -> tuple[list[tuple[object, int]], int]:
    """Open lots, what is owed: lots that several sales share keep counting what was ever put into them."""
    return [(each.lot_id, each.open_points) for each in state.lots], state.debt_points


def test_a_customer_without_a_card_has_nothing_to_lose() -> None:
    bought = basket(line(1, amount=1000))
    sold = sold_basket(bought, Quote(), (), EVENT, "")
    goods = ReturnedGoods(((1, 1000),), 1000)
    assert reverse(compiled(), None, sold, goods, EVENT, NOON_MS) == Reversal()


def test_points_that_do_not_change_are_told() -> None:
    story = sell(compiled(), rich(0), basket(line(1, amount=50)))
    found, _ = give_back(story, (1, 1000))
    assert found.taken_points == 0
    assert [each.code for each in found.preview] == ["return.no_points"]
