"""Which lines, when, for whom, how often: what a section of a program file may say, and what is wrong with it."""

from __future__ import annotations

import tomllib

import pytest

from pos_app.loyalty.problems import Finding, key_text
from pos_app.loyalty.reading_when import TENDERS, limits, when
from pos_app.loyalty.rules import Period, Purchase, Selector, UseLimit, When, Whose
from pos_app.loyalty.table import Table
from pos_app.retail.tender import TenderKind


def table(text: str) -> tuple[Table, list[Finding]]:
    found: list[Finding] = []
    return Table(tomllib.loads(text), (), found), found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", When()),
        ('stores = ["1", "2"]', When(stores=("1", "2"))),
        ('channels = "web"', When(channels=("web",))),
        ('segments = ["vip"]', When(segments=("vip",))),
        ('plans = ["club"]', When(plans=("club",))),
        ('tenders = ["card", "cash"]', When(tenders=("card", "cash"))),
        ('code = "SUMMER 26"', When(code="SUMMER 26")),
        ("members = true", When(members=True)),
        ("referred = true", When(referred=True)),
        ("visit = 3", When(visit=3)),
        ("first_purchase = true", When(visit=1)),
        ("every_visit = 10", When(every_visit=10)),
        ("birthday_days = 0", When(birthday_days=0)),
        ("birthday_days = 7", When(birthday_days=7)),
        (
            'bought = {categories = ["Tea"], days = 90}',
            When(bought=Purchase(Selector(categories=(("Tea",),)), 90)),
        ),
        ('never_bought = {products = ["p1"]}', When(never_bought=Purchase(Selector(products=("p1",))))),
    ],
)
def test_conditions(text: str, expected: When) -> None:
    read, found = table(text)
    assert when(read) == expected
    read.close()
    assert not found


@pytest.mark.parametrize(
    ("text", "key", "code"),
    [
        ('tenders = ["cheque"]', "tenders", "one_of"),
        ("code = 5", "code", "wrong_text"),
        ("code = ''", "code", "empty_text"),
        ("members = 'yes'", "members", "wrong_flag"),
        ("members = false", "members", "only_true"),
        ("referred = false", "referred", "only_true"),
        ("visit = 0", "visit", "out_of_range"),
        ("every_visit = 1", "every_visit", "out_of_range"),
        ("first_purchase = false", "first_purchase", "only_true"),
        ("first_purchase = true\nvisit = 2", "first_purchase", "not_both"),
        ("birthday_days = -1", "birthday_days", "out_of_range"),
        ("birthday_days = 200", "birthday_days", "out_of_range"),
        ("bought = 'tea'", "bought", "wrong_table"),
        ("bought = {}", "bought", "asks_nothing"),
        ("bought = {except_tags = ['x']}", "bought", "asks_nothing"),
        ("bought = {tags = ['x'], days = 0}", "bought.days", "out_of_range"),
        ("bought = {tag = ['x'], brands = ['y']}", "bought.tag", "unknown_key_near"),
    ],
)
def test_what_is_wrong_is_named(text: str, key: str, code: str) -> None:
    read, found = table(text)
    when(read)
    assert [(key_text(each.path), each.message.code) for each in found] == [(key, f"program.{code}")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ()),
        ("per_member = 1", (UseLimit(1, Period.EVER),)),
        ('per_member = {times = 2, per = "year"}', (UseLimit(2, Period.YEAR),)),
        ("total = 500", (UseLimit(500, Period.EVER, Whose.EVERYBODY),)),
        (
            'total = {times = 9, per = "day"}\nper_member = {times = 3}',
            (UseLimit(3, Period.EVER), UseLimit(9, Period.DAY, Whose.EVERYBODY)),
        ),
    ],
)
def test_limits(text: str, expected: tuple[UseLimit, ...]) -> None:
    read, found = table(text)
    assert limits(read) == expected
    assert not found


@pytest.mark.parametrize(
    ("text", "key", "code"),
    [
        ("per_member = 0", "per_member", "out_of_range"),
        ("per_member = 'once'", "per_member", "wrong_limit"),
        ("total = {per = 'year'}", "total.times", "missing"),
        ("total = {times = 1, per = 'decade'}", "total.per", "one_of"),
        ("total = {times = 1, every = 'year'}", "total.every", "unknown_key"),
    ],
)
def test_wrong_limits(text: str, key: str, code: str) -> None:
    read, found = table(text)
    limits(read)
    assert [(key_text(each.path), each.message.code) for each in found] == [(key, f"program.{code}")]


def test_tenders_are_those_of_the_till() -> None:
    assert set(TENDERS) == {kind.value for kind in TenderKind}
