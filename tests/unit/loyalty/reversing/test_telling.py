"""What a cashier reads before agreeing to a return."""

from __future__ import annotations

from pos_app.loyalty.extras import StampCard
from pos_app.loyalty.reversing.sold import Reversal
from pos_app.loyalty.reversing.telling import told
from tests.support.loyalty import compiled

PROGRAM = compiled(cards=(StampCard("coffee", "Coffee", 10),))


def said(found: Reversal, deducted: int = 0, paid: int = 0, **accounts: object) -> list[tuple[str, object]]:
    given = {"points": found.given_points, "stamps:coffee": 2} if "given" in accounts else {}
    cards = {"stamps:coffee": (5, 1)} if "cards" in accounts else {}
    read = told(PROGRAM, found, deducted, paid, given, cards).preview
    return [(each.code, each.params) for each in read]


def test_nothing_to_say() -> None:
    assert said(Reversal()) == []


def test_figures_in_order() -> None:
    found = Reversal((), taken_points=9, given_points=50, debt_points=3, lost_points=1)
    assert said(found, deducted=20, paid=4, given=True, cards=True) == [
        ("return.points_taken", {"taken_points": 9}),
        ("return.debt", {"debt_points": 3}),
        ("return.lost", {"lost_points": 1}),
        ("return.deducted_points", {"amount_minor": 20}),
        ("return.points_given", {"given_points": 50}),
        ("return.debt_paid", {"paid_points": 4}),
        ("return.stamps_taken", {"count": 5, "card": "Coffee"}),
        ("return.stamps_gone", {"count": 1, "card": "Coffee"}),
        ("return.stamps_given", {"count": 2, "card": "Coffee"}),
    ]
