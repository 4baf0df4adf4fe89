"""Bookkeeping of rewards that lie on a basket."""

from __future__ import annotations

from pos_app.kernel.money import Rate
from pos_app.loyalty.laid import Laid, Use, on_one_item, rank
from pos_app.loyalty.rules import Benefit, Effect, RewardForm, Scope
from pos_app.loyalty.situation import Situation
from tests.support.loyalty import basket, compiled, line, rich

FREE = Benefit("free", "Free", Effect.FREE_ITEM, 150, scope=Scope.MATCHING)
PAY = Benefit("pay", "Pay", Effect.PER_POINT, worth=Rate(1), form=RewardForm.TENDER)


def test_a_use_on_one_item_leaves_the_other_items_their_price() -> None:
    situation = Situation(compiled(rewards=(FREE, PAY)), rich(), basket(line(1, amount=1000, quantity=4000)))
    laid = Laid(situation)
    assert laid.item_left(situation, 0) == (4, 1000)
    laid.commit(situation, 0, Use(150, 100, ((0, 100),), ((0, 1, 250),)))
    assert laid.item_left(situation, 0) == (3, 750)
    assert laid.left == [900]
    assert laid.used == {0: [1, 150, 100]}
    assert (laid.spent_points, laid.rewarded) == (150, 100)


def test_a_tender_leaves_the_lines_alone() -> None:
    situation = Situation(compiled(rewards=(FREE, PAY)), rich(), basket(line(1, amount=1000)))
    laid = Laid(situation)
    laid.commit(situation, 1, Use(70, 70, ()))
    assert laid.left == [1000]
    assert (laid.tendered, laid.paid) == (70, {1: 70})


def test_ranks() -> None:
    cheapest = Benefit("c", "C", Effect.PERCENT, 1, percent=Rate(1, 2), scope=Scope.CHEAPEST)
    assert on_one_item(cheapest)
    assert on_one_item(FREE)
    assert not on_one_item(PAY)
    by_points = Benefit("p", "P", Effect.PER_POINT, worth=Rate(1))
    amount_tender = Benefit("a", "A", Effect.AMOUNT, 1, 1, form=RewardForm.TENDER)
    assert [rank(each) for each in (cheapest, by_points, amount_tender, PAY)] == [3, 7, 9, 10]


def test_a_copy_goes_its_own_way() -> None:
    situation = Situation(compiled(rewards=(FREE, PAY)), rich(), basket(line(1, amount=1000, quantity=4000)))
    laid = Laid(situation)
    laid.commit(situation, 0, Use(150, 250, ((0, 250),), ((0, 1, 250),)))
    other = laid.copy()
    other.commit(situation, 0, Use(150, 250, ((0, 250),), ((0, 1, 250),)))
    assert (laid.left, laid.used, laid.item_left(situation, 0)) == ([750], {0: [1, 150, 250]}, (3, 750))
    assert (other.left, other.used, other.item_left(situation, 0)) == ([500], {0: [2, 300, 500]}, (2, 500))
