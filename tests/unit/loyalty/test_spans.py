"""Where the spans of the shop's calendar end."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from pos_app.kernel.clock import instant_ms, local_time
from pos_app.loyalty.rules import Period
from pos_app.loyalty.spans import (
    day_of,
    days_end,
    end_of_day,
    end_of_month,
    end_of_year,
    months_end,
    months_later,
    period_end,
    start_of_day,
)

BERLIN = ZoneInfo("Europe/Berlin")
KATHMANDU = ZoneInfo("Asia/Kathmandu")
AT_MS = instant_ms(datetime(2026, 2, 25, 15, 20, 30, tzinfo=BERLIN))


@pytest.mark.parametrize(
    ("period", "ends"),
    [
        (Period.HOUR, datetime(2026, 2, 25, 16, tzinfo=BERLIN)),
        (Period.DAY, datetime(2026, 2, 26, tzinfo=BERLIN)),
        (Period.WEEK, datetime(2026, 3, 2, tzinfo=BERLIN)),
        (Period.MONTH, datetime(2026, 3, 1, tzinfo=BERLIN)),
        (Period.YEAR, datetime(2027, 1, 1, tzinfo=BERLIN)),
    ],
)
def test_a_period_ends_with_the_shops_calendar(period: Period, ends: datetime) -> None:
    assert period_end(period, AT_MS, BERLIN) == instant_ms(ends) - 1


def test_ever_has_no_end_a_sale_ends_at_once() -> None:
    assert period_end(Period.EVER, AT_MS, BERLIN) is None
    assert period_end(Period.SALE, AT_MS, BERLIN) == AT_MS


def test_the_last_instant_of_a_period_still_belongs_to_it() -> None:
    for period in (Period.HOUR, Period.DAY, Period.WEEK, Period.MONTH, Period.YEAR):
        ends = period_end(period, AT_MS, BERLIN)
        assert ends is not None
        assert period_end(period, ends, BERLIN) == ends
        assert period_end(period, ends + 1, BERLIN) != ends


def test_hours_of_odd_zones_and_of_the_night_the_clock_changes() -> None:
    noon = instant_ms(datetime(2026, 1, 1, 12, 50, tzinfo=KATHMANDU))
    ends = period_end(Period.HOUR, noon, KATHMANDU)
    assert ends is not None
    assert local_time(ends + 1, KATHMANDU) == datetime(2026, 1, 1, 13, tzinfo=KATHMANDU)
    night = date(2026, 3, 29)
    assert end_of_day(night, BERLIN) + 1 - start_of_day(night, BERLIN) == 23 * 3_600_000


def test_months_later_keeps_to_the_month() -> None:
    assert months_later(date(2024, 2, 29), 12) == date(2025, 2, 28)
    assert months_later(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert months_later(date(2026, 1, 31), -2) == date(2025, 11, 30)
    assert end_of_month(date(2024, 2, 3)) == date(2024, 2, 29)
    assert end_of_year(date(2024, 2, 3)) == date(2024, 12, 31)


def test_days_and_months_end_with_a_day() -> None:
    at_ms = instant_ms(datetime(2026, 1, 31, 23, 30, tzinfo=UTC))
    assert day_of(at_ms, BERLIN) == date(2026, 2, 1)
    assert days_end(at_ms, 0, UTC) == instant_ms(datetime(2026, 2, 1, tzinfo=UTC)) - 1
    assert days_end(at_ms, 30, UTC) == instant_ms(datetime(2026, 3, 3, tzinfo=UTC)) - 1
    assert months_end(at_ms, 1, UTC) == instant_ms(datetime(2026, 3, 1, tzinfo=UTC)) - 1
