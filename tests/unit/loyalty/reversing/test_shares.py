"""How much of a sale is back."""

from __future__ import annotations

import pytest

from pos_app.loyalty.reversing.shares import before_and_after, worth
from pos_app.loyalty.reversing.sold import SoldBasket, SoldPart, TakenOff
from tests.support.loyalty import EVENT, line

PARTS = (
    SoldPart(line(1, amount=900, quantity=3000), (TakenOff("two", 100, True),), 800),
    SoldPart(line(2, amount=100), (), 100),
)
SOLD = SoldBasket(EVENT, 0, "", PARTS, (), returned=((1, 1000),))


@pytest.mark.parametrize(
    ("returned", "share", "whole_line", "all_under"),
    [((), 30, False, False), (((1, 1000),), 59, False, False), (((1, 2000),), 89, True, True)],
)
def test_shares_count_over_all_returns(
    returned: tuple[tuple[int, int], ...], share: int, whole_line: bool, all_under: bool
) -> None:
    before, after = before_and_after(SOLD, returned)
    assert before.share(100, worth) == 30
    assert after.share(100, worth) == share
    assert after.has_all_of(PARTS[0]) is whole_line
    assert after.has_all_under(["two"]) is all_under
    assert not after.is_everything
    assert after.has_all_under(["other"]) is after.is_everything


def test_everything() -> None:
    _, after = before_and_after(SOLD, ((1, 2000), (2, 1000)))
    assert after.is_everything
    assert after.is_any
    assert after.share(7, worth) == 7
    assert after.share(7, lambda _part: 0) == 7


def test_never_more_than_was_sold() -> None:
    _, after = before_and_after(SOLD, ((1, 90_000),))
    assert after.milli(PARTS[0]) == 3000
    assert after.of(PARTS[0], 99) == 99
