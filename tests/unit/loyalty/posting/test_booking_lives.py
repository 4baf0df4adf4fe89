"""A single till in step with the books: posting does exactly what its entries say."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from random import Random
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from pos_app.kernel.clock import DAY_MS
from pos_app.kernel.errors import Refused
from pos_app.kernel.ids import AccountId, EventId
from pos_app.loyalty.ledger import EntryDraft, EntryKind
from pos_app.loyalty.ledger_fold import fold_accounts
from pos_app.loyalty.lifecycle.folding import after
from pos_app.loyalty.lifecycle.merging import merge, undo
from pos_app.loyalty.member import AccountState, Lot
from pos_app.loyalty.posting.booking import OpenBook
from pos_app.loyalty.posting.books import AccountBook
from tests.support.lifecycle import FRIEND, Ledger, newcomer
from tests.support.loyalty import MEMBER, NOON_MS
from tests.support.loyalty_random import SEEDS
from tests.support.rounds import invariant
from tests.support.sold_baskets import everything, give_back
from tests.unit.loyalty.reversing.test_reversal_history import buy
from tests.unit.loyalty.test_settling_whole import EVENTS, happen, random_program


class Books:
    """Every account by posting, compared with the engine's own view after each event, with the ledger folded anew."""

    def __init__(self) -> None:
        self.posted: dict[AccountId, AccountBook] = {}
        self._engine: dict[AccountId, AccountState] = {}
        self._log: list[tuple[EventId, EntryDraft]] = []

    def post(self, entries: Sequence[EntryDraft], at_ms: int) -> None:
        """Post what happened at one instant; compare."""
        by_account: dict[AccountId, list[EntryDraft]] = {}
        event = EventId(UUID(int=len(self._log)))
        for entry in entries:
            self._log.append((event, entry))
            by_account.setdefault(entry.account_id, []).append(entry)
        for account, own in by_account.items():
            key = own[0].key
            opened = OpenBook(self.posted.get(account, AccountBook(key)))
            for entry in own:
                effect = opened.post(entry, at_ms)
                assert (effect.points, effect.debt_points) == (entry.points, entry.debt_points)
                assert (effect.flag, effect.follow, effect.revived) == ("", (), ())
                if entry.kind is not EntryKind.TIER:
                    assert effect.lots == entry.lots
            self.posted[account] = opened.book()
            self._engine[account] = after(self._engine.get(account, AccountState(key)), own)
            assert unearned(plain(self.posted[account])) == unearned(self._engine[account])

    def check(self) -> None:
        """The same as the whole ledger folded."""
        assert {account: plain(book) for account, book in self.posted.items()} == fold_accounts(self._log)


def plain(book: AccountBook) -> AccountState:
    """A book as the ledger folded anew has the account."""
    lots = tuple(
        Lot(lot.lot_id, lot.earned_at_ms, lot.expires_at_ms, lot.earned_points, lot.open_points, lot.ends_by)
        for lot in book.lots
        if lot.open_points
    )
    return AccountState(book.key, lots, book.debt_points)


def unearned(state: AccountState) -> AccountState:
    """Without what was earned: a snapshot forgets it with an empty lot that is filled again."""
    lots = tuple(replace(lot, earned_points=0) for lot in state.lots)
    return AccountState(state.key, lots, state.debt_points)


class Till(Ledger):
    """A ledger whose entries are posted to books, too."""

    books = Books()

    def post(self, entries: Sequence[EntryDraft], at_ms: int, event: EventId | None = None) -> None:
        """Post to both."""
        super().post(entries, at_ms, event)
        self.books.post(entries, at_ms)


@given(st.integers(0, 2**32), EVENTS)
def test_a_whole_life(seed: int, events: list[tuple[int, int]]) -> None:
    """Sales, adjustments, activities, what time makes due, two members becoming one; as it is undone again."""
    till = Till(
        random_program(Random(seed)),
        newcomer(birthday="04-01", tier="basic"),
        newcomer(FRIEND, tier="basic", referrer=MEMBER),
        is_checked_each=False,
    )
    till.books = Books()
    at_ms = NOON_MS
    for number, days in events:
        at_ms += days * DAY_MS
        happen(till, number, at_ms)
    moved = merge(till.compiled, till.members[FRIEND], till.members[MEMBER], at_ms, till.event())
    till.post(moved, at_ms)
    till.books.check()
    try:
        back = undo(moved, till.members[MEMBER])
    except Refused:
        return
    till.post(back, at_ms)
    till.books.check()


@invariant
@given(SEEDS)
def test_sales_that_come_back(seed: int) -> None:
    """Debts of points that were spent meanwhile, what the goods kept are worth, rewards given back."""
    chance = Random(seed)
    first = buy(None, chance, 1)
    second = buy(first, chance, 2)
    books = Books()
    for event, entries in grouped(second.log):
        books.post(entries, NOON_MS + event.int % 0x100)
    pieces = [(line_no, 1000) for line_no, milli in everything(first) for _ in range(milli // 1000)]
    chance.shuffle(pieces)
    story = first._replace(member=second.member, log=second.log)
    for number, piece in enumerate(pieces, 10):
        found, story = give_back(story, piece, number=number)
        books.post(found.entries, NOON_MS + 10 * DAY_MS)
    books.check()


def grouped(log: Iterable[tuple[EventId, EntryDraft]]) -> list[tuple[UUID, list[EntryDraft]]]:
    """Entries by event, in their order."""
    found: dict[UUID, list[EntryDraft]] = {}
    for event, entry in log:
        found.setdefault(event, []).append(entry)
    return list(found.items())
