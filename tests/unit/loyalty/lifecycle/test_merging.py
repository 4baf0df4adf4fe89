"""Two members become one, and two again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.kernel.errors import Refused
from pos_app.kernel.ids import MemberId
from pos_app.kernel.messages import Message
from pos_app.loyalty.accounts import POINTS, QUALIFYING
from pos_app.loyalty.basket import Chosen
from pos_app.loyalty.extras import Plan, StampCard
from pos_app.loyalty.ledger import EntryKind
from pos_app.loyalty.lifecycle.booking import owe
from pos_app.loyalty.lifecycle.merging import merge, undo
from pos_app.loyalty.member import AccountState, MemberSnapshot
from pos_app.loyalty.program import Tier
from pos_app.loyalty.rules import Benefit, EarnKind, EarnRule, Effect, Period, UseLimit
from tests.support.lifecycle import FRIEND, Ledger, day_ms, newcomer
from tests.support.loyalty import BASE, EVENT, MEMBER, compiled, line

CUP = EarnRule("cup", "Cup", EarnKind.UNIT, BASE.points, 1000, account="stamps:coffee")
TREAT = Benefit("treat", "Treat", Effect.AMOUNT, 5, 100, limits=(UseLimit(2, Period.EVER),))
SHOP = compiled(
    tiers=(Tier("basic", "Basic", "B", 1, threshold=0), Tier("gold", "Gold", "G", 2, threshold=5000)),
    plans=(Plan("club", "Club", "900", 12),),
    cards=(StampCard("coffee", "Coffee", 10, 6),),
    earn=(BASE, CUP),
    rewards=(TREAT,),
)
AT_MS = day_ms("2026-04-01")


def two(winner_owes: int = 0, loser_owes: int = 0) -> Ledger:
    ledger = Ledger(SHOP, newcomer(tier="basic"), newcomer(FRIEND, tier="basic"))
    for who, points in ((MEMBER, winner_owes), (FRIEND, loser_owes)):
        if points:
            owed = owe(who, POINTS, "back", EntryKind.REVERSE, points, "r", Message("earn.sale"))
            ledger.post((owed,), day_ms("2026-01-01"))
    return ledger


def joined(ledger: Ledger) -> tuple[object, ...]:
    found = merge(SHOP, ledger.members[FRIEND], ledger.members[MEMBER], AT_MS, ledger.event())
    ledger.post(found, AT_MS)
    return found


def test_every_account_moves_with_its_dates() -> None:
    ledger = two()
    ledger.sell(line(1, amount=1030), at="2026-03-01")
    ledger.sell(line(1, amount=6000), line(2, product="900"), at="2026-03-02", who=FRIEND)
    ledger.sell(line(1, amount=500), at="2026-03-03", who=FRIEND, chosen=(Chosen("treat"),))
    before, loser = ledger.members[MEMBER], ledger.members[FRIEND]
    keys = {state.key for state in (*before.accounts, *loser.accounts)} | {POINTS}
    sums = {key: ledger.balance(key) + ledger.balance(key, FRIEND) for key in keys}
    joined(ledger)
    assert {key: ledger.balance(key) for key in keys} == sums
    assert {ledger.balance(key, FRIEND) for key in keys} == {0}
    assert (ledger.member.tier, ledger.members[FRIEND].accounts) == ("gold", ())
    ends = {lot.expires_at_ms for lot in loser.account("stamps:coffee").lots}
    assert ends <= {lot.expires_at_ms for lot in ledger.member.account("stamps:coffee").lots}
    assert ledger.balance("uses:treat:ever") == 1
    assert ledger.balance(QUALIFYING) > 7000


@pytest.mark.parametrize(
    ("winner_owes", "loser_owes", "balance", "debt"),
    [(0, 0, 30, 0), (4, 0, 30, 0), (0, 8, 30, 0), (90, 0, 0, 60), (0, 90, 0, 60)],
)
def test_what_one_owes_is_paid_from_what_the_other_has(
    winner_owes: int, loser_owes: int, balance: int, debt: int
) -> None:
    """Each has earned 15 and what the debt took of it."""
    ledger = two(winner_owes, loser_owes)
    for who, owes in ((MEMBER, winner_owes), (FRIEND, loser_owes)):
        ledger.sell(line(1, amount=1500 + (owes * 100 if owes < 50 else 0)), at="2026-03-01", who=who)
    joined(ledger)
    assert (sum(lot.open_points for lot in ledger.member.lots), ledger.member.debt_points) == (balance, debt)


@given(
    st.lists(st.tuples(st.sampled_from((MEMBER, FRIEND)), st.integers(0, 9000)), max_size=4),
    st.integers(0, 120),
    st.integers(0, 120),
)
def test_a_merge_taken_back_leaves_everything_as_it_was(
    sales: list[tuple[MemberId, int]], winner_owes: int, loser_owes: int
) -> None:
    ledger = two(winner_owes, loser_owes)
    for place, (who, amount) in enumerate(sales):
        ledger.sell(line(1, amount=amount), at=f"2026-03-{place + 1:02}", who=who)
    before = dict(ledger.members)
    found = merge(SHOP, before[FRIEND], before[MEMBER], AT_MS, ledger.event())
    ledger.post(found, AT_MS)
    ledger.post(undo(found, ledger.member), AT_MS)
    for who in (MEMBER, FRIEND):
        after = ledger.members[who]
        assert (after.tier, after.debt_points) == (before[who].tier, before[who].debt_points)
        assert _held(after) == _held(before[who])


def _held(who: MemberSnapshot) -> list[tuple[object, ...]]:
    """Every lot of every account with its dates."""
    states = (AccountState(POINTS, who.lots), *who.accounts)
    return [
        (state.key, state.debt_points, lot.lot_id, lot.open_points, lot.earned_at_ms, lot.expires_at_ms)
        for state in states
        for lot in state.lots
    ]


def test_points_that_are_spent_keep_the_two_together() -> None:
    ledger = two()
    ledger.sell(line(1, amount=500), at="2026-03-01", who=FRIEND)
    found = merge(SHOP, ledger.members[FRIEND], ledger.members[MEMBER], AT_MS, ledger.event())
    ledger.post(found, AT_MS)
    ledger.sell(line(1, amount=500), at="2026-04-02", chosen=(Chosen("treat"),))
    with pytest.raises(Refused, match=r"merge\.spent"):
        undo(found, ledger.member)


def test_nobody_is_merged_with_himself() -> None:
    with pytest.raises(Refused, match=r"merge\.same"):
        merge(SHOP, newcomer(), newcomer(), AT_MS, EVENT)
