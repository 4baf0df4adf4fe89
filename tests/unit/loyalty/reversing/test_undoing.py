"""Taking points out of accounts: own lots first, debts that the sale paid, other lots, new debts."""

from __future__ import annotations

from uuid import UUID

import pytest
from msgspec.structs import replace

from pos_app.kernel.ids import EventId
from pos_app.loyalty.accounts import POINTS
from pos_app.loyalty.ledger import EntryKind
from pos_app.loyalty.reversing.shares import before_and_after
from pos_app.loyalty.reversing.undoing import Undoing
from tests.support.loyalty import MEMBER, NOON_MS, basket, compiled, line, lot, member
from tests.support.sold_baskets import DAY_MS, Story, everything, give_back, sell


def sold(debt: int = 0) -> Story:
    """10 points for 10.00, beside 5 that were there (or a debt)."""
    who = member(debt=debt) if debt else member(lot(1, 5))
    return sell(compiled(), who, basket(line(1, amount=1000)))


def undoing(story: Story) -> Undoing:
    members = {MEMBER: story.member}
    back = before_and_after(story.sold, ())
    return Undoing(story.compiled, story.sold, back, EventId(UUID(int=1)), NOON_MS + DAY_MS, members, {})


@pytest.mark.parametrize(
    ("points", "owe", "left", "debt", "missing"),
    [
        (4, True, [5, 6], 0, 0),
        (10, True, [5], 0, 0),
        (12, True, [3], 0, 0),
        (18, True, [], 3, 3),
        (18, False, [], 0, 3),
    ],
)
def test_own_lots_then_others_then_debt(
    points: int, owe: bool, left: list[int], debt: int, missing: int
) -> None:
    one = undoing(sold())
    assert one.take(MEMBER, POINTS, "take", "return", points, owe) == missing
    after = one.members[MEMBER]
    assert [each.open_points for each in after.lots] == left
    assert after.debt_points == debt
    (entry,) = one.entries
    assert entry.kind is EntryKind.REVERSE
    assert entry.points == sum(change.points for change in entry.lots) - entry.debt_points


def test_a_debt_that_the_sale_paid_is_owed_again() -> None:
    """7 owed, 10 earned: 3 are left; everything back, 7 are owed as before, even with other points by now."""
    story = sold(debt=7)
    assert (story.member.debt_points, story.member.balance_points) == (0, 3)
    rich = replace(story.member, lots=(lot(9, 50), *story.member.lots))
    found, after = give_back(story._replace(member=rich), *everything(story))
    assert (after.member.debt_points, [each.open_points for each in after.member.lots]) == (7, [50])
    assert found.debt_points == 7


def test_ended_lots_pay_nothing() -> None:
    story = sold()
    ended = replace(story.member, lots=(lot(1, 50, expires_at_ms=NOON_MS),))
    _, after = give_back(story._replace(member=ended), *everything(story))
    assert (after.member.debt_points, [each.open_points for each in after.member.lots]) == (10, [50])


def test_legs_name_the_sale() -> None:
    """One event can take several sales back."""
    one = undoing(sold())
    one.take(MEMBER, POINTS, "take:points", "return", 1, owe=True)
    assert one.entries[0].leg == f"take:points:{one.sold.event_id}"
