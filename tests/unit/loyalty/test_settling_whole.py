"""Random lives of members under a program that has everything."""

from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from pos_app.kernel.clock import DAY_MS
from pos_app.kernel.money import Rate
from pos_app.loyalty.basket import BasketLine, Chosen
from pos_app.loyalty.compiled import CompiledProgram, compile_program
from pos_app.loyalty.extras import Activity, Charity, CouponRule, Plan, StampCard
from pos_app.loyalty.lifecycle.activity import activity
from pos_app.loyalty.lifecycle.adjusting import adjust
from pos_app.loyalty.lifecycle.due import due
from pos_app.loyalty.limiting import used_by_member
from pos_app.loyalty.program import Tier
from pos_app.loyalty.rules import Benefit, EarnKind, EarnRule, Effect, Period, UseLimit
from pos_app.loyalty.settings import (
    CurrentSale,
    Downgrade,
    Expiry,
    ExpiryKind,
    Limits,
    OnChange,
    Pending,
    PendingKind,
    Tiering,
    TierMeasure,
    TierWindow,
)
from tests.support.lifecycle import FRIEND, Ledger, newcomer
from tests.support.loyalty import BASE, MEMBER, NOON_MS, basket, line, program

EVENTS = st.lists(st.tuples(st.integers(0, 2**32), st.integers(0, 120)), min_size=1, max_size=8)
NEXT = CouponRule(
    "next", "Next", Benefit("next", "Next", Effect.PERCENT, percent=Rate(1, 10)), automatic=True
)


def random_program(chance: Random) -> CompiledProgram:
    """Every part of a program, with settings by chance."""
    months = chance.choice((1, 6, 12))
    return compile_program(
        program(
            earn=(
                BASE,
                EarnRule("step", "Step", EarnKind.SPEND, Rate(1), 1000, limits=(UseLimit(3, Period.MONTH),)),
                EarnRule("cup", "Cup", EarnKind.UNIT, Rate(1), 1000, account="stamps:coffee"),
            ),
            rewards=(
                Benefit("off", "Off", Effect.AMOUNT, 10, 100, limits=(UseLimit(2, Period.WEEK),)),
                Benefit("free", "Free", Effect.AMOUNT, 5, 100, account="stamps:coffee"),
                Benefit("give", "Give", Effect.DONATION, 5, 50, gives="dogs"),
                Benefit("buy", "Buy", Effect.COUPON, 5, gives="next"),
            ),
            cards=(StampCard("coffee", "Coffee", 10, chance.choice((0, 3))),),
            coupons=(NEXT,),
            plans=(Plan("club", "Club", "plan", 1, chance.random() < 0.5, tier="gold"),),
            charities=(Charity("dogs", "Dogs", Rate(1, 100)),),
            activities=(
                Activity("cake", "Cake", "birthday", 7, days=20),
                Activity("bring", "Bring", "referral", 50, friend_points=20, minimum_minor=500),
                Activity("review", "Review", "review", 9, limits=(UseLimit(1, Period.MONTH),)),
            ),
            tiers=(
                Tier("basic", "Basic", "B", 1, threshold=0),
                Tier("silver", "Silver", "S", 2, Rate(3, 2), threshold=20),
                Tier("gold", "Gold", "G", 3, Rate(2), threshold=60),
            ),
            expiry=Expiry(chance.choice(list(ExpiryKind)), months, 0, chance.choice(list(OnChange))),
            pending=Pending(chance.choice(list(PendingKind)), 9),
            tiering=Tiering(
                TierMeasure.POINTS,
                chance.choice(list(TierWindow)),
                months,
                chance.choice(list(CurrentSale)),
                chance.choice(list(Downgrade)),
                chance.choice((0, 20)),
                chance.random() < 0.3,
            ),
            limits=Limits(chance.choice((None, 30)), chance.choice((None, 40)), 5, 20),
        )
    )


def random_lines(chance: Random) -> tuple[BasketLine, ...]:
    names = ("apple", "pear", "plan")
    return tuple(
        line(number, chance.choice(names), chance.randint(0, 4000), chance.choice((1000, 2000)))
        for number in range(1, chance.randint(1, 4) + 1)
    )


def happen(ledger: Ledger, seed: int, at_ms: int) -> None:
    """One event of a member's life: mostly a sale."""
    chance = Random(seed)
    who = chance.choice((MEMBER, MEMBER, FRIEND, None))
    kind = chance.randint(0, 9)
    if kind < 7 or who is None:
        chosen = tuple(Chosen(name) for name in ("off", "free", "give", "buy") if chance.random() < 0.4)
        ledger.settle(basket(*random_lines(chance), chosen=chosen, at_ms=at_ms), who)
    elif kind == 7:
        ledger.compiled = random_program(chance)
    elif kind == 8:
        points, said = chance.choice((-40, -5, 5, 40)), "by chance"
        entries = adjust(
            ledger.compiled, ledger.members[who], points, said, at_ms, ledger.event(), is_approved=True
        )
        ledger.post(entries, at_ms)
    else:
        reviewed = used_by_member(ledger.members[who], "review", Period.MONTH, at_ms)
        if not reviewed:
            found = activity(ledger.compiled, ledger.members[who], "review", at_ms, ledger.event())
            ledger.post(found.entries, at_ms)


@given(st.integers(0, 2**32), EVENTS)
def test_whatever_happens_the_books_add_up(seed: int, events: list[tuple[int, int]]) -> None:
    """Each posting is settled twice the same and compared with the ledger folded in both directions: entries are open
    lots less debts in every account, no lot is negative; what is due is due once.
    """
    birthday = newcomer(birthday="04-01", tier="basic")
    friend = newcomer(FRIEND, tier="basic", referrer=MEMBER)
    ledger = Ledger(random_program(Random(seed)), birthday, friend)
    at_ms = NOON_MS
    for number, days in events:
        at_ms += days * DAY_MS
        happen(ledger, number, at_ms)
    for who in (MEMBER, FRIEND):
        ledger.post(due(ledger.compiled, ledger.members[who], at_ms + 1), at_ms + 1)
        assert not due(ledger.compiled, ledger.members[who], at_ms + 1)
