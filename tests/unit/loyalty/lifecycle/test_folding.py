"""A snapshot after entries is the ledger folded anew."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.kernel.ids import EventId, LotId
from pos_app.kernel.messages import Message
from pos_app.loyalty.accounts import PENDING, POINTS, account_id
from pos_app.loyalty.ledger import EntryDraft, EntryKind, LotChange
from pos_app.loyalty.ledger_fold import fold_accounts
from pos_app.loyalty.lifecycle.booking import owe, put_shared, take, tier_entry
from pos_app.loyalty.lifecycle.folding import after, apply
from pos_app.loyalty.lots import DatedLot
from pos_app.loyalty.member import AccountState
from tests.support.lifecycle import FRIEND, newcomer
from tests.support.loyalty import MEMBER, NOON_MS, lot, member

WHY = Message("earn.sale")
KEYS = (POINTS, PENDING, "stamps:coffee", "remainder:base")


def changed(
    key: str, number: int, *changes: tuple[int, int], kind: EntryKind = EntryKind.EARN, debt: int = 0
) -> EntryDraft:
    lots = tuple(LotChange(LotId(UUID(int=each)), points, 10 * each, 1000 * each) for each, points in changes)
    total = sum(points for _, points in changes) - debt
    return EntryDraft(
        account_id(MEMBER, key), f"leg:{number}", kind, total, "r", WHY, lots, 0, key, MEMBER, debt
    )


@given(st.lists(st.tuples(st.sampled_from(KEYS), st.integers(1, 4), st.integers(1, 99)), max_size=12))
def test_any_entries_in_any_groups_fold_to_the_same(gains: list[tuple[str, int, int]]) -> None:
    """Everything earned, then about half of each lot spent again."""
    entries = [changed(key, place, (number, points)) for place, (key, number, points) in enumerate(gains)]
    spent = [
        changed(key, 100 + place, (number, -(points // 2)), kind=EntryKind.REDEEM)
        for place, (key, number, points) in enumerate(gains)
        if points > 1
    ]
    log = [*entries, *spent]
    who = newcomer()
    for place in range(0, len(log), 3):
        who = apply(who, log[place : place + 3], NOON_MS)
    folded = fold_accounts((EventId(UUID(int=1)), entry) for entry in log)
    for state in (AccountState(POINTS, who.lots), *who.accounts):
        account = account_id(MEMBER, state.key)
        assert folded.get(account, AccountState(state.key)).lots == state.lots


def test_entries_of_others_change_nothing() -> None:
    who = member(lot(1, 10))
    foreign = put_shared(FRIEND, POINTS, "x", EntryKind.EARN, 5, "r", WHY, None)
    bearer = put_shared(None, "coupon:1", "x", EntryKind.ISSUE, 1, "r", WHY, None)
    assert apply(who, (foreign, bearer), NOON_MS) is who


def test_a_points_entry_of_old_without_an_owner_is_the_members() -> None:
    who = member(lot(1, 10))
    change = LotChange(LotId(UUID(int=1)), -4, 1000, None)
    entry = EntryDraft(who.points_account, "x", EntryKind.REDEEM, -4, "r", WHY, (change,))
    assert apply(who, (entry,), NOON_MS).balance_points == 6


def test_debts_of_every_account() -> None:
    who = apply(
        newcomer(),
        (
            owe(MEMBER, POINTS, "a", EntryKind.REVERSE, 7, "r", WHY),
            owe(MEMBER, "stamps:c", "b", EntryKind.REVERSE, 2, "r", WHY),
        ),
        NOON_MS,
    )
    assert (who.debt_points, who.account("stamps:c").debt_points) == (7, 2)
    assert (who.balance_points, who.account("stamps:c").balance_points) == (-7, -2)


def test_a_tier_begins_when_its_entry_says() -> None:
    first = apply(newcomer(), (tier_entry(MEMBER, "t", "gold", WHY, 500),), NOON_MS)
    assert (first.tier, first.tier_since_ms) == ("gold", 500)
    now = apply(first, (tier_entry(MEMBER, "t", "silver", WHY, 0),), NOON_MS)
    assert (now.tier, now.tier_since_ms) == ("silver", NOON_MS)
    assert now.accounts == ()


@pytest.mark.parametrize(
    ("key", "kind", "active"),
    [
        (POINTS, EntryKind.EARN, NOON_MS),
        (PENDING, EntryKind.EARN, NOON_MS),
        (POINTS, EntryKind.ADJUST, 5),
        (POINTS, EntryKind.TRANSFER, 5),
        ("stamps:c", EntryKind.EARN, 5),
    ],
)
def test_what_is_an_activity(key: str, kind: EntryKind, active: int) -> None:
    who = newcomer(last_activity_ms=5)
    assert apply(who, (changed(key, 1, (1, 10), kind=kind),), NOON_MS).last_activity_ms == active


def test_a_lot_or_a_debt_is_never_negative() -> None:
    with pytest.raises(ValueError, match="below zero"):
        after(AccountState(POINTS), (changed(POINTS, 1, (1, -1)),))
    with pytest.raises(ValueError, match="below zero"):
        after(AccountState(POINTS), (changed(POINTS, 1, (1, 1), debt=-1),))


def test_what_comes_back_into_a_lot_is_not_earned_again() -> None:
    state = after(AccountState(POINTS), (changed(POINTS, 1, (1, 10)),))
    state = after(state, (changed(POINTS, 2, (1, -4), kind=EntryKind.REDEEM),))
    state = after(state, (changed(POINTS, 3, (1, 4), kind=EntryKind.REVERSE),))
    assert [(each.earned_points, each.open_points) for each in state.lots] == [(10, 10)]


def test_an_emptied_account_is_gone() -> None:
    who = apply(newcomer(), (changed("stamps:c", 1, (1, 10)),), NOON_MS)
    gone = take(
        MEMBER,
        "x",
        EntryKind.REDEEM,
        10,
        "r",
        WHY,
        [DatedLot(None, who.account("stamps:c").lots[0])],
        key="stamps:c",
    )
    assert apply(who, (gone,), NOON_MS).accounts == ()
