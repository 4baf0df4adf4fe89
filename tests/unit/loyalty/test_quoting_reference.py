"""The compiled engine against the slow one, on random programs."""

from __future__ import annotations

from hypothesis import given
from msgspec.structs import replace

from pos_app.loyalty.compiled import compile_program
from pos_app.loyalty.quoting import quote
from tests.support.loyalty_random import SEEDS, Case, case
from tests.support.loyalty_reference import evaluate
from tests.support.rounds import seeds, tenfold


def compare(seed: int, what: Case) -> None:
    program, member, basket = what
    answer = quote(compile_program(program), member, basket)
    expected = evaluate(program, member, basket)
    told = f"seed {seed}"
    off = {(item.reward_id, item.line_no): -item.amount_minor for item in answer.changes}
    assert off == expected.off, told
    assert {item.reward_id: item.amount_minor for item in answer.tenders} == expected.tenders, told
    assert {item.reward_id: item.points for item in answer.spent} == expected.prices, told
    known = {one.benefit_id for one in program.rewards} | {one.coupon_id for one in program.coupons}
    assert {name for name, _ in answer.dropped if name in known} == expected.dropped & known, told
    earned = {(item.rule_id, item.line_no): item.points for item in answer.earned}
    assert earned == expected.earned, told
    assert {item.rule_id: item.points for item in answer.stamps} == expected.stamps, told
    assert dict(answer.remainders) == expected.carried, told
    rules = {rule.rule_id for rule in program.earn}
    assert {use.rule_id: use.times for use in answer.used if use.rule_id in rules} == expected.used, told


@tenfold
@given(SEEDS)
def test_equals_the_slow_evaluator(seed: int) -> None:
    for each in seeds(seed):
        compare(each, case(each))


@given(SEEDS)
def test_points_of_the_same_sale_equal_the_slow_evaluator(seed: int) -> None:
    for number in range(5):
        program, member, basket = case(seed + number)
        earning = replace(program.earning, same_sale_spendable=True)
        compare(seed + number, Case(replace(program, earning=earning), member, basket))
