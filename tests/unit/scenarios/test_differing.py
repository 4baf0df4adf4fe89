"""What changes from one version to the next is said."""

from __future__ import annotations

import pytest

from pos_app.cli.plain_words import words_for
from pos_app.scenarios.differing import difference
from tests.unit.scenarios.programs import program

OLD = """
[program]
id = "p"
name = "Club"
version = 1
[[earn]]
id = "base"
name = "Points"
points = 1
per_spend = "1.00"
[[reward]]
id = "off"
name = "Off"
points = 500
amount = "5.00"
"""


def said(new: str, old: str = OLD) -> list[str]:
    """The lines, without their indent."""
    later = program(new)
    return [line.strip() for line in difference(program(old), later, words_for(later, "en"))]


def test_nothing_changes() -> None:
    lines = said(OLD)
    assert "Nothing changes for anybody." in lines
    assert "nobody gains or loses" in lines
    assert "stay as they are" in lines


@pytest.mark.parametrize(
    ("was", "now", "line"),
    [
        ("points = 500", "points = 400", "Off: costs 500 points → costs 400 points"),
        ("points = 500", "points = 400", "buy more: Off: costs 500 points → costs 400 points"),
        ("points = 500", "points = 600", "buy less: Off: costs 500 points → costs 600 points"),
        ('name = "Off"', 'name = "Less"', "Off is now called Less"),
        ('"1.00"', '"2.00"', "A large one, A member: 50 points less (50)"),
        ("version = 1", "version = 1\n[expiry]\nkind = 'never'", "keep the date they have"),
        (
            "version = 1",
            "version = 1\n[expiry]\nkind = 'never'\non_change = 'apply'",
            "end by the new rule, whatever they were promised",
        ),
        (
            'id = "p"',
            'id = "q"',
            "The id of the program changes: points that are earned belong to the old one.",
        ),
        (
            "version = 1",
            "version = 1\n[[promotion]]\nid='x'\nname='X'\npercent=10\n",
            "A large one, A member: pays 10.00 less (90.00)",
        ),
        (
            "version = 1",
            "version = 1\n[points]\ndecimals = 2",
            "The number of decimals of points changes: points that are earned cannot be carried over.",
        ),
    ],
)
def test_a_change_is_said(was: str, now: str, line: str) -> None:
    assert line in said(OLD.replace(was, now, 1))


def test_gone_and_new() -> None:
    lines = said(OLD.replace('id = "base"', 'id = "other"'))
    assert "New: Points: 1 points for every full 1.00" in lines
    assert "Gone: Points: 1 points for every full 1.00" in lines
    assert "The version is still 1: add 1 with every change." in lines


@pytest.mark.parametrize(("now", "line"), [("0.008", "buy less"), ("0.02", "buy more")])
def test_points_that_pay_another_amount_are_told(now: str, line: str) -> None:
    pays = OLD + '[[reward]]\nid = "pay"\nname = "Pay"\nper_point = "0.01"\n'
    found = [each for each in said(pays.replace("0.01", now), pays) if each.startswith(line)]
    assert len(found) == 1
    assert found[0].startswith(f"{line}: Pay: 100 points pay 1.00 → 100 points pay ")


def test_a_detail_that_is_new_or_gone() -> None:
    lines = said(OLD.replace('amount = "5.00"', 'amount = "5.00"\nweekdays = ["sat"]'))
    assert "Off: new: on Saturday" in lines
    lines = said(OLD, OLD.replace('amount = "5.00"', 'amount = "5.00"\nweekdays = ["sat"]'))
    assert "Off: no longer: on Saturday" in lines
