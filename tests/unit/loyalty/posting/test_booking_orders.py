"""Facts of several tills on one account, in any order of arrival."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from pos_app.loyalty.ledger import EntryDraft, EntryKind
from pos_app.loyalty.posting.booking import OpenBook, post
from pos_app.loyalty.posting.books import AccountBook, Effect
from tests.support.books import ENDS, book, booked, entry, written_off
from tests.support.rounds import invariant

Fact = tuple[int, EntryDraft]
"""When it happened (ms), its entry."""
SEED = st.integers(0, 2**32)
POINTS_OF_A_CHANGE = st.integers(1, 120)
NUMBERS = st.sampled_from(sorted(ENDS))
INSTANTS = st.integers(0, 2_500)
SPENDING = st.sampled_from((EntryKind.REDEEM, EntryKind.ADJUST, EntryKind.TRANSFER, EntryKind.REVERSE))
GIVING = st.sampled_from((EntryKind.EARN, EntryKind.ADJUST, EntryKind.REVERSE, EntryKind.TRANSFER))


@st.composite
def takes(draw: st.DrawFn) -> Fact:
    """Something taken out of up to three lots."""
    parts = draw(st.dictionaries(NUMBERS, POINTS_OF_A_CHANGE, min_size=1, max_size=3))
    changes = tuple((number, -points) for number, points in parts.items())
    return draw(INSTANTS), entry(draw(SPENDING), *changes)


@st.composite
def gives(draw: st.DrawFn) -> Fact:
    """Something put into up to two lots, a debt paid with it or owed."""
    parts = draw(st.dictionaries(NUMBERS, POINTS_OF_A_CHANGE, max_size=2))
    return draw(INSTANTS), entry(draw(GIVING), *parts.items(), debt=draw(st.integers(-50, 30)))


@st.composite
def mixes(draw: st.DrawFn) -> Fact:
    """Lots up, lots down, debts: as merges have them, or their undoing."""
    parts = draw(st.dictionaries(NUMBERS, st.integers(-80, 80), max_size=4))
    return draw(INSTANTS), entry(draw(SPENDING), *parts.items(), debt=draw(st.integers(-50, 50)))


@st.composite
def ends(draw: st.DrawFn) -> Fact:
    """The write-off of a lot that has an end, as a till wants it that knew more or less of it."""
    number = draw(st.sampled_from([each for each, end in ENDS.items() if end is not None]))
    return 3_000, entry(EntryKind.EXPIRE, (number, -draw(POINTS_OF_A_CHANGE)))


def posted(before: AccountBook, facts: Iterable[Fact]) -> AccountBook:
    """The account after facts, each effect being checked."""
    now = before
    for at_ms, fact in facts:
        former, (now, effect) = now, post(now, fact, at_ms)
        check(former, now, fact, effect)
    return now


def check(former: AccountBook, now: AccountBook, fact: EntryDraft, effect: Effect) -> None:
    """It adds up, nothing is negative, what changed is what the effect says."""
    assert effect.points == sum(change.points for change in effect.lots) - effect.debt_points
    assert now.balance_points == former.balance_points + effect.points
    assert now.debt_points == former.debt_points + effect.debt_points >= 0
    revived = sum(change.points for change in effect.revived)
    assert written_off(former) - written_off(now) == (
        revived if fact.kind is not EntryKind.EXPIRE else effect.points
    )
    if fact.kind is not EntryKind.EXPIRE:
        assert effect.points + sum(change.points for change in effect.follow) - revived == fact.points
    else:
        assert fact.points <= effect.points <= 0
    opened = {lot.lot_id: lot.open_points for lot in former.lots}
    for change in effect.lots:
        opened[change.lot_id] = opened.get(change.lot_id, 0) + change.points
    assert opened == {lot.lot_id: lot.open_points for lot in now.lots}
    for lot in now.lots:
        assert min(lot.open_points, lot.expired_points, lot.earned_points) >= 0


def mixed(facts: Sequence[Fact], seed: int) -> list[Fact]:
    """The same facts in another order."""
    return Random(seed).sample(facts, len(facts))


def full(*numbers: int, points: int = 60) -> AccountBook:
    """An account with lots in order."""
    lots = [booked(number, points) for number in numbers]
    return book(*lots)


@invariant
@given(st.lists(st.one_of(takes(), gives(), mixes()), max_size=8), SEED)
def test_the_order_never_changes_the_balance(facts: list[Fact], seed: int) -> None:
    """Nothing ends: balances are the sum of what tills booked."""
    one, other = posted(full(4, 1, 3), facts), posted(full(4, 1, 3), mixed(facts, seed))
    assert one.balance_points == other.balance_points == 180 + sum(fact.points for _, fact in facts)


@invariant
@given(st.lists(st.one_of(takes(), gives(), mixes(), ends()), max_size=8), SEED)
def test_the_order_never_changes_balance_with_what_has_ended(facts: list[Fact], seed: int) -> None:
    """Points are neither made nor lost: they are there, or written off."""
    one, other = posted(full(4, 1, 3), facts), posted(full(4, 1, 3), mixed(facts, seed))
    assert one.balance_points + written_off(one) == other.balance_points + written_off(other)


ACTIONS = st.lists(st.tuples(INSTANTS, st.integers(0, 90)), max_size=5)
"""What a till that hears of nobody does, one after the other: at an instant spend so much, 0 = write off what ended."""


def alone(before: AccountBook, actions: Sequence[tuple[int, int]]) -> list[Fact]:
    """The facts of one till by its own books, which it keeps in step: as the engine drafts them."""
    facts: list[Fact] = []
    now = before
    for at_ms, wanted in sorted(actions):
        gone = [lot for lot in now.lots if lot.expires_at_ms is not None and lot.expires_at_ms < at_ms]
        drafts = [
            entry(EntryKind.EXPIRE, (lot.lot_id.int, -lot.open_points)) for lot in gone if lot.open_points
        ]
        left, changes = wanted, []
        for lot in now.lots:
            part = 0 if lot in gone else min(left, lot.open_points)
            if part:
                changes.append((lot.lot_id.int, -part))
                left -= part
        if changes:
            drafts.append(entry(EntryKind.REDEEM, *changes))
        facts += [(at_ms, draft) for draft in drafts]
        now = posted(now, [(at_ms, draft) for draft in drafts])
    return facts


@invariant
@given(st.lists(ACTIONS, min_size=2, max_size=4), SEED)
def test_spending_and_write_offs_of_tills_commute(tills: list[list[tuple[int, int]]], seed: int) -> None:
    """Of lots that are known: the same balance, the same debt, as much written off of each."""
    before = full(4, 1, 2, 3)
    facts = [fact for actions in tills for fact in alone(before, actions)]
    assert posted(before, facts) == posted(before, mixed(facts, seed))


@invariant
@given(st.lists(st.one_of(takes(), ends()), max_size=8), SEED)
def test_spending_while_every_lot_is_good_commutes_whatever_it_names(facts: list[Fact], seed: int) -> None:
    """With write-offs of too much, of too little, of the same lot twice."""
    early = [(min(at_ms, 500) if fact.kind is not EntryKind.EXPIRE else at_ms, fact) for at_ms, fact in facts]
    assert posted(full(4, 1, 2, 3), early) == posted(full(4, 1, 2, 3), mixed(early, seed))


@invariant
@given(st.lists(st.one_of(takes(), gives(), mixes(), ends()), max_size=6))
def test_an_open_book_is_one_entry_after_the_other(facts: list[Fact]) -> None:
    before = full(4, 1, 3)
    opened, now = OpenBook(before), before
    for at_ms, fact in facts:
        now, effect = post(now, fact, at_ms)
        assert opened.post(fact, at_ms) == effect
    assert opened.book() == now
    old = {lot.lot_id: lot for lot in before.lots}
    assert old | {lot.lot_id: lot for lot in opened.changed_lots()} == {lot.lot_id: lot for lot in now.lots}
    assert all(old.get(lot.lot_id) != lot for lot in opened.changed_lots())
