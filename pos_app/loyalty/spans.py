"""Spans of the shop's calendar: where an hour, day, week, month, year ends."""

from __future__ import annotations

import calendar
from datetime import date, datetime, timedelta, tzinfo

from pos_app.kernel.clock import instant_ms, local_time
from pos_app.loyalty.rules import Period

HOUR_MS = 3_600_000
_SUNDAY = 6


def day_of(at_ms: int, zone: tzinfo) -> date:
    """Return the shop's day of an instant."""
    return local_time(at_ms, zone).date()


def start_of_day(day: date, zone: tzinfo) -> int:
    """Return the first millisecond (UTC) of a day in `zone`."""
    return instant_ms(datetime(day.year, day.month, day.day, tzinfo=zone))


def end_of_day(day: date, zone: tzinfo) -> int:
    """Return the last millisecond (UTC) of a day in `zone`; a day that summer time makes 23 or 25 hours long
    ends where it ends.
    """
    return start_of_day(day + timedelta(days=1), zone) - 1


def days_end(at_ms: int, days: int, zone: tzinfo) -> int:
    """Return the end of the day that lies `days` after the one of `at_ms`."""
    return end_of_day(day_of(at_ms, zone) + timedelta(days=days), zone)


def months_end(at_ms: int, months: int, zone: tzinfo) -> int:
    """Return the end of the same day `months` later."""
    return end_of_day(months_later(day_of(at_ms, zone), months), zone)


def months_later(day: date, months: int) -> date:
    """Return the same day `months` later (earlier when negative), or the last of that month when it is shorter
    (29 February + 12 = 28 February).
    """
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def end_of_month(day: date) -> date:
    """Return the last day of the month of `day`."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def end_of_year(day: date) -> date:
    """Return the last day of the year of `day`."""
    return day.replace(month=12, day=31)


def period_end(period: Period, at_ms: int, zone: tzinfo) -> int | None:
    """Return the last millisecond (UTC) of the `period` that `at_ms` lies in; weeks end with Sunday.

    None for EVER, which has no end. A sale has no span of the calendar: it ends at once.
    """
    if period is Period.EVER:
        return None
    if period is Period.SALE:
        return at_ms
    moment = local_time(at_ms, zone)
    if period is Period.HOUR:
        into = (moment.minute * 60 + moment.second) * 1000 + moment.microsecond // 1000
        return at_ms - into + HOUR_MS - 1
    day = moment.date()
    if period is Period.WEEK:
        day += timedelta(days=_SUNDAY - day.weekday())
    elif period is Period.MONTH:
        day = end_of_month(day)
    elif period is Period.YEAR:
        day = end_of_year(day)
    return end_of_day(day, zone)
