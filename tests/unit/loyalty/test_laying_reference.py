"""What is laid on random baskets against the slow evaluator: promotions, sets, coupons, rewards, price lists."""

from __future__ import annotations

from itertools import permutations, product

from hypothesis import given

from pos_app.loyalty.basket import Basket, BasketLine
from pos_app.loyalty.compiled import compile_program
from pos_app.loyalty.member import MemberSnapshot
from pos_app.loyalty.program import Program
from pos_app.loyalty.quote import Quote
from pos_app.loyalty.quoting import quote
from pos_app.loyalty.situation import Situation
from tests.support.loyalty_random import SEEDS, case
from tests.support.loyalty_random_offers import with_best
from tests.support.loyalty_reference_rewards import Laying

CASES_PER_SEED = 10


def laid_slowly(
    program: Program, member: MemberSnapshot | None, basket: Basket, order: tuple[str, ...] | None = None
) -> Laying:
    lines: list[BasketLine] = Situation(compile_program(program), None, basket).lines
    laying = Laying(program, member, basket, lines, order)
    laying.run()
    return laying


def same(program: Program, member: MemberSnapshot | None, basket: Basket, answer: Quote, told: str) -> None:
    expected = laid_slowly(program, member, basket)
    numbers = {place: line.line_no for place, line in enumerate(expected.lines)}
    cuts = {numbers[place]: (name, off) for place, (name, off) in expected.cut.items()}
    assert {item.line_no: (item.price_id, -item.amount_minor) for item in answer.prices} == cuts, told
    off = {(item.reward_id, item.line_no): -item.amount_minor for item in answer.changes}
    assert off == expected.off, told
    by_hand = {item.line_no: -item.amount_minor for item in answer.by_hand}
    assert by_hand == {numbers[place]: minor for place, minor in expected.hand.items() if minor}, told
    assert {item.reward_id: item.amount_minor for item in answer.tenders} == expected.tenders, told
    assert {item.reward_id: item.points for item in answer.spent} == expected.prices, told
    known = {one.benefit_id for one in program.rewards} | {one.coupon_id for one in program.coupons}
    assert {name for name, _ in answer.dropped if name in known} == expected.dropped & known, told
    limited = {one.benefit_id for one in (*program.rewards, *program.promotions) if one.limits}
    counted = {item.rule_id: item.times for item in answer.used if item.rule_id in limited}
    assert counted == {key: times for key, times in expected.uses.items() if key in limited}, told


@given(SEEDS)
def test_members_get_what_the_slow_evaluator_says(seed: int) -> None:
    for number in range(CASES_PER_SEED):
        program, member, basket = case(seed + number)
        answer = quote(compile_program(program), member, basket)
        same(program, member, basket, answer, f"seed {seed + number}")


@given(SEEDS)
def test_customers_without_a_card_get_what_the_slow_evaluator_says(seed: int) -> None:
    for number in range(CASES_PER_SEED):
        program, _, basket = case(seed + number)
        same(program, None, basket, quote(compile_program(program), None, basket), f"seed {seed + number}")


def arranged(names: list[str]) -> list[tuple[str, ...]]:
    return [each for count in range(len(names) + 1) for each in permutations(names, count)]


@given(SEEDS)
def test_the_best_combination_is_the_cheapest_there_is(seed: int) -> None:
    for number in range(CASES_PER_SEED):
        program, member, basket = case(seed + number)
        program = with_best(program)
        answer = quote(compile_program(program), member, basket, offers=False)
        first = laid_slowly(program, member, basket)
        groups: dict[int, list[str]] = {}
        for each in program.promotions:
            if each.automatic:
                groups.setdefault(first.group(each), []).append(each.benefit_id)
        found = [first]
        found += [
            laid_slowly(program, member, basket, tuple(name for part in parts for name in part))
            for parts in product(*(arranged(names) for names in groups.values()))
        ]
        lawful = [each for each in found if each.dropped <= first.dropped]
        cheapest = min(sum(each.left) - each.tendered for each in lawful)
        paid = sum(first.amounts) + sum(item.amount_minor for item in answer.changes)
        paid += sum(item.amount_minor for item in answer.by_hand)
        paid -= sum(item.amount_minor for item in answer.tenders)
        assert not answer.bound_hit
        assert paid == cheapest, f"seed {seed + number}"
