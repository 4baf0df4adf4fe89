"""The compiled engine against the slow one, on random programs."""

from __future__ import annotations

from hypothesis import given

from pos_app.loyalty.compiled import compile_program
from pos_app.loyalty.quoting import quote
from tests.support.loyalty_random import SEEDS, case
from tests.support.loyalty_reference import evaluate

CASES_PER_SEED = 10


@given(SEEDS)
def test_equals_the_slow_evaluator(seed: int) -> None:
    for number in range(CASES_PER_SEED):
        program, member, basket = case(seed + number)
        answer = quote(compile_program(program), member, basket)
        expected = evaluate(program, member, basket)
        told = f"seed {seed + number}"
        off = {(item.reward_id, item.line_no): -item.amount_minor for item in answer.changes}
        assert off == expected.off, told
        assert {item.reward_id: item.amount_minor for item in answer.tenders} == expected.tenders, told
        assert {item.reward_id: item.points for item in answer.spent} == expected.prices, told
        known = {reward.benefit_id for reward in program.rewards}
        assert {reward_id for reward_id, _ in answer.dropped if reward_id in known} == expected.dropped, told
        earned = {(item.rule_id, item.line_no): item.points for item in answer.earned}
        assert earned == expected.earned, told
