"""Entries of several tills on one account, case by case. Lots end: 4 at 500, 1 at 1000, 2 at 2000, 3 never."""

from __future__ import annotations

import pytest

from pos_app.loyalty.accounts import PENDING
from pos_app.loyalty.ledger import EntryDraft, EntryKind
from pos_app.loyalty.lifecycle.due import matured_lot
from pos_app.loyalty.posting.booking import OpenBook, post
from pos_app.loyalty.posting.books import LESS, OVERDRAWN, AccountBook
from tests.support.books import WHY, book, booked, entry, lot_id, standing, written_off

EARN, REDEEM, EXPIRE, MATURE = EntryKind.EARN, EntryKind.REDEEM, EntryKind.EXPIRE, EntryKind.MATURE
REVERSE, TRANSFER, ADJUST, TIER = EntryKind.REVERSE, EntryKind.TRANSFER, EntryKind.ADJUST, EntryKind.TIER


def test_an_entry_in_step_does_what_it_says() -> None:
    now, effect = post(book(booked(1, 50), booked(3, 70)), entry(REDEEM, (1, -50), (3, -10)), 900)
    assert standing(now) == ({3: 60}, 0)
    assert (effect.points, effect.lots) == (-60, entry(REDEEM, (1, -50), (3, -10)).lots)
    assert (effect.debt_points, effect.flag, effect.follow, effect.revived) == (0, "", (), ())


def test_what_another_till_spent_first_comes_from_other_lots_in_their_order() -> None:
    now, effect = post(book(booked(1, 10), booked(2, 30), booked(3, 70)), entry(REDEEM, (1, -60)), 900)
    assert standing(now) == ({3: 50}, 0)
    assert (effect.points, effect.flag) == (-60, "")


def test_what_is_nowhere_is_owed() -> None:
    now, effect = post(book(booked(1, 10), booked(2, 30)), entry(REDEEM, (1, -60)), 900)
    assert standing(now) == ({}, 20)
    assert (effect.points, effect.debt_points, effect.flag) == (-60, 20, OVERDRAWN)


def test_other_lots_that_had_ended_are_not_touched() -> None:
    now, _ = post(book(booked(4, 30), booked(1, 0), booked(3, 5)), entry(REDEEM, (1, -20)), 900)
    assert standing(now) == ({4: 30}, 15)


def test_a_late_spend_takes_its_points_back_out_of_the_write_off() -> None:
    now, effect = post(book(booked(1, 0, expired=40), booked(3, 70)), entry(REDEEM, (1, -30)), 900)
    assert (standing(now), written_off(now)) == (({3: 70}, 0), 10)
    assert (effect.points, effect.lots) == (0, ())
    assert [(change.lot_id, change.points) for change in effect.revived] == [(lot_id(1), 30)]


@pytest.mark.parametrize(("at_ms", "left"), [(1_000, ({}, 0)), (1_001, ({}, 30))])
def test_the_write_off_of_another_lot_serves_whoever_spent_before_its_end(
    at_ms: int, left: tuple[dict[int, int], int]
) -> None:
    now, _ = post(book(booked(1, 0, expired=40), booked(3, 0)), entry(REDEEM, (3, -30)), at_ms)
    assert standing(now) == left


def test_a_lot_that_is_not_known_gives_nothing() -> None:
    now, _ = post(book(booked(3, 10)), entry(REDEEM, (1, -30)), 900)
    assert standing(now) == ({}, 20)


def test_a_return_before_its_sale_is_owed_until_the_sale_comes() -> None:
    early, sale = entry(REVERSE, (1, -30)), entry(EARN, (1, 100))
    waiting, effect = post(book(booked(3, 50)), early, 900)
    assert (standing(waiting), effect.points) == (({3: 50}, 30), -30)
    now, effect = post(waiting, sale, 800)
    assert standing(now) == ({1: 70, 3: 50}, 0)
    assert (effect.points, effect.debt_points) == (100, -30)
    other_way = post(post(book(booked(3, 50)), sale, 800)[0], early, 900)[0]
    assert standing(other_way) == standing(now)


def test_points_repay_a_debt_that_the_till_did_not_know() -> None:
    now, effect = post(book(debt=30), entry(EARN, (1, 100)), 900)
    assert standing(now) == ({1: 70}, 0)
    assert (effect.points, effect.debt_points) == (100, -30)
    now, effect = post(book(debt=130), entry(EARN, (1, 100)), 900)
    assert standing(now) == ({}, 30)
    assert [lot.lot_id for lot in now.lots] == [lot_id(1)]


def test_debt_that_is_gone_already_goes_into_the_lot() -> None:
    now, effect = post(book(debt=5), entry(EARN, (1, 70), debt=-30), 900)
    assert standing(now) == ({1: 95}, 0)
    assert (effect.points, effect.debt_points) == (100, -5)


