"""What follows on the points account."""

from __future__ import annotations

from pos_app.loyalty.accounts import PENDING, POINTS, account_id
from pos_app.loyalty.ledger import EntryKind
from pos_app.loyalty.lifecycle.due import matured_lot
from pos_app.loyalty.posting.booking import post
from pos_app.loyalty.posting.books import BookedLot
from pos_app.loyalty.posting.following import followed
from tests.support.books import book, booked, entry, lot_id, standing
from tests.support.loyalty import MEMBER

TAKEN = entry(EntryKind.REVERSE, (1, -30), key=PENDING)


def test_what_has_matured_is_taken_from_the_lot_it_became() -> None:
    _, effect = post(book(booked(1, 0), key=PENDING), TAKEN, 1_500)
    later = followed(TAKEN, effect)
    assert later is not None
    assert (later.key, later.account_id, later.points) == (POINTS, account_id(MEMBER, POINTS), -30)
    assert later.leg != TAKEN.leg
    became = BookedLot(matured_lot(lot_id(1)), 1, None, 100, 100)
    now, effect = post(book(booked(3, 50), became), later, 1_500)
    assert standing(now) == ({3: 50, became.lot_id.int: 70}, 0)
    assert effect.points == -30


def test_mostly_nothing_follows() -> None:
    _, effect = post(book(booked(1, 40), key=PENDING), TAKEN, 1_500)
    assert followed(TAKEN, effect) is None
