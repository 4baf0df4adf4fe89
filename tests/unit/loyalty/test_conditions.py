"""Every condition a rule can have, one at a time."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.kernel.ids import MemberId
from pos_app.loyalty.accounts import plan_key
from pos_app.loyalty.basket import Basket, TenderShare
from pos_app.loyalty.conditions import CompiledWhen, near_birthday, question_key
from pos_app.loyalty.extras import Plan
from pos_app.loyalty.member import AccountState, MemberSnapshot
from pos_app.loyalty.rules import Purchase, Selector, When
from tests.support.loyalty import NOON_MS, basket, line, lot, member

CLUB = Plan("club", "Club", "fee-1", 12, at_once=True)
SLOW = Plan("slow", "Slow", "fee-2", 12)
TEA = Purchase(Selector(categories=(("Tea",),)), 90)
FRIEND = MemberId(UUID(int=99))


class Asked(NamedTuple):
    member: MemberSnapshot | None
    basket: Basket
    tier: str


def holds(when: When, who: MemberSnapshot | None, **sale: object) -> bool:
    what = sale.pop("basket", None) or basket(**sale)  # type: ignore[arg-type]  # fields of Basket as keywords
    assert isinstance(what, Basket)
    return CompiledWhen(when, (CLUB, SLOW)).holds(Asked(who, what, who.tier if who else ""))


def someone(**more: object) -> MemberSnapshot:
    return msgspec.structs.replace(member(), **more)


def holder(plan_id: str, expires_at_ms: int | None, points: int = 1) -> MemberSnapshot:
    return someone(accounts=(AccountState(plan_key(plan_id), (lot(1, points, expires_at_ms),)),))


@pytest.mark.parametrize(
    ("when", "sale", "expected"),
    [
        (When(), {}, True),
        (When(stores=("2", "3")), {"store": "3"}, True),
        (When(stores=("2", "3")), {"store": "4"}, False),
        (When(channels=("web",)), {}, False),
        (When(channels=("counter",)), {}, True),
        (When(code="Summer"), {"codes": ("x", "summer")}, True),
        (When(code="Summer"), {"codes": ("winter",)}, False),
        (When(code="STRASSE"), {"codes": ("straße".casefold(),)}, True),
        (When(tenders=("card",)), {"tenders": (TenderShare("cash", 5), TenderShare("card", 1))}, True),
        (When(tenders=("card",)), {"tenders": (TenderShare("cash", 5),)}, False),
        (When(tenders=("card",)), {"tenders": (TenderShare("card", 0),)}, False),
        (When(tenders=("card",)), {}, False),
        (When(weekdays=(1,), stores=("2",)), {"store": "2"}, True),
        (When(weekdays=(2,), stores=("2",)), {"store": "2"}, False),
    ],
)
def test_what_the_sale_answers(when: When, sale: dict[str, object], expected: bool) -> None:
    assert holds(when, member(), **sale) is expected
    assert holds(when, None, **sale) is expected, "none of this needs a card"


@pytest.mark.parametrize(
    ("when", "who", "expected"),
    [
        (When(members=True), member(), True),
        (When(tiers=("gold",)), member(tier="gold"), True),
        (When(tiers=("gold",)), member(tier="silver"), False),
        (When(segments=("vip", "new")), someone(segments=("old", "new")), True),
        (When(segments=("vip",)), someone(segments=("old",)), False),
        (When(referred=True), someone(referrer=FRIEND), True),
        (When(referred=True), member(), False),
        (When(visit=1), member(), True),
        (When(visit=1), someone(visits=1), False),
        (When(visit=3), someone(visits=2), True),
        (When(every_visit=5), someone(visits=4), True),
        (When(every_visit=5), someone(visits=9), True),
        (When(every_visit=5), someone(visits=5), False),
        (When(birthday_days=0), someone(birthday="03-10"), True),
        (When(birthday_days=0), someone(birthday="03-11"), False),
        (When(birthday_days=3), someone(birthday="03-13"), True),
        (When(birthday_days=3), someone(birthday="03-14"), False),
        (When(birthday_days=3), member(), False),
        (When(bought=TEA), someone(bought=(question_key(TEA),)), True),
        (When(bought=TEA), member(), False),
        (When(never_bought=TEA), member(), True),
        (When(never_bought=TEA), someone(bought=(question_key(TEA),)), False),
        (When(plans=("club",)), holder("club", NOON_MS), True),
        (When(plans=("club",)), holder("club", None), True),
        (When(plans=("club",)), holder("club", NOON_MS - 1), False),
        (When(plans=("club",)), holder("club", None, 0), False),
        (When(plans=("club",)), holder("slow", NOON_MS), False),
        (When(plans=("club", "slow")), holder("slow", NOON_MS), True),
    ],
)
def test_what_the_member_answers(when: When, who: MemberSnapshot, expected: bool) -> None:
    assert holds(when, who) is expected
    assert not holds(when, None), "a customer without a card never fits"


@pytest.mark.parametrize(
    ("plan", "product", "quantity", "expected"),
    [
        ("club", "fee-1", 1000, True),
        ("club", "fee-1", -1000, False),
        ("club", "fee-2", 1000, False),
        ("slow", "fee-2", 1000, False),
    ],
)
def test_a_plan_bought_in_this_basket(plan: str, product: str, quantity: int, expected: bool) -> None:
    """Only a plan that says so gives its benefits at once."""
    what = basket(line(1, product, 3000, quantity))
    assert holds(When(plans=(plan,)), member(), basket=what) is expected


@pytest.mark.parametrize(
    ("birthday", "day", "days", "expected"),
    [
        ("02-29", "2027-02-28", 0, True),
        ("02-29", "2027-03-01", 0, False),
        ("02-29", "2028-02-29", 0, True),
        ("02-29", "2028-02-28", 0, False),
        ("02-29", "2100-02-28", 0, True),
        ("02-29", "2000-02-29", 0, True),
        ("12-31", "2027-01-02", 2, True),
        ("12-31", "2027-01-03", 2, False),
        ("01-01", "2026-12-30", 2, True),
        ("", "2026-12-30", 365, False),
        ("01-01", "", 365, False),
    ],
)
def test_birthdays(birthday: str, day: str, days: int, expected: bool) -> None:
    assert near_birthday(birthday, day, days) is expected


@given(st.dates(), st.integers(0, 182))
def test_everybody_has_a_birthday_every_year(day: object, days: int) -> None:
    """Whatever the day of birth, the treat comes on as many days a year as the window is wide, or it is the whole
    year.
    """
    birthday = str(day)[5:]
    hits = [f"2027-{month:02d}-{date:02d}" for month in (1, 2, 3, 7, 12) for date in (1, 15, 28)]
    near = [each for each in hits if near_birthday(birthday, each, days)]
    wider = [each for each in hits if near_birthday(birthday, each, days + 1)]
    assert set(near) <= set(wider)
    assert near_birthday(birthday, f"2028-{birthday}", 0)


def test_questions_have_one_key_each() -> None:
    same = Purchase(Selector(categories=(("Tea",),)), 90)
    assert question_key(same) == question_key(TEA)
    assert question_key(Purchase(TEA.selector, 30)) != question_key(TEA)
    assert question_key(Purchase(Selector(products=("Tea",)), 90)) != question_key(TEA)


def test_without_conditions_nothing_is_asked() -> None:
    assert CompiledWhen(When()).always
    assert not CompiledWhen(When(members=True)).always
