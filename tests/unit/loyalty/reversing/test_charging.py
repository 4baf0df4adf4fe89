"""Points taken back while they wait, after they matured, where they are missing."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from pos_app.loyalty.accounts import PENDING
from pos_app.loyalty.lifecycle.due import up_to_date
from pos_app.loyalty.settings import Pending, PendingKind, Returns, Shortfall
from tests.support.loyalty import NOON_MS, basket, compiled, line, lot, member
from tests.support.sold_baskets import DAY_MS, Story, everything, give_back, sell

WAIT = Pending(PendingKind.DAYS, 10)
GOODS = (line(1, amount=600), line(2, "pen", amount=400))


def waiting() -> Story:
    """10 points that wait for ten days, 100 others."""
    return sell(compiled(pending=WAIT), member(lot(1, 100)), basket(*GOODS))


def test_points_that_wait_go_first() -> None:
    story = waiting()
    found, after = give_back(story, (1, 1000))
    assert (found.taken_points, after.member.account(PENDING).balance_points) == (6, 4)
    assert after.member.balance_points == 100
    _, after = give_back(after, (2, 1000), number=2)
    assert after.member.account(PENDING).lots == ()


def test_points_that_matured_meanwhile_are_the_sales_own() -> None:
    story = waiting()
    at_ms = NOON_MS + 20 * DAY_MS
    ripe = story._replace(member=up_to_date(story.compiled, story.member, at_ms))
    assert [each.open_points for each in ripe.member.lots] == [100, 10]
    _, after = give_back(ripe, (1, 1000), at_ms=at_ms)
    assert [each.open_points for each in after.member.lots] == [100, 4]


@pytest.mark.parametrize("shortfall", [Shortfall.DEBT, Shortfall.DEDUCT_FROM_REFUND])
def test_without_a_worth_in_money_missing_points_are_owed(shortfall: Shortfall) -> None:
    """No reward says what a point is worth."""
    story = sell(compiled(returns=Returns(shortfall=shortfall)), member(), basket(*GOODS))
    broke = story._replace(member=replace(story.member, lots=()))
    found, after = give_back(broke, *everything(story))
    assert (found.deducted_minor, found.debt_points, after.member.debt_points) == (0, 10, 10)


def test_a_member_in_debt_earns_it_back() -> None:
    story = sell(compiled(), member(), basket(*GOODS))
    _, after = give_back(story._replace(member=replace(story.member, lots=())), *everything(story))
    assert after.member.debt_points == 10
    again = sell(compiled(), after.member, basket(line(1, amount=1500), at_ms=NOON_MS + 2 * DAY_MS))
    assert (again.member.debt_points, again.member.balance_points) == (0, 5)