def test_points_that_no_lot_was_drafted_for_get_one() -> None:
    now, effect = post(book(), entry(EARN, debt=-30), 900)
    assert (now.balance_points, effect.points, now.debt_points) == (30, 30, 0)
    assert [(lot.open_points, lot.expires_at_ms, lot.earned_at_ms) for lot in now.lots] == [(30, None, 900)]


def test_what_comes_back_fills_lots_in_the_order_it_names() -> None:
    back = entry(REVERSE, (2, 20), (1, 30))
    now, _ = post(book(booked(1, 0), booked(2, 0), debt=35), back, 900)
    assert standing(now) == ({2: 15}, 0)
    assert [lot.earned_points for lot in now.lots] == [100, 100]


def test_debt_named_by_the_fact_stays_debt() -> None:
    now, effect = post(book(booked(1, 50)), entry(REVERSE, (1, -20), debt=10), 900)
    assert standing(now) == ({1: 30}, 10)
    assert (effect.points, effect.flag) == (-30, "")


def test_a_merge_whose_debt_was_paid_meanwhile_takes_less() -> None:
    settled = entry(TRANSFER, (1, -7), (3, -3), debt=-10)
    now, effect = post(book(booked(1, 50), booked(3, 50), debt=4), settled, 900)
    assert standing(now) == ({1: 46, 3: 50}, 0)
    assert effect.points == 0


def test_a_merge_moves_lots_as_they_are_beside_a_debt() -> None:
    now, _ = post(book(booked(3, 0), debt=7), entry(TRANSFER, (1, 10)), 900)
    assert standing(now) == ({1: 10}, 7)


def test_two_tills_write_one_lot_off_once() -> None:
    first, effect = post(book(booked(1, 40), debt=5), entry(EXPIRE, (1, -40)), 1_500)
    assert (standing(first), effect.points, effect.flag) == (({}, 5), -40, "")
    second, effect = post(first, entry(EXPIRE, (1, -40)), 1_600)
    assert (second, effect.points, effect.lots, effect.flag) == (first, 0, (), LESS)


def test_what_was_spent_cannot_end() -> None:
    now, effect = post(book(booked(1, 10)), entry(EXPIRE, (1, -40)), 1_500)
    assert (standing(now), written_off(now), effect.points, effect.flag) == (({}, 0), 10, -10, LESS)


def matured(pending: AccountBook, points: AccountBook, wanted: int) -> tuple[AccountBook, AccountBook]:
    """Both legs, the lot of points being number 3."""
    pending, took = post(pending, entry(MATURE, (1, -wanted), key=PENDING), 1_500)
    points, gave = post(points, entry(MATURE, (3, wanted)), 1_500, most=-took.points)
    assert gave.points == -took.points
    assert bool(took.flag) == bool(gave.flag) == (gave.points < wanted)
    return pending, points


def test_two_tills_let_points_mature_once() -> None:
    pending, points = matured(book(booked(1, 40), key=PENDING), book(debt=15), 40)
    assert (standing(pending), standing(points)) == (({}, 0), ({3: 25}, 0))
    assert matured(pending, points, 40) == (pending, points)


def test_points_taken_back_meanwhile_do_not_mature() -> None:
    pending, points = matured(book(booked(1, 30), key=PENDING), book(), 40)
    assert (standing(pending), standing(points)) == (({}, 0), ({3: 30}, 0))


def test_a_return_of_points_that_have_matured_follows_them() -> None:
    pending = book(booked(1, 0), key=PENDING)
    now, effect = post(pending, entry(REVERSE, (1, -30), key=PENDING), 1_500)
    assert (now, effect.points, effect.flag) == (pending, 0, "")
    assert [(change.lot_id, change.points) for change in effect.follow] == [(matured_lot(lot_id(1)), -30)]


def test_a_return_before_its_sale_waits_as_debt_of_the_waiting_points() -> None:
    early, effect = post(book(key=PENDING), entry(REVERSE, (1, -30), key=PENDING), 1_500)
    assert (standing(early), effect.follow) == (({}, 30), ())
    assert standing(post(early, entry(EARN, (1, 40), key=PENDING), 800)[0]) == ({1: 10}, 0)


def test_a_tier_is_no_amount() -> None:
    before = book(booked(1, 10))
    draft = EntryDraft(entry(EARN).account_id, "tier", TIER, 0, "gold", WHY, ())
    now, effect = post(before, draft, 900)
    assert now is before
    assert (effect.points, effect.lots, effect.debt_points) == (0, (), 0)


def test_several_entries_to_one_open_book() -> None:
    opened = OpenBook(book(booked(1, 50), booked(2, 60)))
    assert opened.post(entry(REDEEM, (1, -50)), 900).points == -50
    assert opened.post(entry(EARN, (3, 20)), 900).points == 20
    assert opened.post(entry(ADJUST, (1, -100)), 900).lots == entry(ADJUST, (2, -60), (3, -20)).lots
    assert (standing(opened.book()), opened.book().lots[2].earned_points) == (({}, 20), 20)
    assert [lot.lot_id.int for lot in opened.changed_lots()] == [1, 3, 2]
