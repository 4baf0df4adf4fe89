"""Hints."""

from __future__ import annotations

import msgspec
import pytest

from pos_app.kernel.messages import Message
from pos_app.kernel.money import Rate
from pos_app.loyalty.basket import Chosen
from pos_app.loyalty.extras import StampCard
from pos_app.loyalty.member import AccountState, MemberSnapshot
from pos_app.loyalty.rules import Benefit, EarnKind, EarnRule, Effect
from pos_app.loyalty.settings import Expiry, ExpiryKind, Nudging
from tests.support.loyalty import BASE, NOON_MS, basket, line, lot, member, quoted, rich

DAY_MS = 86_400_000
BONUS = EarnRule("big", "Big basket", EarnKind.SALE, Rate(15), minimum_minor=3000)
FIVE = Benefit("five", "5 off", Effect.AMOUNT, 500, 500)


def test_a_little_more_for_a_bonus() -> None:
    answer = quoted(member(), basket(line(1, amount=2770)), earn=(BASE, BONUS))
    assert answer.nudges == (
        Message("nudge.more_for_points", {"more_minor": 230, "gain_points": 15, "rule": "Big basket"}),
    )


@pytest.mark.parametrize(("least", "shown"), [(5, False), (1, True)])
def test_small_gains_are_not_worth_a_line(least: int, shown: bool) -> None:
    answer = quoted(member(), basket(line(1, amount=2770)), nudges=Nudging(least_points=least))
    assert bool(answer.nudges) is shown


def test_the_next_step_of_a_rule_with_large_steps() -> None:
    rule = EarnRule("ten", "Tens", EarnKind.SPEND, Rate(5), 1000)
    answer = quoted(member(), basket(line(1, amount=770)), earn=(rule,))
    assert answer.nudges[0].params == {"more_minor": 230, "gain_points": 5, "rule": "Tens"}


def test_a_little_more_for_a_reward() -> None:
    gate = Benefit("gate", "Gate", Effect.AMOUNT, 100, 100, minimum_minor=1000)
    answer = quoted(rich(), basket(line(1, amount=770)), rewards=(gate,))
    assert answer.nudges == (Message("nudge.more_for_reward", {"more_minor": 230, "reward": "Gate"}),)


def test_the_next_reward() -> None:
    dearer = Benefit("more", "More", Effect.AMOUNT, 800, 800)
    answer = quoted(rich(450), basket(line(1, amount=2000)), rewards=(dearer, FIVE))
    assert answer.nudges == (Message("nudge.next_reward", {"missing_points": 50, "reward": "5 off"}),)


def test_points_about_to_end_after_what_this_sale_spends() -> None:
    soon = NOON_MS + 10 * DAY_MS
    who = member(lot(1, 600, soon), lot(2, 300))
    never = Expiry(ExpiryKind.NEVER, 0)
    answer = quoted(who, basket(line(1, amount=2000)), expiry=never)
    assert answer.nudges == (Message("nudge.expiring", {"expiring_points": 600, "expires_at_ms": soon}),)
    spent = basket(line(1, amount=2000), chosen=(Chosen("five"),))
    hint = quoted(who, spent, expiry=never, rewards=(FIVE,)).nudges[-1]
    assert hint.params["expiring_points"] == 100


def test_points_that_end_much_later_are_not_mentioned() -> None:
    who = member(lot(1, 600, NOON_MS + 31 * DAY_MS))
    assert quoted(who, basket(line(1, amount=2000)), expiry=Expiry(ExpiryKind.NEVER, 0)).nudges == ()


def holding(key: str, count: int) -> MemberSnapshot:
    return msgspec.structs.replace(member(), accounts=(AccountState(key, (lot(5, count),)),))


@pytest.mark.parametrize(
    ("before", "bought", "missing"),
    [(6, 2000, 2), (7, 2000, 1), (8, 2000, None), (3, 2000, None), (9, 9000, 2)],
)
def test_a_card_that_is_nearly_full(before: int, bought: int, missing: int | None) -> None:
    """A card of ten: only the last two stamps are worth a line."""
    stamp = EarnRule("s", "Coffee", EarnKind.UNIT, Rate(1), 1000, account="stamps:coffee", multiplied=False)
    cards = (StampCard("coffee", "Coffee card", 10),)
    what = basket(line(1, amount=100, quantity=bought))
    found = quoted(holding("stamps:coffee", before), what, earn=(BASE, stamp), cards=cards).nudges
    hint = Message("nudge.stamps", {"missing_count": missing or 0, "card": "Coffee card"})
    assert (hint in found) is (missing is not None)
    assert len(found) == (missing is not None)


def test_stamps_spent_in_this_sale_are_gone() -> None:
    cards = (StampCard("coffee", "Coffee card", 10),)
    free = Benefit("free", "Free", Effect.AMOUNT, 9, 50, account="stamps:coffee")
    what = basket(line(1), chosen=(Chosen("free"),))
    answer = quoted(holding("stamps:coffee", 9), what, cards=cards, rewards=(free,))
    assert answer.spent
    assert "nudge.stamps" not in {hint.code for hint in answer.nudges}


def test_what_is_carried_brings_the_next_step_nearer() -> None:
    rule = EarnRule("ten", "Tens", EarnKind.SPEND, Rate(5), 1000)
    answer = quoted(holding("remainder:ten", 150), basket(line(1, amount=700)), earn=(rule,))
    assert answer.nudges[0].params["more_minor"] == 150


def test_no_hint_for_what_fills_a_card_or_pays_in_percent() -> None:
    rules = (
        EarnRule("s", "Stamps", EarnKind.SPEND, Rate(9), 1000, account="stamps:x", multiplied=False),
        EarnRule("p", "Back", EarnKind.PERCENT, Rate(1)),
    )
    assert quoted(member(), basket(line(1, amount=770)), earn=rules).nudges == ()
