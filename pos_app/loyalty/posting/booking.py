"""How an entry changes an account, whatever happened there since it was drafted.

A till drafts entries against what it knew; by the time they are posted, others may have spent the same lots. A fact is
never refused: what it says happened, only where its points come from is found anew. Where everything is as the till
thought, an entry does exactly what it says.

TAKING (negative changes of every kind but EXPIRE, MATURE). The total stands. First what is open in the named lot, then
what was written off of it (the till held it for good when it was spent; the write-off shrinks), then the other lots
that had not ended at the fact's own instant, in the order they are spent, of each what is open, then what was written
off; the rest is owed: flag `overdrawn`. A REVERSE whose lot is not known came before its sale: owed at once, the sale
repays it, so both orders end the same. Debt that the entry names stays debt.
PENDING. What a taking lacks in a known waiting lot has matured: it is left to the caller in `Effect.follow`.
GIVING (positive changes, repaid debt). The total stands. Debt on the account is repaid first, whatever the till
thought; then the named lots, the last of them bearing the difference. Debt that the till repaid where none is left goes
into the last named lot; else less is taken; else into a lot of its own that never ends. TRANSFER moves lots as they
are, debt of the account beside them stays: the entries of a merge settle it themselves.
EXPIRE takes what is open of what it wants, never a debt; MATURE the same from the waiting lot, and gives at most what
it took there (`most`). Fewer: flag `less`. TIER does nothing.

What the order of arrival changes:
- never: balance + what is written off, over all accounts of the owner. Without EXPIRE that is the balance.
- nothing at all (every lot, the debt, every write-off the same): spending and EXPIREs of tills that knew the same lots,
  whatever they knew of each other's doing; or of known lots that had all not ended when it was spent.
- neither of the two balances of a member's waiting and other points: MATUREs of the whole lot, returns, spending, once
  the EARN is posted.
- how much ends later: which points repay a debt or stand in for missing ones depends on those that are there by then
  (an EARN that arrives later, a till that did not know of lots that end sooner), and points that have repaid a debt no
  longer end.
- what is given into a lot between an EXPIRE that found less than it wanted and the spend it came after stays open until
  the next EXPIRE.
- which of several entries carries a flag.
"""

from __future__ import annotations

from collections.abc import Sequence

from pos_app.kernel.ids import LotId, derived_id
from pos_app.loyalty.accounts import PENDING
from pos_app.loyalty.ledger import OPENING, EntryDraft, EntryKind, LotChange
from pos_app.loyalty.lifecycle.due import matured_lot
from pos_app.loyalty.posting.books import LESS, NOTHING, OVERDRAWN, AccountBook, BookedLot, Effect
from pos_app.loyalty.posting.open_lots import OpenLots


def post(
    book: AccountBook, entry: EntryDraft, at_ms: int, most: int | None = None
) -> tuple[AccountBook, Effect]:
    """Return the account after an entry of a fact that happened at `at_ms`, with what the entry did.

    `most` (points) bounds what a MATURE entry gives: what its leg took from the waiting lots; None = no bound.
    """
    opened = OpenBook(book)
    effect = opened.post(entry, at_ms, most)
    return opened.book(), effect


