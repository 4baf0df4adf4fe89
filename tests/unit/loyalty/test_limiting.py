"""How often a rule with limits can be used."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
import pytest

from pos_app.kernel.clock import DAY_MS, instant_ms
from pos_app.loyalty.accounts import account_id, uses_key
from pos_app.loyalty.ledger import EntryKind
from pos_app.loyalty.limiting import (
    UNLIMITED,
    shared_lot,
    use_entries,
    used_by_member,
    uses_left,
    why_not,
)
from pos_app.loyalty.member import AccountState, Lot, MemberSnapshot
from pos_app.loyalty.rules import Period, UseLimit, Whose
from tests.support.loyalty import MEMBER, NOON_MS, basket, member

YEARLY = UseLimit(1, Period.YEAR)
ALL = UseLimit(3, Period.EVER, Whose.EVERYBODY)


def used(rule_id: str, times: int, at_ms: int, *limits: UseLimit) -> MemberSnapshot:
    """A member after `times` uses at `at_ms`, as the entries say."""
    accounts = [
        AccountState(
            entry.key,
            tuple(
                Lot(each.lot_id, each.earned_at_ms, each.expires_at_ms, each.points, each.points)
                for each in entry.lots
            ),
        )
        for entry in use_entries(rule_id, limits, member(), times, at_ms, UTC)
        if entry.owner is not None
    ]
    return msgspec.structs.replace(member(), accounts=tuple(accounts))


def test_without_limits_there_is_no_bound() -> None:
    assert uses_left("r", (), None, basket(), UTC) == UNLIMITED


@pytest.mark.parametrize(
    ("period", "later", "left"),
    [
        (Period.HOUR, 0, 0),
        (Period.HOUR, 3_600_000, 2),
        (Period.DAY, 0, 0),
        (Period.DAY, DAY_MS, 2),
        (Period.WEEK, 5 * DAY_MS, 0),
        (Period.WEEK, 6 * DAY_MS, 2),
        (Period.MONTH, 21 * DAY_MS, 0),
        (Period.MONTH, 22 * DAY_MS, 2),
        (Period.YEAR, 200 * DAY_MS, 0),
        (Period.YEAR, 297 * DAY_MS, 2),
        (Period.EVER, 5000 * DAY_MS, 0),
    ],
)
def test_uses_count_until_their_period_ends(period: Period, later: int, left: int) -> None:
    limit = UseLimit(2, period)
    who = used("r", 2, NOON_MS, limit)
    found = uses_left("r", (limit,), who, basket(at_ms=NOON_MS + later), UTC)
    assert found.times == left
    assert (found.why_not is None) == bool(left)


def test_the_strictest_limit_says_why() -> None:
    limits = (UseLimit(5, Period.MONTH), YEARLY)
    found = uses_left("r", limits, used("r", 1, NOON_MS, *limits), basket(), UTC)
    assert found.times == 0
    assert found.why_not is not None
    assert found.why_not.code == "limit.member"
    assert found.why_not.params == {"times": 1, "again_ms": instant_ms(datetime(2027, 1, 1, tzinfo=UTC))}


def test_uses_of_everybody_come_with_the_basket() -> None:
    key = uses_key("r", "ever")
    assert uses_left("r", (ALL,), None, basket(used_by_all=((key, 2),)), UTC).times == 1
    found = uses_left("r", (ALL,), None, basket(used_by_all=((key, 4), ("other", 9))), UTC)
    assert found.times == 0
    assert found.why_not is not None
    assert found.why_not.code == "limit.everybody_ever"


def test_a_limit_per_member_needs_a_member() -> None:
    found = uses_left("r", (YEARLY,), None, basket(), UTC)
    assert found.times == 0
    assert found.why_not is not None
    assert found.why_not.code == "limit.needs_member"


def test_limits_per_sale_are_the_callers() -> None:
    assert uses_left("r", (UseLimit(1, Period.SALE),), None, basket(), UTC).times is None


def test_uses_are_entries_with_one_shared_lot_per_period() -> None:
    first = use_entries("r", (YEARLY, ALL), member(), 2, NOON_MS, UTC)
    second = use_entries("r", (YEARLY, ALL), member(), 1, NOON_MS + DAY_MS, UTC)
    assert [(each.kind, each.points, each.owner, each.key) for each in first] == [
        (EntryKind.USE, 2, MEMBER, "uses:r:year"),
        (EntryKind.USE, 2, None, "uses:r:ever"),
    ]
    assert [each.lots[0].lot_id for each in first] == [each.lots[0].lot_id for each in second]
    assert first[0].account_id == account_id(MEMBER, "uses:r:year")
    assert first[0].lots[0].expires_at_ms == instant_ms(datetime(2027, 1, 1, tzinfo=UTC)) - 1
    assert first[1].lots[0].expires_at_ms is None
    assert first[1].lots[0].lot_id == shared_lot(account_id(None, "uses:r:ever"), None)
    assert len({each.leg for each in first}) == 2
    assert all(each.points == sum(change.points for change in each.lots) for each in first)


def test_a_customer_without_a_card_is_counted_among_everybody() -> None:
    assert [each.owner for each in use_entries("r", (YEARLY, ALL), None, 1, NOON_MS, UTC)] == [None]


def test_uses_of_the_member() -> None:
    who = used("r", 3, NOON_MS, YEARLY)
    assert used_by_member(who, "r", Period.YEAR, NOON_MS) == 3
    assert used_by_member(who, "r", Period.DAY, NOON_MS) == 0


def test_every_span_has_its_sentence() -> None:
    codes = {why_not(UseLimit(1, period, whose), NOON_MS, UTC).code for period in Period for whose in Whose}
    assert codes == {
        f"limit.{whose}{span}" for whose in ("member", "everybody") for span in ("", "_hour", "_ever")
    }
