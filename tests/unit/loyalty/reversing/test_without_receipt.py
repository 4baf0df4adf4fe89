"""Goods without a receipt: a named member loses what they would earn today."""

from __future__ import annotations

from uuid import UUID

import pytest
from msgspec.structs import replace

from pos_app.kernel.ids import LotId
from pos_app.kernel.money import Rate
from pos_app.loyalty.accounts import remainder_key
from pos_app.loyalty.member import AccountState, Lot
from pos_app.loyalty.reversing.without_receipt import take_back
from pos_app.loyalty.rules import Benefit, Effect
from pos_app.loyalty.settings import Returns, Shortfall
from tests.support.loyalty import EVENT, basket, compiled, line, rich

WORTH = Benefit("pays", "Pays", Effect.PER_POINT, worth=Rate(2))


@pytest.mark.parametrize(
    ("shortfall", "have", "faulty", "taken", "debt", "lost", "deducted"),
    [
        (Shortfall.DEBT, 100, False, 12, 0, 0, 0),
        (Shortfall.DEBT, 5, False, 12, 7, 0, 0),
        (Shortfall.CLAMP, 5, False, 5, 0, 7, 0),
        (Shortfall.DEDUCT_FROM_REFUND, 5, False, 12, 0, 0, 14),
        (Shortfall.DEDUCT_FROM_REFUND, 5, True, 12, 7, 0, 0),
    ],
)
def test_what_the_goods_would_earn_is_taken(
    shortfall: Shortfall, have: int, faulty: bool, taken: int, debt: int, lost: int, deducted: int
) -> None:
    program = compiled(returns=Returns(shortfall=shortfall), rewards=(WORTH,))
    goods = basket(line(1, amount=1200))
    found = take_back(program, rich(have), goods, 1200, faulty, EVENT)
    assert (found.taken_points, found.debt_points, found.lost_points) == (taken, debt, lost)
    assert found.deducted_minor == deducted
    assert sum(entry.points for entry in found.entries) == -min(have, 12) - debt
    assert take_back(program, rich(have), goods, 1200, faulty, EVENT) == found


def test_goods_that_earn_nothing() -> None:
    found = take_back(compiled(), rich(5), basket(line(1, amount=1200, may_earn=False)), 1200, False, EVENT)
    assert found.entries == ()
    assert [each.code for each in found.preview] == ["return.no_points"]


def test_spend_that_waits_makes_no_step_of_them() -> None:
    """0.90 waits; with the 1.20 that come back it would make two."""
    lots = (Lot(LotId(UUID(int=9)), 0, None, 90, 90),)
    who = replace(rich(5), accounts=(AccountState(remainder_key("base"), lots),))
    assert take_back(compiled(), who, basket(line(1, amount=120)), 120, False, EVENT).taken_points == 1