class OpenBook:
    """One account while several entries are posted to it."""

    def __init__(self, book: AccountBook) -> None:
        self.key = book.key
        self.debt_points = book.debt_points
        self._before = book
        self._lots = OpenLots(book.lots)

    def book(self) -> AccountBook:
        """Return the account as it is now; the one opened when nothing changed."""
        lots = self._lots.all()
        if lots is self._before.lots and self.debt_points == self._before.debt_points:
            return self._before
        return AccountBook(self.key, lots, self.debt_points)

    def changed_lots(self) -> tuple[BookedLot, ...]:
        """Return the lots that are new, or not as they were in the book opened."""
        return self._lots.changed()

    def post(self, entry: EntryDraft, at_ms: int, most: int | None = None) -> Effect:
        """Post one entry of a fact that happened at `at_ms`; see `post`."""
        if entry.kind is EntryKind.TIER:
            return NOTHING
        self._lots.begin()
        debt_before = self.debt_points
        follow: tuple[LotChange, ...] = ()
        flag = ""
        if entry.kind is EntryKind.EXPIRE or (entry.kind is EntryKind.MATURE and entry.points <= 0):
            flag = self._end(entry)
        elif entry.kind is EntryKind.MATURE:
            flag = self._mature(entry, at_ms, most)
        else:
            follow, flag = self._book(entry, at_ms)
        lots = self._lots.moved(entry.lots)
        debt = self.debt_points - debt_before
        points = sum(change.points for change in lots) - debt
        return Effect(points, lots, debt, flag, follow, self._lots.revived())

    def _end(self, entry: EntryDraft) -> str:
        """Points end, or leave the waiting account: what is there of them."""
        end = self._lots.expire if entry.kind is EntryKind.EXPIRE else self._lots.take
        wanted = sum(-change.points for change in entry.lots)
        ended = sum(end(change.lot_id, -change.points) for change in entry.lots)
        return LESS if ended < wanted else ""

    def _mature(self, entry: EntryDraft, at_ms: int, most: int | None) -> str:
        """Waiting points come to the points account: so many as left the other."""
        points = entry.points if most is None else min(most, entry.points)
        if points > 0:
            gives = [change for change in entry.lots if change.points >= 0]
            self._give(entry, at_ms, gives, points, self.debt_points)
        return LESS if points < entry.points else ""

    def _book(self, entry: EntryDraft, at_ms: int) -> tuple[tuple[LotChange, ...], str]:
        """Everything whose total stands; return what is to follow on points, the flag."""
        gives = [change for change in entry.lots if change.points >= 0]
        takes = [(change, -change.points) for change in entry.lots if change.points < 0]
        wanted, named = max(0, -entry.debt_points), max(0, entry.debt_points)
        repaid = min(wanted, self.debt_points)
        self.debt_points += named - repaid
        extra = wanted - repaid
        if not gives:
            takes, extra = _less(takes, extra)
        points = extra + sum(change.points for change in gives)
        if gives or points:
            as_it_is = entry.kind is EntryKind.TRANSFER or named
            self._give(entry, at_ms, gives, points, 0 if as_it_is else self.debt_points)
        owed, follow = 0, []
        for change, part in takes:
            lacking = self._take(change, part)
            known = self._lots.get(change.lot_id)
            if lacking and known is not None and self.key == PENDING:
                follow.append(_matured(known, lacking))
                continue
            if lacking and (known is not None or entry.kind is not EntryKind.REVERSE):
                lacking = self._take_others(lacking, at_ms)
            owed += lacking
        self.debt_points += owed
        return tuple(follow), OVERDRAWN if owed else ""

    def _give(
        self, entry: EntryDraft, at_ms: int, into: Sequence[LotChange], points: int, repayable: int
    ) -> None:
        """Repay, then fill lots in their order; the last gets what is left, little or much."""
        repaid = min(points, repayable)
        self.debt_points -= repaid
        left = points - repaid
        into = into or ((_nameless(entry, at_ms),) if left else ())
        for place, change in enumerate(into, 1):
            part = left if place == len(into) else min(left, change.points)
            self._lots.give(change, part, entry.kind in OPENING)
            left -= part

    def _take(self, change: LotChange, points: int) -> int:
        """Take from the lot that is named; return what it lacks."""
        left = points - self._lots.take(change.lot_id, points)
        return left - self._lots.revive(change.lot_id, left)

    def _take_others(self, points: int, at_ms: int) -> int:
        """Take from whatever was good at `at_ms`; return what is missing."""
        for lot in self._lots.good(at_ms):
            points -= self._lots.take(lot.lot_id, points)
            points -= self._lots.revive(lot.lot_id, points)
            if not points:
                break
        return points


def _less(takes: list[tuple[LotChange, int]], points: int) -> tuple[list[tuple[LotChange, int]], int]:
    """Take up to `points` less, the last lots first; return what is left of both."""
    found = []
    for change, part in reversed(takes):
        less = min(part, points)
        points -= less
        if part > less:
            found.append((change, part - less))
    return found[::-1], points


def _matured(lot: BookedLot, points: int) -> LotChange:
    return LotChange(matured_lot(lot.lot_id), -points, lot.earned_at_ms, None, lot.ends_by)


def _nameless(entry: EntryDraft, at_ms: int) -> LotChange:
    """The lot for points that were to repay what is not owed: no lot was drafted for them."""
    return LotChange(LotId(derived_id(entry.account_id, f"unowed:{at_ms}")), 0, at_ms, None)
