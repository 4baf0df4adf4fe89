"""Stamp cards, activities, plans, entitlements, charities of a program file."""

from __future__ import annotations

import pytest

from pos_app.kernel.money import Currency, Rate
from pos_app.loyalty.extras import Activity, Charity, Entitlement, Plan, StampCard
from pos_app.loyalty.program import Program
from pos_app.loyalty.reading import read_program
from pos_app.loyalty.rules import Period, UseLimit, When, Whose

HEAD = """
[program]
id = "p"
name = "Test"
version = 1
[[earn]]
id = "base"
name = "Points"
points = 1
per_spend = "1.00"
"""
CARD = '[[stamp_card]]\nid = "coffee"\nname = "Coffee"\nfull = 10\n'


def read(text: str) -> Program:
    found = read_program(HEAD + text, Currency("EUR", 2))
    assert isinstance(found, Program), found
    return found


def codes(text: str) -> list[tuple[str, str]]:
    found = read_program(HEAD + text, Currency("EUR", 2))
    assert isinstance(found, tuple)
    return [(each.key, each.message.code) for each in found]


def test_a_stamp_card() -> None:
    assert read(CARD + "months = 6").cards == (StampCard("coffee", "Coffee", 10, 6),)


def test_a_stamp_card_must_be_full_some_time() -> None:
    assert codes('[[stamp_card]]\nid = "c"\nname = "C"\nfull = 0') == [
        ("stamp_card[1].full", "program.out_of_range")
    ]


ACTIVITIES = """
[[activity]]
id = "review"
name = "Review"
kind = "review"
points = 20
per_member = {times = 1, per = "month"}
from = 2026-01-01
[[activity]]
id = "bring"
name = "Bring a friend"
kind = "referral"
points = 500
friend_points = 250
minimum_spend = "20.00"
total = 1000
[[activity]]
id = "birthday"
name = "Birthday"
kind = "birthday"
points = 100
days = 7
[[activity]]
id = "visit"
name = "Look in"
kind = "visit"
card = "coffee"
stamps = 1
"""


def test_activities() -> None:
    program = read(CARD + ACTIVITIES)
    assert program.activities == (
        Activity(
            "review",
            "Review",
            "review",
            20,
            when=When(valid_from="2026-01-01"),
            limits=(UseLimit(1, Period.MONTH),),
        ),
        Activity(
            "bring",
            "Bring a friend",
            "referral",
            500,
            friend_points=250,
            minimum_minor=2000,
            limits=(UseLimit(1000, Period.EVER, Whose.EVERYBODY),),
        ),
        Activity("birthday", "Birthday", "birthday", 100, days=7),
        Activity("visit", "Look in", "visit", 1, "stamps:coffee"),
    )


@pytest.mark.parametrize(
    ("text", "key", "code"),
    [
        ('kind = "review"', "points", "program.activity_gives_nothing"),
        ('kind = "sign-up"\npoints = 5', "kind", "program.kind_near"),
        ('kind = "Birthday"\npoints = 5', "kind", "program.kind_near"),
        ('kind = "referal"\npoints = 5', "kind", "program.kind_near"),
        ('kind = "review"\npoints = 1\nfriend_points = 1', "friend_points", "program.only_for_kind"),
        ('kind = "review"\npoints = 1\nminimum_spend = 1', "minimum_spend", "program.only_for_kind"),
        ('kind = "review"\npoints = 1\ndays = 1', "days", "program.only_for_kind"),
        ('kind = "birthday"\npoints = 1\ndays = 90', "days", "program.out_of_range"),
        ('kind = "birthday"\npoints = 1\nper_member = 1', "per_member", "program.once_by_itself"),
        ('kind = "signup"\npoints = 1\ntotal = 1', "total", "program.once_by_itself"),
        (
            'kind = "vote"\npoints = 1\nper_member = {times = 1, per = "sale"}',
            "per_member",
            "program.no_sale_here",
        ),
        ('kind = "vote"\npoints = 1\ncard = "coffee"', "points", "program.not_both"),
        ('kind = "vote"\nstamps = 1', "stamps", "program.stamps_need_card"),
        ('kind = "vote"\ncoupon = "none"', "coupon", "program.nothing_of_it"),
        ('kind = "vote"\npoints = 1\nfor = "all"', "for", "program.unknown_key"),
        ("points = 1", "kind", "program.missing"),
    ],
)
def test_what_is_wrong_with_an_activity(text: str, key: str, code: str) -> None:
    found = codes(CARD + f'[[activity]]\nid = "a"\nname = "A"\n{text}\n')
    assert (f"activity[1].{key}", code) in found


def test_a_plan() -> None:
    program = read(
        """
[[tier]]
id = "plus"
name = "Plus"
order = 1
[[plan]]
id = "club"
name = "Club"
product = "9001"
months = 12
at_once = true
refund = "days"
tier = "plus"
"""
    )
    assert program.plans == (Plan("club", "Club", "9001", 12, True, "days", "plus"),)


@pytest.mark.parametrize(
    ("text", "key", "code"),
    [
        ('product = "1"\nmonths = 0', "months", "program.out_of_range"),
        ("months = 1", "product", "program.missing"),
        ('product = "1"\nmonths = 1\nrefund = "some"', "refund", "program.one_of"),
        ('product = "1"\nmonths = 1\ntier = "none"', "tier", "program.unknown_tier"),
    ],
)
def test_what_is_wrong_with_a_plan(text: str, key: str, code: str) -> None:
    assert (f"plan[1].{key}", code) in codes(f'[[plan]]\nid = "c"\nname = "C"\n{text}\n')


def test_an_entitlement_has_exactly_one_limit() -> None:
    text = '[[entitlement]]\nid = "style"\nname = "Styling"\n'
    program = read(text + 'per_member = {times = 2, per = "year"}\n')
    assert program.entitlements == (Entitlement("style", "Styling", UseLimit(2, Period.YEAR)),)
    assert codes(text) == [("entitlement[1].per_member", "program.entitlement_limit")]
    assert codes(text + "per_member = 1\ntotal = 5") == [
        ("entitlement[1].per_member", "program.entitlement_limit")
    ]


def test_a_charity() -> None:
    text = '[[charity]]\nid = "dogs"\nname = "Dog shelter"\n'
    assert read(text + "percent = 1.5").charities == (Charity("dogs", "Dog shelter", Rate(3, 200)),)
    assert read(text).charities == (Charity("dogs", "Dog shelter"),)
    assert codes(text + "percent = 101") == [("charity[1].percent", "program.out_of_range")]
