"""Points that wait: maturing, being taken back, being spent, in any order of arrival."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from pos_app.loyalty.accounts import PENDING, POINTS
from pos_app.loyalty.ledger import EntryDraft, EntryKind, LotChange
from pos_app.loyalty.lifecycle.due import matured_lot
from pos_app.loyalty.posting.booking import post
from pos_app.loyalty.posting.books import AccountBook
from pos_app.loyalty.posting.following import followed
from tests.support.books import book, booked, entry, lot_id
from tests.support.rounds import invariant

EARNED = 100
SEED = st.integers(0, 2**32)
DEEDS = st.lists(
    st.one_of(
        st.tuples(st.just("mature"), st.just(EARNED)),
        st.tuples(st.just("return"), st.integers(1, 70)),
        st.tuples(st.just("spend"), st.integers(1, 70)),
    ),
    max_size=6,
)
Deed = tuple[str, int]


def of_the_matured(kind: EntryKind, points: int) -> EntryDraft:
    """An entry on the lot of points that lot 1 becomes."""
    change = LotChange(matured_lot(lot_id(1)), points, 1, None)
    bare = entry(kind, (1, points))
    return EntryDraft(
        bare.account_id, bare.leg, kind, points, bare.rule, bare.reason, (change,), 0, POINTS, bare.owner
    )


def done(pending: AccountBook, points: AccountBook, deed: Deed) -> tuple[AccountBook, AccountBook]:
    """Both accounts after what somebody did."""
    what, units = deed
    if what == "mature":
        pending, took = post(pending, entry(EntryKind.MATURE, (1, -units), key=PENDING), 1_500)
        points, _ = post(points, of_the_matured(EntryKind.MATURE, units), 1_500, most=-took.points)
    elif what == "spend":
        points, _ = post(points, of_the_matured(EntryKind.REDEEM, -units), 1_600)
    elif what == "return":
        draft = entry(EntryKind.REVERSE, (1, -units), key=PENDING)
        pending, effect = post(pending, draft, 1_700)
        later = followed(draft, effect)
        if later is not None:
            points, _ = post(points, later, 1_700)
    else:
        pending, _ = post(pending, entry(EntryKind.EARN, (1, units), key=PENDING), 10)
    return pending, points


def after(pending: AccountBook, deeds: Sequence[Deed]) -> tuple[int, int]:
    """The balances of both accounts in the end."""
    points = book(booked(3, 20))
    for deed in deeds:
        pending, points = done(pending, points, deed)
    return pending.balance_points, points.balance_points


@invariant
@given(DEEDS, SEED)
def test_both_accounts_end_the_same_once_the_points_are_known(deeds: list[Deed], seed: int) -> None:
    """Two tills let them mature, returns take them back before or after: each of the two balances is the same."""
    known = book(booked(1, EARNED), key=PENDING)
    assert after(known, deeds) == after(known, Random(seed).sample(deeds, len(deeds)))


@invariant
@given(DEEDS, SEED)
def test_a_member_has_what_was_earned_less_what_went_even_if_the_sale_comes_last(
    deeds: list[Deed], seed: int
) -> None:
    every = [("earn", EARNED), *deeds]
    went = sum(units for what, units in deeds if what != "mature")
    unknown = book(key=PENDING)
    assert sum(after(unknown, Random(seed).sample(every, len(every)))) == 20 + EARNED - went
