"""When points end, in which order they go."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import permutations
from zoneinfo import ZoneInfo

import msgspec
import pytest

from pos_app.kernel.clock import instant_ms, local_time
from pos_app.loyalty.lots import (
    dated_lots,
    good_lots,
    idle_end_ms,
    last_activity_ms,
    lot_expiry,
    lots_of,
    rule_of,
    rule_text,
    take_from,
)
from pos_app.loyalty.member import AccountState
from pos_app.loyalty.settings import Expiry, ExpiryKind, OnChange
from tests.support.loyalty import NOON_MS, compiled, lot, member

BERLIN = ZoneInfo("Europe/Berlin")
DAY_MS = 86_400_000


def shop_ms(text: str, zone: ZoneInfo = BERLIN) -> int:
    return instant_ms(datetime.fromisoformat(text).replace(tzinfo=zone))


@pytest.mark.parametrize(
    ("expiry", "earned", "last_day"),
    [
        (Expiry(ExpiryKind.AFTER, 12), "2026-03-10T12:00", "2027-03-10"),
        (Expiry(ExpiryKind.AFTER, 12), "2028-02-29T12:00", "2029-02-28"),
        (Expiry(ExpiryKind.AFTER, 48), "2028-02-29T12:00", "2032-02-29"),
        (Expiry(ExpiryKind.AFTER, 1), "2026-01-31T23:59", "2026-02-28"),
        (Expiry(ExpiryKind.AFTER, 1), "2028-01-31T00:00", "2028-02-29"),
        (Expiry(ExpiryKind.AFTER, 11), "2026-03-31T12:00", "2027-02-28"),
        (Expiry(ExpiryKind.AFTER, 0, 30), "2026-03-01T12:00", "2026-03-31"),
        (Expiry(ExpiryKind.AFTER, 0, 365), "2027-12-31T12:00", "2028-12-30"),
        (Expiry(ExpiryKind.AFTER, 0, 1), "2026-03-28T12:00", "2026-03-29"),
        (Expiry(ExpiryKind.END_OF_MONTH, 0), "2026-02-03T12:00", "2026-02-28"),
        (Expiry(ExpiryKind.END_OF_MONTH, 0), "2028-02-29T12:00", "2028-02-29"),
        (Expiry(ExpiryKind.END_OF_MONTH, 12), "2026-03-10T12:00", "2027-03-31"),
        (Expiry(ExpiryKind.END_OF_YEAR, 0), "2026-12-31T23:59", "2026-12-31"),
        (Expiry(ExpiryKind.END_OF_YEAR, 12), "2026-01-01T00:00", "2027-12-31"),
    ],
)
def test_the_last_day_of_a_lot(expiry: Expiry, earned: str, last_day: str) -> None:
    ends = lot_expiry(expiry, shop_ms(earned), BERLIN)
    assert ends is not None
    last = local_time(ends, BERLIN)
    assert last.date().isoformat() == last_day
    assert local_time(ends + 1, BERLIN).date() > last.date()


@pytest.mark.parametrize("kind", [ExpiryKind.NEVER, ExpiryKind.INACTIVITY])
def test_lots_without_a_date_of_their_own(kind: ExpiryKind) -> None:
    assert lot_expiry(Expiry(kind, 24), NOON_MS, BERLIN) is None


@pytest.mark.parametrize(
    ("zone", "day"),
    [
        (BERLIN, "2026-03-29"),
        (BERLIN, "2026-10-25"),
        (ZoneInfo("America/Sao_Paulo"), "2018-11-03"),
        (ZoneInfo("Pacific/Apia"), "2011-12-29"),
        (ZoneInfo("Asia/Beirut"), "2023-03-25"),
    ],
)
def test_a_day_that_a_clock_change_makes_longer_or_shorter_ends_where_it_ends(
    zone: ZoneInfo, day: str
) -> None:
    """A midnight that the clock jumps over, a day that never was: the last instant is still of that day."""
    ends = lot_expiry(Expiry(ExpiryKind.AFTER, 0, 1), shop_ms(f"{day}T12:00", zone) - DAY_MS, zone)
    assert ends is not None
    assert local_time(ends, zone).date().isoformat() == day
    assert local_time(ends + 1, zone).date().isoformat() > day


def test_lots_go_earliest_end_first_then_oldest_then_by_id() -> None:
    lots = (lot(4, 1), lot(3, 1, 500, 20), lot(2, 1, 500, 10), lot(1, 1, 900, 1), lot(5, 1, 500, 10))
    program = compiled(expiry=Expiry(ExpiryKind.NEVER, 0))
    assert [each.lot.lot_id.int for each in dated_lots(program, member(*lots))] == [2, 5, 3, 1, 4]


def test_the_order_in_which_lots_are_kept_changes_nothing() -> None:
    lots = (lot(1, 1, 500, 10), lot(2, 1, 500, 10), lot(3, 1, 500, 20), lot(4, 1, 900, 5), lot(5, 1))
    program = compiled(expiry=Expiry(ExpiryKind.NEVER, 0))
    for kept in permutations(lots):
        assert [each.lot.lot_id.int for each in dated_lots(program, member(*kept))] == [1, 2, 3, 4, 5]


def test_points_can_be_spent_up_to_the_last_instant() -> None:
    program = compiled(expiry=Expiry(ExpiryKind.NEVER, 0))
    who = member(lot(1, 5, NOON_MS))
    assert good_lots(program, who, NOON_MS)
    assert not good_lots(program, who, NOON_MS + 1)


def test_inactivity_ends_every_lot_without_a_date_after_the_last_activity() -> None:
    program = compiled(zone=BERLIN, expiry=Expiry(ExpiryKind.INACTIVITY, 24))
    who = member(lot(1, 5), lot(2, 7, NOON_MS + 5), active_ms=shop_ms("2026-03-10T12:00"))
    ends = {each.lot.lot_id.int: each.expires_at_ms for each in dated_lots(program, who)}
    assert ends[2] == NOON_MS + 5
    assert ends[1] == shop_ms("2028-03-11T00:00") - 1 == idle_end_ms(program, shop_ms("2026-03-10T12:00"))


def test_without_a_known_activity_the_newest_lot_counts() -> None:
    assert last_activity_ms(member(lot(1, 5, None, 40), lot(2, 5, None, 70), active_ms=0)) == 70
    assert last_activity_ms(member(lot(1, 5, None, 40), active_ms=90)) == 90


def test_an_end_that_does_not_come() -> None:
    assert idle_end_ms(compiled(expiry=Expiry(ExpiryKind.NEVER, 0)), NOON_MS) is None


def test_taking_points_empties_one_lot_after_the_other() -> None:
    program = compiled(expiry=Expiry(ExpiryKind.NEVER, 0))
    lots = dated_lots(program, member(lot(1, 10, 100), lot(2, 10, 200), lot(3, 10, 300)))
    changes, left = take_from(lots, 15)
    assert [(change.lot_id.int, change.points) for change in changes] == [(1, -10), (2, -5)]
    assert [(each.lot.lot_id.int, each.lot.open_points) for each in left] == [(2, 5), (3, 10)]


def test_a_lot_is_never_negative() -> None:
    program = compiled(expiry=Expiry(ExpiryKind.NEVER, 0))
    with pytest.raises(ValueError, match="more points"):
        take_from(dated_lots(program, member(lot(1, 10))), 11)


def test_years_are_those_of_the_shop() -> None:
    """New Year in Berlin comes an hour before it comes to UTC."""
    earned = instant_ms(datetime(2026, 12, 31, 23, 30, tzinfo=UTC))
    ends = lot_expiry(Expiry(ExpiryKind.END_OF_YEAR, 0), earned, BERLIN)
    assert ends is not None
    assert local_time(ends, BERLIN).year == 2027


YEAR = Expiry(ExpiryKind.AFTER, 12)
HALF = Expiry(ExpiryKind.AFTER, 6)
IDLE_LONG = Expiry(ExpiryKind.INACTIVITY, 24)
IDLE_SHORT = Expiry(ExpiryKind.INACTIVITY, 6)
NEVER = Expiry(ExpiryKind.NEVER, 0)


@pytest.mark.parametrize(
    ("earned_under", "now", "keep", "better", "apply"),
    [
        (YEAR, HALF, "2027-01-10", "2027-01-10", "2026-07-10"),
        (HALF, YEAR, "2026-07-10", "2027-01-10", "2027-01-10"),
        (YEAR, NEVER, "2027-01-10", None, None),
        (NEVER, YEAR, None, None, "2027-01-10"),
        (IDLE_LONG, IDLE_SHORT, "2028-03-10", "2028-03-10", "2026-09-10"),
        (IDLE_SHORT, IDLE_LONG, "2026-09-10", "2028-03-10", "2028-03-10"),
        (NEVER, IDLE_SHORT, None, None, "2026-09-10"),
        (IDLE_SHORT, YEAR, "2026-09-10", "2027-01-10", "2027-01-10"),
        (YEAR, IDLE_SHORT, "2027-01-10", "2027-01-10", "2026-09-10"),
        (YEAR, YEAR, "2027-01-10", "2027-01-10", "2027-01-10"),
    ],
)
def test_what_a_change_of_the_expiry_does_to_points_that_are_earned(
    earned_under: Expiry, now: Expiry, keep: str | None, better: str | None, apply: str | None
) -> None:
    """Earned on 10 January, last active on 10 March; the rule changes in between."""
    earned = shop_ms("2026-01-10T12:00")
    old = msgspec.structs.replace(
        lot(1, 5, lot_expiry(earned_under, earned, BERLIN), earned), ends_by=rule_text(earned_under)
    )
    who = member(old, active_ms=shop_ms("2026-03-10T12:00"))
    for on_change, last_day in (
        (OnChange.GRANDFATHER, keep),
        (OnChange.APPLY_IF_BETTER, better),
        (OnChange.APPLY, apply),
    ):
        program = compiled(zone=BERLIN, expiry=msgspec.structs.replace(now, on_change=on_change))
        (dated,) = dated_lots(program, who)
        ends = dated.expires_at_ms
        assert (None if ends is None else local_time(ends, BERLIN).date().isoformat()) == last_day, on_change


@pytest.mark.parametrize("on_change", list(OnChange))
def test_a_date_given_by_hand_stands_as_long_as_the_rule_does(on_change: OnChange) -> None:
    """Points given back with 30 days more, points whose rule nobody knows: nothing shortens them."""
    expiry = msgspec.structs.replace(YEAR, on_change=on_change)
    longer = msgspec.structs.replace(lot(1, 5, NOON_MS * 2), ends_by=rule_text(YEAR))
    unknown = lot(2, 5, NOON_MS * 3)
    program = compiled(zone=BERLIN, expiry=expiry)
    assert [each.expires_at_ms for each in dated_lots(program, member(longer, unknown))] == [
        NOON_MS * 2,
        NOON_MS * 3,
    ]


def test_lots_of_other_accounts_have_their_own_date() -> None:
    account = AccountState("stamps:coffee", (lot(1, 5), lot(2, 5, NOON_MS), lot(3, 5, NOON_MS - 1)))
    assert [each.lot.lot_id.int for each in lots_of(account, NOON_MS)] == [2, 1]


@pytest.mark.parametrize(
    "expiry",
    [YEAR, HALF, IDLE_LONG, NEVER, Expiry(ExpiryKind.AFTER, 0, 90), Expiry(ExpiryKind.END_OF_YEAR, 0)],
)
def test_what_a_lot_remembers_gives_its_rule_back(expiry: Expiry) -> None:
    assert rule_of(rule_text(expiry), YEAR) == expiry


@pytest.mark.parametrize("text", ["", "after", "after:", "after:xm", "later:12m"])
def test_a_lot_that_remembers_nothing(text: str) -> None:
    assert rule_of(text, HALF) == HALF
