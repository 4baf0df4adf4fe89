"""Lots while entries are posted."""

from __future__ import annotations

from pos_app.loyalty.ledger import LotChange
from pos_app.loyalty.ledger_fold import lot_order
from pos_app.loyalty.posting.open_lots import OpenLots
from tests.support.books import booked, lot_id


def test_nothing_more_than_there_is() -> None:
    lots = OpenLots((booked(1, 10, expired=5),))
    assert (lots.take(lot_id(1), 50), lots.take(lot_id(1), 50), lots.take(lot_id(2), 1)) == (10, 0, 0)
    assert (lots.revive(lot_id(1), 50), lots.revive(lot_id(1), 50), lots.revive(lot_id(2), 1)) == (5, 0, 0)
    assert lots.expire(lot_id(1), 1) == 0


def test_untouched_lots_are_the_same_tuple() -> None:
    given = (booked(1, 10), booked(3, 10))
    lots = OpenLots(given)
    lots.take(lot_id(3), 0)
    assert lots.all() is given
    assert lots.changed() == ()


def test_a_new_lot_stands_in_its_place() -> None:
    lots = OpenLots((booked(1, 10), booked(3, 10)))
    lots.give(LotChange(lot_id(2), 7, 2, 2_000), 7, False)
    lots.give(LotChange(lot_id(3), 7, 3, None, "never"), 7, False)
    assert [(lot.lot_id.int, lot.open_points, lot.earned_points) for lot in lots.all()] == [
        (1, 10, 100),
        (2, 7, 7),
        (3, 17, 100),
    ]
    assert list(lots.all()) == sorted(lots.all(), key=lot_order)
    assert lots.all()[2].ends_by == "never"


def test_good_lots_come_in_the_order_they_are_spent_whatever_order_they_were_given_in() -> None:
    lots = OpenLots((booked(3, 1), booked(2, 1), booked(4, 1), booked(1, 1)))
    assert [lot.lot_id.int for lot in lots.good(1_000)] == [1, 2, 3]
    assert [lot.lot_id.int for lot in lots.good(1_001)] == [2, 3]
