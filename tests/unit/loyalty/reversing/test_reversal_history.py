"""Several sales of one member, returned in any order: balances, debts, spend that waits."""

from __future__ import annotations

from random import Random
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from pos_app.kernel.ids import EventId
from pos_app.kernel.money import Rate
from pos_app.loyalty.accounts import remainder_key
from pos_app.loyalty.basket import Chosen
from pos_app.loyalty.ledger_fold import fold_accounts
from pos_app.loyalty.program import Tier
from pos_app.loyalty.rules import Benefit, EarnKind, EarnRule, Effect, Selector
from pos_app.loyalty.settings import Expiry, ExpiryKind
from tests.support.loyalty import NOON_MS, basket, compiled, line, member
from tests.support.loyalty_random import SEEDS
from tests.support.rounds import invariant
from tests.support.sold_baskets import DAY_MS, Story, everything, give_back, opening, sell

PROGRAM = compiled(
    earn=(
        EarnRule("base", "Points", EarnKind.SPEND, Rate(1), 700),
        EarnRule("fruit", "Fruit", EarnKind.UNIT, Rate(2), 1000, selector=Selector(products=("apple",))),
        EarnRule("often", "Bonus", EarnKind.SALE, Rate(3), minimum_minor=1500),
    ),
    rewards=(Benefit("off", "5.00 off", Effect.AMOUNT, cost_points=4, amount_minor=500),),
    tiers=(Tier("plain", "Plain", "P", 1), Tier("gold", "Gold", "G", 2, Rate(3, 2), threshold=10**9)),
    expiry=Expiry(ExpiryKind.NEVER, 0),
)


def buy(story: Story | None, chance: Random, number: int) -> Story:
    """One more sale, now and then with a reward."""
    who = story.member if story is not None else replace(member(), tier=chance.choice(("plain", "gold")))
    lines = [
        line(at, chance.choice(("apple", "pen")), chance.randint(1, 2500), 1000 * chance.randint(1, 3))
        for at in range(1, chance.randint(1, 3) + 1)
    ]
    chosen = (Chosen("off"),) if chance.random() < 0.4 else ()
    at_ms = NOON_MS + number * DAY_MS
    bought = sell(PROGRAM, who, basket(*lines, chosen=chosen, at_ms=at_ms), EventId(UUID(int=0x300 + number)))
    log = bought.log if story is None else (*story.log, *bought.log[len(opening(who)) :])
    return bought._replace(log=log)


@pytest.mark.timeout(900)
@invariant
@given(SEEDS)
def test_all_sales_back_is_as_if_nothing_had_been_bought(seed: int) -> None:
    """What earlier points were spent on meanwhile makes debts; they are gone when everything is back."""
    chance = Random(seed)
    story: Story | None = None
    stories = []
    for number in range(1, chance.randint(2, 3) + 1):
        story = buy(story, chance, number)
        stories.append(story)
    assert story is not None
    who, log = story.member, story.log
    pieces = [
        (place, line_no)
        for place, each in enumerate(stories)
        for line_no, milli in everything(each)
        for _ in range(milli // 1000)
    ]
    chance.shuffle(pieces)
    for number, (place, line_no) in enumerate(pieces, 10):
        of = stories[place]._replace(member=who, log=log)
        _, stories[place] = give_back(of, (line_no, 1000), at_ms=NOON_MS + 20 * DAY_MS, number=number)
        who, log = stories[place].member, stories[place].log
        for state in fold_accounts(log).values():
            assert state.balance_points == sum(entry.points for _, entry in log if entry.key == state.key)
    assert (who.balance_points, who.debt_points) == (0, 0)
    assert who.account(remainder_key("base")).balance_points == 0
    assert who.accounts == ()


@pytest.mark.timeout(900)
@invariant
@given(SEEDS)
def test_what_is_kept_earned_what_it_would_have_earned_alone(seed: int) -> None:
    """Cumulative: however it came back, the member has the points of the goods that stayed."""
    chance = Random(seed)
    story = buy(None, chance, 1)
    kept = []
    number = 0
    for part in story.sold.parts:
        pieces = part.line.quantity_milli // 1000
        gone = chance.randint(0, pieces)
        for _ in range(gone):
            number += 1
            _, story = give_back(story, (part.line.line_no, 1000), number=number)
        amount = part.final_minor - round_share(part.final_minor, gone, pieces)
        if gone < pieces:
            kept.append(
                replace(
                    part.line,
                    quantity_milli=(pieces - gone) * 1000,
                    extended_minor=amount,
                    amount_minor=amount,
                    net_minor=amount,
                )
            )
    alone = sell(PROGRAM, replace(member(), tier=story.before.tier), basket(*kept))
    assert story.member.balance_points == alone.member.balance_points
    key = remainder_key("base")
    assert story.member.account(key).balance_points == alone.member.account(key).balance_points


def round_share(figure: int, part: int, whole: int) -> int:
    """Half up."""
    return (2 * figure * part + whole) // (2 * whole)


@given(SEEDS, st.integers(1, 3))
def test_reversing_twice_changes_nothing(seed: int, times: int) -> None:
    chance = Random(seed)
    story = buy(None, chance, 1)
    part = chance.choice(story.sold.parts).line
    first, after = give_back(story, (part.line_no, 1000))
    again, _ = give_back(story, (part.line_no, 1000))
    assert again == first
    assert fold_accounts([*after.log, *after.log[-len(first.entries) :] * times]) == fold_accounts(after.log)
