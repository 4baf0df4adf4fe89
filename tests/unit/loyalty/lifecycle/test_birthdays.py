"""The gift for a birthday."""

from __future__ import annotations

from datetime import date

import pytest

from pos_app.loyalty.accounts import POINTS, owed_key
from pos_app.loyalty.extras import Activity, CouponRule
from pos_app.loyalty.lifecycle.birthdays import birthday_entries, birthday_near
from pos_app.loyalty.quoting import quote
from pos_app.loyalty.rules import Benefit, Effect, When
from tests.support.lifecycle import Ledger, day_ms, newcomer
from tests.support.loyalty import basket, compiled, line

CAKE = Activity("cake", "Cake", "birthday", 50, days=5)


@pytest.mark.parametrize(
    ("birthday", "day", "days", "found"),
    [
        ("03-10", date(2026, 3, 10), 0, date(2026, 3, 10)),
        ("03-10", date(2026, 3, 11), 0, None),
        ("03-10", date(2026, 3, 15), 5, date(2026, 3, 10)),
        ("03-10", date(2026, 3, 16), 5, None),
        ("01-02", date(2026, 12, 29), 5, date(2027, 1, 2)),
        ("12-30", date(2027, 1, 3), 5, date(2026, 12, 30)),
        ("02-29", date(2026, 2, 28), 0, date(2026, 2, 28)),
        ("02-29", date(2028, 2, 29), 0, date(2028, 2, 29)),
        ("02-29", date(2028, 2, 28), 0, None),
    ],
)
def test_the_window_around_a_birthday(birthday: str, day: date, days: int, found: date | None) -> None:
    assert birthday_near(birthday, day, days) == found


def test_it_is_given_once_a_year_with_the_sale() -> None:
    ledger = Ledger(compiled(activities=(CAKE,), earn=()), newcomer(birthday="03-10"))
    for day, points in (
        ("2026-03-04", 0),
        ("2026-03-05", 50),
        ("2026-03-10", 50),
        ("2026-03-15", 50),
        ("2027-03-12", 100),
    ):
        ledger.sell(line(1), at=day)
        assert ledger.balance(POINTS) == points


def test_a_window_over_new_year_gives_once() -> None:
    ledger = Ledger(compiled(activities=(CAKE,), earn=()), newcomer(birthday="01-02"))
    for day in ("2026-12-29", "2027-01-03", "2027-01-07"):
        ledger.sell(line(1), at=day)
    assert ledger.balance(POINTS) == 50
    ledger.sell(line(1), at="2027-12-28")
    assert ledger.balance(POINTS) == 100


def test_the_gift_can_be_spent_in_the_sale_that_brings_the_member() -> None:
    answer = quote(compiled(activities=(CAKE,)), newcomer(birthday="03-10"), basket(line(1)))
    assert answer.spendable_points == 50


def test_a_coupon_as_a_gift_is_printed_with_the_sale() -> None:
    treat = CouponRule("treat", "Treat", Benefit("treat", "Treat", Effect.PERCENT))
    party = Activity("party", "Party", "birthday", coupon="treat")
    ledger = Ledger(compiled(activities=(party,), coupons=(treat,)), newcomer(birthday="03-10"))
    found = ledger.sell(line(1), at="2026-03-10")
    assert [paper.rule_id for paper in found.statement.coupons] == ["treat"]
    assert ledger.balance(owed_key("treat")) == 0
    assert not ledger.sell(line(1), at="2026-03-10").statement.coupons


def test_who_has_no_birthday_gets_none() -> None:
    program = compiled(activities=(CAKE,))
    assert not list(birthday_entries(program, newcomer(), day_ms("2026-03-10")))


def test_a_gift_for_some_tiers_only() -> None:
    fine = Activity("fine", "Fine", "birthday", 50, when=When(tiers=("gold",)))
    program = compiled(activities=(fine,))
    assert not list(birthday_entries(program, newcomer(birthday="03-10", tier="basic"), day_ms("2026-03-10")))
    assert list(birthday_entries(program, newcomer(birthday="03-10", tier="gold"), day_ms("2026-03-10")))
