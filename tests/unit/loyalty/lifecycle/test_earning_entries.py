"""Points, stamps, carried spend of a sale."""

from __future__ import annotations

import msgspec
import pytest

from pos_app.kernel.messages import Message
from pos_app.kernel.money import Rate
from pos_app.loyalty.accounts import POINTS, remainder_key
from pos_app.loyalty.basket import Chosen
from pos_app.loyalty.extras import StampCard
from pos_app.loyalty.ledger import EntryKind
from pos_app.loyalty.lifecycle.booking import owe
from pos_app.loyalty.quote import EarnItem, Quote
from pos_app.loyalty.rules import Benefit, EarnKind, EarnRule, Effect
from pos_app.loyalty.settings import Earning
from pos_app.loyalty.settling import settle
from tests.support.lifecycle import Ledger, newcomer, points_of
from tests.support.loyalty import EVENT, MEMBER, basket, compiled, line

WHY = Message("earn.sale")
CUP = EarnRule("cup", "Cup", EarnKind.UNIT, Rate(1), 1000, account="stamps:coffee")
FREE = Benefit("free", "Free cup", Effect.AMOUNT, 5, 300, account="stamps:coffee")
CARD = StampCard("coffee", "Coffee", 5)


def test_thirty_and_twenty_make_a_step_of_fifty() -> None:
    """The complaint of Square's forum: spend below the step counts together."""
    star = EarnRule("star", "Star", EarnKind.SPEND, Rate(1), 5000)
    ledger = Ledger(compiled(earn=(star,)))
    key = remainder_key("star")
    for amount, points, carried in ((3000, 0, 3000), (2000, 1, 0), (12000, 3, 2000), (6500, 4, 3500)):
        ledger.sell(line(1, amount=amount))
        assert (ledger.balance(POINTS), ledger.balance(key)) == (points, carried)
    assert len(ledger.member.account(key).lots) == 1


def test_without_carrying_every_sale_stands_alone() -> None:
    star = EarnRule("star", "Star", EarnKind.SPEND, Rate(1), 5000)
    ledger = Ledger(compiled(earn=(star,), earning=Earning(carry_remainder=False)))
    for amount in (3000, 2000):
        assert not ledger.sell(line(1, amount=amount)).entries


def test_stamps_are_collected_and_pay() -> None:
    ledger = Ledger(compiled(earn=(CUP,), cards=(CARD,), rewards=(FREE,)))
    ledger.sell(line(1, amount=1200, quantity=4000))
    found = ledger.sell(line(1, amount=300), line(2, amount=300), chosen=(Chosen("free"),))
    assert not found.statement.spent
    assert ledger.balance("stamps:coffee") == 6
    found = ledger.sell(line(1, amount=400), chosen=(Chosen("free"),))
    assert points_of(found.entries, "stamps:coffee") == {"redeem:free": -5, "earn:cup": 1}
    assert found.statement.stamps == (("Coffee", 2, 5),)
    assert ledger.balance(POINTS) == 0


@pytest.mark.parametrize(
    ("debt", "items", "lot", "left"),
    [
        (0, (10, 5), 15, 0),
        (4, (10, 5), 11, 0),
        (12, (10, 5), 3, 0),
        (40, (10, 5), 0, 25),
        (12, (10, 5, -5), 0, 2),
        (12, (20, -5), 3, 0),
        (0, (20, -5), 15, 0),
        (8, (10, -6), 0, 4),
    ],
)
def test_a_debt_is_earned_back_first_whatever_a_limit_cuts(
    debt: int, items: tuple[int, ...], lot: int, left: int
) -> None:
    ledger = Ledger(compiled())
    if debt:
        ledger.post((owe(MEMBER, POINTS, "back", EntryKind.REVERSE, debt, "r", WHY),), 5)
    earned = tuple(EarnItem(f"r{number}", 0, points, WHY) for number, points in enumerate(items))
    answer = Quote(earned=earned, earn_points=sum(items))
    found = settle(ledger.compiled, ledger.member, basket(line(1)), answer, EVENT)
    ledger.post(found.entries, basket().at_ms)
    assert [points for _, points in found.statement.earned] == list(items)
    assert (sum(each.open_points for each in ledger.member.lots), ledger.member.debt_points) == (lot, left)


def test_points_of_the_sale_itself_can_pay_where_the_program_says_so() -> None:
    off = Benefit("off", "Off", Effect.AMOUNT, 10, 100)
    program = compiled(rewards=(off,), earning=Earning(same_sale_spendable=True))
    ledger = Ledger(program)
    found = ledger.sell(line(1, amount=2000), chosen=(Chosen("off"),))
    assert points_of(found.entries) == {"earn:base": 19, "redeem:off": -10}
    assert ledger.balance(POINTS) == 9


def test_a_line_of_its_own_has_its_own_entry() -> None:
    earned = (EarnItem("r", 1, 3, WHY), EarnItem("r", 2, 4, WHY))
    what = basket(line(1), line(2))
    found = settle(compiled(), newcomer(), what, Quote(earned=earned, earn_points=7), EVENT)
    assert points_of(found.entries) == {"earn:r:1": 3, "earn:r:2": 4}
    assert [entry.line_no for entry in found.entries] == [1, 2]
    assert msgspec.structs.replace(found.entries[0].lots[0], points=0) == msgspec.structs.replace(
        found.entries[1].lots[0], points=0
    )
