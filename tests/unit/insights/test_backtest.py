"""Past sales under a program."""

from __future__ import annotations

from uuid import UUID

import msgspec

from pos_app.insights.backtest import Backtester, Redeeming
from pos_app.insights.past import PastSale
from pos_app.kernel.clock import DAY_MS
from pos_app.kernel.ids import EventId
from pos_app.kernel.money import Rate
from pos_app.loyalty.rules import Benefit, EarnKind, EarnRule, Effect, Purchase, RewardForm, Selector, When
from pos_app.loyalty.settings import Expiry, ExpiryKind
from tests.support.loyalty import MEMBER, NOON_MS, basket, compiled, line

FIVE = Benefit("five", "5.00 off", Effect.AMOUNT, 50, 500)
PAY = Benefit("pay", "Pay", Effect.AMOUNT, 10, 100, form=RewardForm.TENDER)
NEVER = Expiry(ExpiryKind.NEVER, 0)


def sale(number: int, amount: int, *, member: bool = True, date: str = "2026-03-10") -> PastSale:
    what = msgspec.structs.replace(basket(line(1, amount=amount)), at_ms=NOON_MS + number * DAY_MS, date=date)
    return PastSale(EventId(UUID(int=number)), what, MEMBER if member else None)


def test_points_are_earned_spent_and_owed() -> None:
    tester = Backtester(compiled(rewards=(FIVE,), expiry=NEVER), Redeeming.WHENEVER)
    for number, amount in enumerate((3000, 3000, 3000), 1):
        tester.take(sale(number, amount))
    result = tester.finish(NOON_MS + 4 * DAY_MS)
    assert (result.sales, result.member_sales, result.turnover_minor) == (3, 3, 9000)
    assert (result.issued, result.spent, result.open_points) == (85, 50, 35)
    assert result.given_minor == 500
    assert result.liability_minor == 350
    assert result.cost_minor == 850
    assert result.rules["five"].points == -50
    assert result.rules["base"].points == 85
    assert result.members[MEMBER].given_minor == 500
    assert result.months["2026-03"].turnover_minor == 9000


def test_who_never_redeems_is_owed_everything() -> None:
    tester = Backtester(compiled(rewards=(FIVE,), expiry=NEVER), Redeeming.NEVER)
    tester.take(sale(1, 6000))
    tester.take(sale(2, 6000))
    result = tester.finish(NOON_MS + 3 * DAY_MS)
    assert (result.issued, result.spent, result.liability_minor) == (120, 0, 1200)


def test_a_sale_without_a_card_is_turnover_only() -> None:
    tester = Backtester(compiled(rewards=(PAY,), expiry=NEVER), Redeeming.WHENEVER)
    tester.take(sale(1, 1000, member=False))
    result = tester.finish(NOON_MS)
    assert (result.sales, result.member_sales, result.issued) == (1, 0, 0)
    assert not result.members


def test_what_expires_is_counted_and_no_longer_owed() -> None:
    tester = Backtester(compiled(rewards=(FIVE,), expiry=Expiry(ExpiryKind.AFTER, 0, 10)), Redeeming.NEVER)
    tester.take(sale(1, 6000))
    tester.take(sale(30, 100, date="2026-04-09"))
    result = tester.finish(NOON_MS + 31 * DAY_MS)
    assert result.expired == 60
    assert result.open_points == 1


def test_the_same_sales_give_the_same_figures() -> None:
    def figures() -> object:
        tester = Backtester(compiled(rewards=(FIVE, PAY), expiry=NEVER), Redeeming.WHENEVER)
        for number in range(1, 20):
            tester.take(sale(number, 700 * number))
        return msgspec.to_builtins(tester.finish(NOON_MS + 40 * DAY_MS))

    assert figures() == figures()


def test_rules_that_ask_for_visits_or_history_are_answered() -> None:
    fifth = EarnRule("fifth", "Every second visit", EarnKind.SALE, Rate(100), when=When(every_visit=2))
    again = EarnRule(
        "again",
        "Apple lovers",
        EarnKind.SALE,
        Rate(7),
        when=When(bought=Purchase(Selector(products=("apple",)), days=5)),
    )
    tester = Backtester(compiled(earn=(fifth, again), expiry=NEVER), Redeeming.NEVER)
    for number in (1, 2, 3, 30):
        tester.take(sale(number, 100))
    result = tester.finish(NOON_MS + 31 * DAY_MS)
    assert (result.rules["fifth"].sales, result.rules["again"].sales) == (2, 2)
