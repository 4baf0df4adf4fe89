"""A return while it is worked out: entries one after the other, the accounts as they are after each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

import msgspec

from pos_app.kernel.ids import EventId, LotId, MemberId, derived_id
from pos_app.kernel.messages import Message
from pos_app.loyalty.accounts import PENDING, POINTS, account_id
from pos_app.loyalty.compiled import CompiledProgram
from pos_app.loyalty.ledger import EntryDraft, EntryKind, LotChange
from pos_app.loyalty.lifecycle.due import matured_lot
from pos_app.loyalty.lifecycle.folding import apply
from pos_app.loyalty.lots import DatedLot, change_of, good_lots, lots_of
from pos_app.loyalty.member import AccountState, MemberSnapshot
from pos_app.loyalty.reversing.shares import Back
from pos_app.loyalty.reversing.sold import NOT_OF_THE_SALE, SoldBasket
from pos_app.loyalty.settings import OldExpiry
from pos_app.loyalty.spans import days_end

LATER_DAYS = 30
"""`old_expiry = "later"`: points that come back are good for at least so many days."""
TAKEN = Message("returned.taken_back")
GIVEN = Message("returned.given_back")


class Own(NamedTuple):
    """What the sale did to one account and its returns did not undo yet: points per lot it put some into, debt that it
    paid.
    """

    put: dict[LotId, int]
    repaid: int


class Undoing:
    """Everything a return is worked out from; `entries` and `preview` grow."""

    def __init__(
        self,
        compiled: CompiledProgram,
        sold: SoldBasket,
        back: tuple[Back, Back],
        event_id: EventId,
        at_ms: int,
        members: Mapping[MemberId, MemberSnapshot],
        bearers: Mapping[str, int],
    ) -> None:
        self.compiled = compiled
        self.sold = sold
        self.before, self.after = back
        self.event_id = event_id
        self.at_ms = at_ms
        self.members = dict(members)
        self.bearers = bearers
        self.entries: list[EntryDraft] = []
        self.preview: list[Message] = []

    def of_sale(self, wanted: Callable[[EntryDraft], bool] = lambda _: True) -> Iterator[EntryDraft]:
        """Yield the entries of the sale that `wanted` picks (all of them); those of time and reviews never."""
        return (entry for entry in self.sold.entries if entry.kind not in NOT_OF_THE_SALE and wanted(entry))

    def book(self, draft: EntryDraft) -> None:
        """Keep an entry; the accounts are after it from now on."""
        self.entries.append(draft)
        member = self.members.get(draft.owner) if draft.owner is not None else None
        if member is not None:
            self.members[member.member_id] = apply(member, [draft], self.at_ms)

    def own(self, owner: MemberId | None, key: str) -> Own:
        """Return what is left of what the sale put into an account."""
        put: dict[LotId, int] = {}
        repaid = 0
        for entry in self.of_sale(lambda each: each.owner == owner and each.key == key):
            repaid += max(0, -entry.debt_points)
            for change in entry.lots:
                if change.points > 0:
                    put[change.lot_id] = put.get(change.lot_id, 0) + change.points
        for entry in self.sold.reversed:
            if entry.owner == owner and entry.key == key:
                repaid -= max(0, entry.debt_points)
                for change in entry.lots:
                    if change.points < 0 and change.lot_id in put:
                        put[change.lot_id] = max(0, put[change.lot_id] + change.points)
        return Own(put, max(0, repaid))

    def take_own(
        self, owner: MemberId | None, key: str, leg: str, rule: str, points: int, put: Mapping[LotId, int]
    ) -> int:
        """Take up to `points` out of the lots that the sale put some into; return how many were there."""
        changes: list[LotChange] = []
        for lot in self.state(owner, key).lots:
            taken = min(
                points - sum(-each.points for each in changes), lot.open_points, put.get(lot.lot_id, 0)
            )
            if taken > 0:
                changes.append(change_of(lot, -taken))
        taken = -sum(each.points for each in changes)
        if taken:
            self.book(self.draft(owner, key, leg, -taken, rule, TAKEN, changes))
        return taken

    def take(self, owner: MemberId, key: str, leg: str, rule: str, points: int, owe: bool) -> int:
        """Take `points` out of an account: of the sale's own lots, of the debt it paid, of other lots; what is missing
        is owed (`owe`) or left. Return what was missing.
        """
        own = self.own(owner, key)
        put = dict(own.put)
        if key == POINTS:
            put |= {matured_lot(lot): left for lot, left in self.own(owner, PENDING).put.items()}
        changes: dict[LotId, LotChange] = {}
        left = points
        for lot in self.state(owner, key).lots:
            taken = min(left, lot.open_points, put.get(lot.lot_id, 0))
            if taken > 0:
                changes[lot.lot_id] = change_of(lot, -taken)
                left -= taken
        debt = min(left, own.repaid)
        left -= debt
        for dated in self._good(owner, key):
            lot = dated.lot
            before = changes[lot.lot_id].points if lot.lot_id in changes else 0
            taken = min(left, lot.open_points + before)
            if taken > 0:
                changes[lot.lot_id] = change_of(lot, before - taken)
                left -= taken
        if owe:
            debt += left
        taken = -sum(change.points for change in changes.values()) + debt
        if taken:
            self.book(self.draft(owner, key, leg, -taken, rule, TAKEN, changes.values(), debt))
        return left

    def give(self, source: EntryDraft, leg: str, points: int, given: int) -> int:
        """Give back `points` of what an entry took, after `given` by earlier returns: what is owed by now is paid
        first, lots get back last what gave first, with their dates. Return what went into a debt.
        """
        owner, key = source.owner, source.key
        state = self.state(owner, key)
        paid = min(points, state.debt_points)
        left, skip = points - paid, given
        changes: list[LotChange] = []
        for change in reversed(source.lots):
            size = max(0, -change.points)
            skipped = min(skip, size)
            skip -= skipped
            part = min(left, size - skipped)
            if part > 0:
                changes.append(self._dated(change, part, leg))
                left -= part
        points -= left
        if points:
            self.book(self.draft(owner, key, leg, points, source.rule, GIVEN, changes, -paid))
        return paid

    def undo_bearer(self, entry: EntryDraft, leg: str) -> bool:
        """Undo an entry of a bearer account; False when what it put there is gone."""
        known = self.bearers.get(entry.key)
        if entry.points > 0 and known is not None and known < entry.points:
            return False
        lots = [msgspec.structs.replace(change, points=-change.points) for change in entry.lots]
        reason = TAKEN if entry.points > 0 else GIVEN
        self.book(
            self.draft(None, entry.key, leg, -entry.points, entry.rule, reason, lots, -entry.debt_points)
        )
        return True

    def draft(
        self,
        owner: MemberId | None,
        key: str,
        leg: str,
        points: int,
        rule: str,
        reason: Message,
        lots: Iterable[LotChange],
        debt_points: int = 0,
    ) -> EntryDraft:
        """Return an entry of this return; its leg names the sale, so that one event can take several back."""
        return EntryDraft(
            account_id(owner, key),
            f"{leg}:{self.sold.event_id}",
            EntryKind.REVERSE,
            points,
            rule,
            reason,
            tuple(lots),
            key=key,
            owner=owner,
            debt_points=debt_points,
        )

    def _dated(self, change: LotChange, points: int, leg: str) -> LotChange:
        """Return what goes back into a lot; one that would end too soon is followed by a new one."""
        lot_id, ends = change.lot_id, change.expires_at_ms
        if ends is not None and self.compiled.program.returns.old_expiry is OldExpiry.LATER:
            later = days_end(self.at_ms, LATER_DAYS, self.compiled.zone)
            if later > ends:
                ends = later
                lot_id = LotId(derived_id(self.event_id, f"back:{self.sold.event_id}:{leg}:{lot_id}"))
        return LotChange(lot_id, points, change.earned_at_ms, ends, change.ends_by)

    def state(self, owner: MemberId | None, key: str) -> AccountState:
        member = self.members.get(owner) if owner is not None else None
        if member is None:
            return AccountState(key)
        return AccountState(POINTS, member.lots, member.debt_points) if key == POINTS else member.account(key)

    def _good(self, owner: MemberId, key: str) -> list[DatedLot]:
        member = self.members[owner]
        if key == POINTS:
            return good_lots(self.compiled, member, self.at_ms)
        return lots_of(member.account(key), self.at_ms)
