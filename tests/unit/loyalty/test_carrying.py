"""Spend that waits for a full step."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from pos_app.kernel.money import Rate
from pos_app.loyalty.carrying import carries
from pos_app.loyalty.member import AccountState, MemberSnapshot
from pos_app.loyalty.rules import EarnKind, EarnRule
from pos_app.loyalty.settings import Earning, PointsRounding, RoundPer
from tests.support.loyalty import basket, line, lot, member, quoted

STEP = 5000
RULE = EarnRule("fifty", "Fifty", EarnKind.SPEND, Rate(1), STEP)


def carrying(minor: int) -> MemberSnapshot:
    lots = (lot(1, minor),) if minor else ()
    return replace(member(), accounts=(AccountState("remainder:fifty", lots),))


@pytest.mark.parametrize(
    ("earning", "expected"),
    [
        (Earning(), True),
        (Earning(round_per=RoundPer.RULE), True),
        (Earning(round_per=RoundPer.LINE), False),
        (Earning(carry_remainder=False), False),
        (Earning(rounding=PointsRounding.CEIL), False),
        (Earning(rounding=PointsRounding.KEEP), False),
    ],
)
def test_only_whole_steps_leave_something_over(earning: Earning, expected: bool) -> None:
    assert carries(earning) is expected


@given(st.lists(st.integers(1, 20_000), max_size=12))
def test_sale_after_sale_no_cent_is_lost(spends: list[int]) -> None:
    """Many sales earn what one sale of all their goods would."""
    carried = given_points = 0
    for spend in spends:
        answer = quoted(carrying(carried), basket(line(1, amount=spend)), earn=(RULE,))
        given_points += answer.earn_points
        carried = dict(answer.remainders).get("fifty", carried)
    assert (given_points, carried) == divmod(sum(spends), STEP)


def test_nothing_changes_without_a_matching_line() -> None:
    answer = quoted(carrying(3000), basket(), earn=(RULE,))
    assert (answer.remainders, answer.earn_points) == ((), 0)


def test_below_the_minimum_nothing_is_carried() -> None:
    rule = replace(RULE, minimum_minor=2000)
    assert quoted(carrying(4900), basket(line(1, amount=1900)), earn=(rule,)).remainders == ()


def test_a_rule_by_quantity_carries_nothing() -> None:
    rule = EarnRule("fifty", "Fifty", EarnKind.UNIT, Rate(1), 3000)
    answer = quoted(carrying(2000), basket(line(1, quantity=2000)), earn=(rule,))
    assert (answer.remainders, answer.earn_points) == ((), 0)


def test_a_stamp_card_by_spend_carries_too() -> None:
    rule = replace(RULE, account="stamps:coffee", multiplied=False)
    answer = quoted(carrying(3000), basket(line(1, amount=2000)), earn=(rule,))
    assert [item.points for item in answer.stamps] == [1]
    assert answer.remainders == (("fifty", 0),)
    assert answer.stamps[0].reason.params["carried_minor"] == 3000


@given(st.integers(0, STEP - 1), st.integers(0, STEP - 1), st.integers(1, 20_000))
def test_what_two_members_carried_is_not_lost_when_they_become_one(one: int, other: int, spend: int) -> None:
    """4.00 and 3.00 that waited for 5.00 are a whole step and 2.00: the next sale gives it."""
    merged = replace(
        member(),
        accounts=(
            AccountState(
                "remainder:fifty", (*((lot(1, one),) if one else ()), *((lot(2, other),) if other else ()))
            ),
        ),
    )
    answer = quoted(merged, basket(line(1, amount=spend)), earn=(RULE,))
    left = dict(answer.remainders).get("fifty", one + other)
    assert (answer.earn_points, left) == divmod(one + other + spend, STEP)
