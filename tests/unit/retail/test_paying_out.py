"""How the money goes back, as proposed and as told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.retail.paying_out import money_preview, payout_proposal
from pos_app.retail.returned import SaleReturn
from pos_app.retail.returning import Wanted, return_of
from pos_app.retail.tender import TenderKind
from tests.support.receipts import line
from tests.unit.retail.test_returning import SHIRT, sold

CARD, CASH = TenderKind.CARD, TenderKind.CASH


@pytest.mark.parametrize(
    ("by_card", "payout", "proposal"),
    [
        (0, 1800, ((CASH, 1800),)),
        (3000, 1800, ((CARD, 1800),)),
        (1000, 1800, ((CARD, 1000), (CASH, 800))),
        (1000, 0, ()),
    ],
)
def test_the_card_gets_back_what_it_paid(
    by_card: int, payout: int, proposal: tuple[tuple[TenderKind, int], ...]
) -> None:
    sale = sold([line(1, SHIRT)], tenders=((CARD, by_card),) if by_card else ())
    assert payout_proposal(sale, [], payout) == proposal


def test_without_a_receipt_it_is_cash() -> None:
    assert payout_proposal(None, [], 500) == ((CASH, 500),)


@given(by_card=st.integers(0, 18_000), pieces=st.lists(st.integers(1, 3), min_size=1, max_size=2))
def test_no_kind_gets_back_more_than_it_paid(by_card: int, pieces: list[int]) -> None:
    sale = sold([line(1, SHIRT, 6000)], tenders=((CARD, by_card),) if by_card else ())
    backs: list[SaleReturn] = []
    got = {CARD: 0, CASH: 0}
    for count in pieces:
        back = return_of(sale, backs, [Wanted(1, count * 1000)], 1)
        proposal = payout_proposal(sale, backs, back.refund_minor)
        assert sum(minor for _kind, minor in proposal) == back.refund_minor
        for kind, minor in proposal:
            got[kind] += minor
        backs.append(back)
    assert got[CARD] <= by_card
    assert got[CASH] <= 18_000 - by_card


def test_what_a_cashier_reads() -> None:
    sale = sold([line(1, SHIRT)], tenders=((TenderKind.POINTS, 1000), (TenderKind.COUPON, 500)))
    back = return_of(sale, [], [Wanted(1, 1000)], 1)
    read = money_preview(back, payout_proposal(sale, [], back.refund_minor))
    assert [(each.code, each.params) for each in read] == [
        ("return.money.cash", {"amount_minor": 1500}),
        ("return.by_points", {"amount_minor": 1000}),
        ("return.by_coupon", {"amount_minor": 500}),
    ]


def test_nothing_goes_back_when_points_paid_for_all() -> None:
    sale = sold([line(1, SHIRT)], tenders=((TenderKind.POINTS, 3000),))
    back = return_of(sale, [], [Wanted(1, 1000)], 1)
    assert [each.code for each in money_preview(back, ())] == ["return.money.none", "return.by_points"]


def test_a_gift_card_gets_nothing_back_and_that_is_said() -> None:
    sale = sold([line(1, SHIRT)], tenders=((TenderKind.GIFT_CARD, 1000), (CARD, 500)))
    back = return_of(sale, [], [Wanted(1, 1000)], 1)
    proposal = payout_proposal(sale, [], back.refund_minor)
    assert proposal == ((CARD, 500), (CASH, 2500))
    assert [each.code for each in money_preview(back, proposal, sale)] == [
        "return.money.card",
        "return.money.cash",
        "return.by_gift_card",
    ]
