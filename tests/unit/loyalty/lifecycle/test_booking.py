"""Entries that put in, take out, owe."""

from __future__ import annotations

from uuid import UUID

import pytest

from pos_app.kernel.ids import LotId
from pos_app.kernel.messages import Message
from pos_app.loyalty.accounts import POINTS, TIER, account_id
from pos_app.loyalty.ledger import EntryKind, LotChange
from pos_app.loyalty.lifecycle.booking import owe, put, put_shared, take, tier_entry
from pos_app.loyalty.lots import DatedLot
from tests.support.loyalty import MEMBER, lot

WHY = Message("earn.sale")
EMPTY = LotChange(LotId(UUID(int=5)), 0, 10, 99, "never")


@pytest.mark.parametrize(("debt", "in_lot", "owed"), [(0, 10, 0), (4, 6, -4), (10, 0, -10), (25, 0, -10)])
def test_a_debt_is_paid_before_anything_goes_into_a_lot(debt: int, in_lot: int, owed: int) -> None:
    entry = put(MEMBER, POINTS, "leg", EntryKind.EARN, 10, "r", WHY, EMPTY, debt_points=debt, line_no=3)
    assert (entry.points, entry.debt_points, entry.line_no) == (10, owed, 3)
    assert sum(change.points for change in entry.lots) == in_lot
    assert all(change.ends_by == "never" for change in entry.lots)
    assert entry.account_id == account_id(MEMBER, POINTS)


def test_what_ends_together_shares_a_lot() -> None:
    one = put_shared(MEMBER, "stamps:c", "a", EntryKind.EARN, 1, "r", WHY, 500)
    other = put_shared(MEMBER, "stamps:c", "b", EntryKind.EARN, 1, "r", WHY, 500)
    later = put_shared(MEMBER, "stamps:c", "c", EntryKind.EARN, 1, "r", WHY, 501)
    assert one.lots[0].lot_id == other.lots[0].lot_id != later.lots[0].lot_id


def test_taking_is_spread_over_lots() -> None:
    entry = take(
        MEMBER, "leg", EntryKind.REDEEM, 12, "r", WHY, [DatedLot(None, lot(1, 10)), DatedLot(None, lot(2, 9))]
    )
    assert (entry.points, [change.points for change in entry.lots]) == (-12, [-10, -2])
    with pytest.raises(ValueError, match="more points"):
        take(MEMBER, "leg", EntryKind.REDEEM, 12, "r", WHY, [DatedLot(None, lot(1, 10))])


def test_owing_touches_no_lot() -> None:
    entry = owe(None, "coupon:1", "leg", EntryKind.USE, 1, "r", WHY)
    assert (entry.points, entry.lots, entry.debt_points, entry.owner) == (-1, (), 1, None)


def test_a_tier_is_an_entry_of_no_amount() -> None:
    entry = tier_entry(MEMBER, "leg", "gold", WHY, 77)
    assert (entry.points, entry.lots, entry.key, entry.rule, entry.since_ms) == (0, (), TIER, "gold", 77)
