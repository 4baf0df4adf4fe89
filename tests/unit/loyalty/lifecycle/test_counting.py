"""Uses and bounds that a sale counts."""

from __future__ import annotations

import msgspec

from pos_app.loyalty.accounts import POINTS
from pos_app.loyalty.basket import Chosen
from pos_app.loyalty.lifecycle.counting import card_refusal, limits_by_rule, points_left_today
from pos_app.loyalty.rules import Benefit, Effect, Period, UseLimit, Whose
from pos_app.loyalty.settings import Limits
from tests.support.lifecycle import FRIEND, Ledger, day_ms, newcomer
from tests.support.loyalty import BASE, MEMBER, basket, compiled, line

ONCE = UseLimit(1, Period.MONTH)
THREE = UseLimit(3, Period.EVER, Whose.EVERYBODY)
TREAT = Benefit("treat", "Treat", Effect.AMOUNT, 5, 100, limits=(ONCE, THREE))


def test_a_use_is_counted_for_the_member_and_for_everybody() -> None:
    ledger = Ledger(compiled(rewards=(TREAT,)), newcomer(), newcomer(FRIEND))
    for who in (MEMBER, FRIEND):
        ledger.sell(line(1, amount=1000), at="2026-03-01", who=who)
        ledger.sell(line(1, amount=1000), at="2026-03-02", who=who, chosen=(Chosen("treat"),))
    assert ledger.balance("uses:treat:month") == 1
    assert ledger.balance("uses:treat:month", FRIEND) == 1
    assert ledger.balance("uses:treat:ever", None) == 2
    again = ledger.sell(line(1, amount=1000), at="2026-03-31", chosen=(Chosen("treat"),))
    assert not again.statement.spent
    april = ledger.sell(line(1, amount=1000), at="2026-04-01", chosen=(Chosen("treat"),))
    assert len(april.statement.spent) == 1


def test_only_rules_with_limits_are_counted() -> None:
    program = compiled(
        rewards=(TREAT,),
        earn=(BASE, msgspec.structs.replace(BASE, rule_id="more", limits=(ONCE,))),
        promotions=(msgspec.structs.replace(TREAT, benefit_id="free", limits=()),),
    ).program
    assert limits_by_rule(program) == {"more": (ONCE,), "treat": (ONCE, THREE)}


def test_points_of_a_day_are_bounded() -> None:
    """25 points a day: 20 in the first sale, 5 in the second, none in the third, 20 tomorrow."""
    ledger = Ledger(compiled(limits=Limits(points_per_day=25)))
    for at, points in (("2026-03-10", 20), ("2026-03-10", 25), ("2026-03-10", 25), ("2026-03-11", 45)):
        ledger.sell(line(1, amount=2000), at=at)
        assert ledger.balance(POINTS) == points
    assert points_left_today(ledger.compiled, ledger.member, day_ms("2026-03-10")) == 0
    assert points_left_today(ledger.compiled, ledger.member, day_ms("2026-03-11")) == 5
    assert points_left_today(ledger.compiled, ledger.member, day_ms("2026-03-12")) == 25
    assert points_left_today(compiled(), ledger.member, day_ms("2026-03-12")) is None


def test_points_of_a_sale_are_bounded() -> None:
    ledger = Ledger(compiled(limits=Limits(points_per_sale=15)))
    found = ledger.sell(line(1, amount=2000))
    assert ledger.balance(POINTS) == 15
    assert [points for _, points in found.statement.earned] == [20, -5]


def test_a_card_is_refused_after_so_many_uses_in_an_hour() -> None:
    ledger = Ledger(compiled(limits=Limits(card_uses_per_hour=2)))
    noon = day_ms("2026-03-10")
    for minute in (0, 10):
        assert card_refusal(ledger.compiled, ledger.member, noon) is None
        ledger.settle(basket(line(1), at_ms=noon + minute * 60_000))
    refusal = card_refusal(ledger.compiled, ledger.member, noon + 59 * 60_000)
    assert refusal is not None
    assert refusal.code == "limit.member_hour"
    assert card_refusal(ledger.compiled, ledger.member, noon + 60 * 60_000) is None
    assert card_refusal(compiled(), ledger.member, noon) is None
