"""Stamps on cards, entry by entry."""

from __future__ import annotations

from uuid import UUID

import pytest
from msgspec.structs import replace

from pos_app.kernel.ids import EventId
from pos_app.kernel.money import Rate
from pos_app.loyalty.basket import BasketLine, Chosen
from pos_app.loyalty.extras import StampCard
from pos_app.loyalty.lifecycle.folding import apply
from pos_app.loyalty.quoting import quote
from pos_app.loyalty.rules import Benefit, EarnKind, EarnRule, Effect, Scope, Selector
from pos_app.loyalty.settings import Earning, PointsRounding, RoundPer
from pos_app.loyalty.settling import settle
from tests.support.loyalty import EVENT, NOON_MS, basket, compiled, line, member, quoted

CARDS = (StampCard("coffee", "Coffee card", 10),)
COFFEE = Selector(products=("coffee",))
RULE = EarnRule(
    "stamp",
    "Coffee",
    EarnKind.UNIT,
    Rate(1),
    1000,
    account="stamps:coffee",
    multiplied=False,
    selector=COFFEE,
)
FREE = Benefit(
    "free",
    "Free coffee",
    Effect.FREE_ITEM,
    10,
    scope=Scope.MATCHING,
    account="stamps:coffee",
    selector=COFFEE,
)


def cups(count: int) -> BasketLine:
    return line(1, "coffee", 250 * count, 1000 * count)


@pytest.mark.parametrize(
    ("rule", "earning", "expected"),
    [
        (RULE, Earning(), 3),
        (replace(RULE, step=2000), Earning(), 1),
        (replace(RULE, step=2000), Earning(rounding=PointsRounding.CEIL), 2),
        (replace(RULE, step=2000), Earning(rounding=PointsRounding.KEEP), 1),
        (replace(RULE, points=Rate(2)), Earning(round_per=RoundPer.LINE), 6),
        (replace(RULE, kind=EarnKind.SPEND, step=500), Earning(), 1),
        (replace(RULE, kind=EarnKind.SALE), Earning(), 1),
    ],
)
def test_whole_stamps_only(rule: EarnRule, earning: Earning, expected: int) -> None:
    found = quoted(member(), basket(cups(3)), earn=(rule,), cards=CARDS, earning=earning, decimals=2)
    assert [item.points for item in found.stamps] == [expected]
    assert found.earned == ()


def test_ten_cups_then_a_free_one() -> None:
    """Four, six, then the eleventh for the card: what stamps paid for is stamped no more."""
    program = compiled(earn=(RULE,), cards=CARDS, rewards=(FREE,))
    who, spent = member(), 0
    counts: list[tuple[int, tuple[Chosen, ...]]] = [(4, ()), (6, ()), (1, (Chosen("free"),))]
    for number, (count, chosen) in enumerate(counts):
        what = replace(basket(cups(count), chosen=chosen), at_ms=NOON_MS + number)
        answer = quote(program, who, what)
        spent += sum(item.points for item in answer.spent if item.account == "stamps:coffee")
        event = EventId(UUID(int=EVENT.int + number))
        who = apply(who, settle(program, who, what, answer, event, "").entries, what.at_ms)
    assert spent == 10
    assert who.account("stamps:coffee").balance_points == 0
