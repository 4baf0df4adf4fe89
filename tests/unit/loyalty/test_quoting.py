"""What must hold of every quote, whatever program and basket."""

from __future__ import annotations

from random import Random

import msgspec
from hypothesis import given

from pos_app.loyalty.basket import Basket
from pos_app.loyalty.compiled import compile_program
from pos_app.loyalty.quote import EarnItem, Quote
from pos_app.loyalty.quoting import quote
from pos_app.loyalty.refusing import GIVES_NO_MONEY
from pos_app.loyalty.rules import Effect
from pos_app.loyalty.settings import Order, RoundPer
from tests.support.loyalty import basket, line, quoted, rich
from tests.support.loyalty_random import SEEDS, Case, case
from tests.support.rounds import seeds, tenfold


def cases(seed: int) -> list[Case]:
    return [case(each) for each in seeds(seed)]


def is_cut(item: EarnItem) -> bool:
    """Points that a limit of the program takes away again."""
    return item.reason.code.startswith("earn.cut")


def by_content(what: Basket, answer: Quote) -> object:
    """The answer without line numbers: what each line is, what it gets."""
    gets = {each.line_no: [0, 0] for each in what.lines}
    for change in answer.changes:
        gets[change.line_no][0] += change.amount_minor
    for line_no, points in answer.line_points.items():
        gets[line_no][1] += points
    for price in answer.prices:
        gets[price.line_no][0] += price.amount_minor
    lines = sorted(
        ((msgspec.structs.astuple(each)[1:], tuple(gets[each.line_no])) for each in what.lines), key=repr
    )
    items = sorted((item.rule_id, item.points) for item in answer.earned)
    return lines, items, answer.spent, answer.rewards, answer.nudges, sorted(answer.dropped, key=repr)


@tenfold
@given(SEEDS)
def test_the_order_of_the_lines_changes_nothing(seed: int) -> None:
    for program, member, what in cases(seed):
        ready = compile_program(program)
        numbers = [each.line_no for each in what.lines]
        chance = Random(seed)
        lines = list(what.lines)
        chance.shuffle(lines)
        moved = msgspec.structs.replace(what, lines=tuple(lines))
        answer = quote(ready, member, what)
        assert quote(ready, member, moved) == answer
        renumbered = msgspec.structs.replace(
            what,
            lines=tuple(
                msgspec.structs.replace(each, line_no=number)
                for each, number in zip(lines, numbers, strict=True)
            ),
        )
        assert by_content(renumbered, quote(ready, member, renumbered)) == by_content(what, answer)


@tenfold
@given(SEEDS)
def test_the_order_of_the_buttons_changes_nothing(seed: int) -> None:
    for program, member, what in cases(seed):
        ready = compile_program(program)
        if program.discount.order is Order.AS_CHOSEN:
            continue
        back = msgspec.structs.replace(what, chosen=what.chosen[::-1], coupons=what.coupons[::-1])
        assert quote(ready, member, back) == quote(ready, member, what)


@tenfold
@given(SEEDS)
def test_nothing_ends_below_zero(seed: int) -> None:
    for program, member, what in cases(seed):
        answer = quote(compile_program(program), member, what)
        left = {each.line_no: each.amount_minor for each in what.lines}
        off = [(each.line_no, each.amount_minor) for each in answer.prices]
        off += [(each.line_no, each.amount_minor) for each in answer.changes]
        for line_no, minor in off:
            assert minor < 0
            left[line_no] += minor
        assert min(left.values(), default=0) >= 0
        assert sum(each.amount_minor for each in answer.tenders) <= sum(left.values())
        assert all(item.points > 0 or is_cut(item) for item in answer.earned)
        assert answer.earn_points >= 0
        assert all(points > 0 for points in answer.line_points.values())
        if not program.earning.same_sale_spendable:
            assert 0 <= answer.spent_points <= max(member.balance_points, 0)
            assert answer.spendable_points == member.balance_points - answer.spent_points


@tenfold
@given(SEEDS)
def test_what_is_charged_is_what_is_given(seed: int) -> None:
    """Points by reward add up; money by reward is what lines and tenders lose; nothing is charged for
    nothing.
    """
    for program, member, what in cases(seed):
        answer = quote(compile_program(program), member, what)
        rewards = {reward.benefit_id: reward for reward in program.rewards}
        assert sum(item.points for item in answer.spent) == answer.spent_points
        for item in answer.spent:
            off = -sum(each.amount_minor for each in answer.changes if each.reward_id == item.reward_id)
            paid = sum(each.amount_minor for each in answer.tenders if each.reward_id == item.reward_id)
            reward = rewards[item.reward_id]
            assert item.amount_minor == off + paid
            assert item.amount_minor > 0 or reward.effect in GIVES_NO_MONEY
            if reward.effect is Effect.AMOUNT:
                # Never more than one point above the exact price per use.
                exact = reward.cost_points * item.amount_minor
                assert exact <= item.points * reward.amount_minor < exact + item.times * reward.amount_minor
            elif reward.effect is Effect.PER_POINT:
                worth = reward.worth
                spare = item.points * worth.numerator - item.amount_minor * worth.denominator
                assert 0 <= spare < max(worth.numerator, worth.denominator) * program.redemption.step * 2
            else:
                assert item.points == reward.cost_points * item.times


@tenfold
@given(SEEDS)
def test_points_add_up_with_a_reason_each(seed: int) -> None:
    for program, member, what in cases(seed):
        answer = quote(compile_program(program), member, what)
        assert sum(item.points for item in answer.earned) == answer.earn_points
        on_sale = {rule.rule_id for rule in program.earn if rule.kind.value == "sale"}
        of_lines = sum(item.points for item in answer.earned if item.rule_id not in on_sale)
        if not any(is_cut(item) for item in answer.earned):
            assert sum(answer.line_points.values()) == of_lines
        assert all(item.reason.code.startswith("earn.") for item in answer.earned)
        codes = {each.promotion: each.reason.code.split(".")[0] for each in answer.changes}
        assert codes.items() <= {False: "reward", True: "promotion"}.items()
        if program.earning.round_per is RoundPer.LINE:
            assert all(
                item.line_no for item in answer.earned if item.rule_id not in on_sale and not is_cut(item)
            )
        barred = {each.line_no for each in answer.left_out}
        assert barred.isdisjoint(answer.line_points)


@tenfold
@given(SEEDS)
def test_figures_alone_are_the_same_figures(seed: int) -> None:
    for program, member, what in cases(seed):
        ready = compile_program(program)
        full = quote(ready, member, what)
        assert quote(ready, member, what, offers=False) == msgspec.structs.replace(
            full, rewards=(), nudges=()
        )


def test_an_empty_basket() -> None:
    answer = quoted(rich(), basket())
    assert (answer.earn_points, answer.spent_points, answer.spendable_points) == (0, 0, 1000)


def test_lines_that_come_back_earn_nothing() -> None:
    answer = quoted(rich(), basket(line(1, amount=500), line(2, amount=-500, quantity=-1000)))
    assert answer.line_points == {1: 5}


def test_every_quote_has_its_own_mapping() -> None:
    one, two = quoted(rich(), basket()), quoted(rich(), basket())
    one.line_points[1] = 5
    assert two.line_points == {}
