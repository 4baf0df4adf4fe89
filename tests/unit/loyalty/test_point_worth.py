"""What points are worth."""

from __future__ import annotations

from pos_app.kernel.money import Rate
from pos_app.loyalty.point_worth import point_worth, worth_minor
from pos_app.loyalty.rules import Benefit, Effect
from tests.support.loyalty import program

FIVE = Benefit("five", "5.00 off", Effect.AMOUNT, 500, 500)
TEN = Benefit("ten", "12.00 off", Effect.AMOUNT, 1000, 1200)
TENTH = Benefit("tenth", "10 % off", Effect.PERCENT, 1, percent=Rate(1, 10))
STAMPS = Benefit("free", "5.00 for a card", Effect.AMOUNT, 1, 500, account="stamps:coffee")


def test_the_best_rate_counts() -> None:
    assert point_worth(program(rewards=(FIVE, TEN, TENTH, STAMPS))) == Rate(1200, 1000)
    assert worth_minor(program(rewards=(FIVE, TEN)), 99) == 118


def test_without_a_known_amount_points_have_no_worth() -> None:
    assert point_worth(program(rewards=(TENTH, STAMPS))) == Rate(0)
    assert worth_minor(program(), 1_000_000) == 0
