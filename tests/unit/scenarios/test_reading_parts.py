"""Instants, amounts, points of a scenario file."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from pos_app.kernel.clock import instant_ms
from pos_app.loyalty.problems import Finding
from pos_app.loyalty.table import Table
from pos_app.scenarios.reading_parts import Parts

ISTANBUL = ZoneInfo("Europe/Istanbul")


def table(**values: Any) -> tuple[Table, list[Finding]]:
    """A table of the file with its findings."""
    found: list[Finding] = []
    return Table(values, (), found), found


@pytest.mark.parametrize(
    ("written", "utc"),
    [
        ("2026-03-10 12:00", datetime(2026, 3, 10, 9, tzinfo=UTC)),
        ("2026-03-10", datetime(2026, 3, 10, 9, tzinfo=UTC)),
        (datetime.fromisoformat("2026-03-10T12:00"), datetime(2026, 3, 10, 9, tzinfo=UTC)),
        (date(2026, 3, 10), datetime(2026, 3, 10, 9, tzinfo=UTC)),
        ("2026-03-10T12:00:00+00:00", datetime(2026, 3, 10, 12, tzinfo=UTC)),
    ],
)
def test_instants_are_the_shops_own_time(written: Any, utc: datetime) -> None:
    at, found = table(at=written)
    assert Parts(ISTANBUL, 2, 0).instant(at, "at") == instant_ms(utc)
    assert not found


def test_a_day_ends_with_its_last_millisecond() -> None:
    ends, _ = table(ends="2026-03-31")
    assert (
        Parts(ISTANBUL, 2, 0).day_end(ends, "ends") == instant_ms(datetime(2026, 3, 31, 21, tzinfo=UTC)) - 1
    )


def test_units_are_those_of_money_and_points() -> None:
    values, found = table(price="1.50", points="2.25", stamps=3, quantity=0.5)
    parts = Parts(ISTANBUL, 2, 2)
    assert parts.amount(values, "price") == 150
    assert parts.points(values, "points") == 225
    assert parts.points(values, "stamps", "stamps:coffee") == 3
    assert not found


def test_too_many_digits_are_told() -> None:
    values, found = table(price="1.505", points="0.5", at="noon")
    parts = Parts(ISTANBUL, 2, 0)
    assert (parts.amount(values, "price"), parts.points(values, "points"), parts.instant(values, "at")) == (
        None,
        None,
        None,
    )
    assert [each.message.code for each in found] == [
        "program.too_precise",
        "program.too_precise",
        "scenario.wrong_instant",
    ]


def test_a_number_too_long_to_write_is_no_instant() -> None:
    reader, found = table(at=16**6000)
    assert Parts(ISTANBUL, 2, 0).instant(reader, "at") is None
    assert [each.message.code for each in found] == ["scenario.wrong_instant"]
