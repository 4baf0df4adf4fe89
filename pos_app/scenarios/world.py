"""A shop in memory: its clock, its members with their accounts, bearer accounts."""

from __future__ import annotations

from collections.abc import Iterable
from zoneinfo import ZoneInfo

import msgspec

from pos_app.kernel.errors import Refused
from pos_app.kernel.ids import AccountId, EventId, MemberId
from pos_app.loyalty.accounts import POINTS, points_account
from pos_app.loyalty.compiled import CompiledProgram
from pos_app.loyalty.ledger import EntryDraft, EntryKind, LotChange
from pos_app.loyalty.lifecycle.folding import after, apply
from pos_app.loyalty.member import AccountState, MemberSnapshot
from pos_app.ports.members import Enrolment, FoundMember, MemberStatus
from pos_app.retail.product import Product
from pos_app.scenarios.purchases import Bought, answers

_PAPERS = {"coupon": "coupon.used", "claim": "claim.used"}
"""Kinds of bearer accounts that one paper stands for, with what refuses it the second time."""


class Known(msgspec.Struct, frozen=True):
    """A member of the shop: `snapshot` without what only an instant can tell, everything bought, every entry."""

    snapshot: MemberSnapshot
    masked_name: str
    bought: tuple[Bought, ...] = ()
    entries: tuple[EntryDraft, ...] = ()
    status: MemberStatus = MemberStatus.ACTIVE


class World:
    """Everything that storage would keep, in memory; each method is one transaction.

    Nothing here decides anything: entries come from the engine.
    """

    def __init__(self, zone: ZoneInfo, program: CompiledProgram, now_ms: int) -> None:
        self.zone = zone
        self.program = program
        self.now_ms = now_ms
        self.members: dict[MemberId, Known] = {}
        self.bearers: dict[str, AccountState] = {}
        self.events: dict[EventId, tuple[EntryDraft, ...]] = {}
        self._posted: set[tuple[EventId, AccountId, str]] = set()
        self._of_points: dict[AccountId, MemberId] = {}

    def join(self, snapshot: MemberSnapshot, masked_name: str, bought: tuple[Bought, ...] = ()) -> None:
        """Take in a new member."""
        self.members[snapshot.member_id] = Known(snapshot, masked_name, bought)
        self._of_points[snapshot.points_account] = snapshot.member_id

    def found(self, member_id: MemberId) -> FoundMember:
        """Return the member as a scanned card finds them."""
        known = self.members[member_id]
        return FoundMember(member_id, known.masked_name, known.status)

    def snapshot(self, member_id: MemberId, as_of_ms: int | None = None) -> MemberSnapshot:
        """Return the member as the engine sees them, now when no instant is given."""
        known = self.members[member_id]
        at_ms = self.now_ms if as_of_ms is None else as_of_ms
        found = answers(self.program.questions, known.bought, at_ms)
        return msgspec.structs.replace(known.snapshot, as_of_ms=at_ms, bought=found)

    def post(self, event_id: EventId, entries: Iterable[EntryDraft]) -> tuple[EntryDraft, ...]:
        """Book entries of any members and bearers; those that are booked already change nothing. Returns the new
        ones. Raises Refused `coupon.used`, `claim.used`.
        """
        fresh = [
            self._paper(each) for each in entries if (event_id, each.account_id, each.leg) not in self._posted
        ]
        self._posted |= {(event_id, each.account_id, each.leg) for each in fresh}
        by_owner: dict[MemberId, list[EntryDraft]] = {}
        for entry in fresh:
            owner = self.owner_of(entry)
            if owner is None:
                state = self.bearers.get(entry.key, AccountState(entry.key))
                self.bearers[entry.key] = after(state, (entry,))
            elif owner in self.members:
                by_owner.setdefault(owner, []).append(entry)
        for owner, own in by_owner.items():
            known = self.members[owner]
            snapshot = apply(known.snapshot, own, self.now_ms)
            self.members[owner] = msgspec.structs.replace(
                known, snapshot=snapshot, entries=(*known.entries, *own)
            )
        self.events[event_id] = (*self.events.get(event_id, ()), *fresh)
        return tuple(fresh)

    def _paper(self, entry: EntryDraft) -> EntryDraft:
        """What uses a paper takes from its lots, or becomes a debt when the paper was given out elsewhere."""
        refusal = _PAPERS.get(entry.key.partition(":")[0])
        if refusal is None or entry.owner is not None or entry.points >= 0 or entry.kind is EntryKind.REVERSE:
            return entry
        state = self.bearers.get(entry.key)
        if state is None:
            return msgspec.structs.replace(entry, lots=(), debt_points=-entry.points)
        if state.balance_points < -entry.points:
            raise Refused(refusal, name=entry.rule)
        taken = tuple(
            LotChange(lot.lot_id, -1, lot.earned_at_ms, lot.expires_at_ms, lot.ends_by)
            for lot in state.lots[: -entry.points]
        )
        return msgspec.structs.replace(entry, lots=taken, debt_points=0)

    def bearer_balance(self, key: str, at_ms: int = 0) -> int | None:
        """Return what is on a bearer account, without lots that ended before `at_ms`; None when it does not exist."""
        state = self.bearers.get(key)
        if state is None:
            return None
        good = (lot for lot in state.lots if lot.expires_at_ms is None or lot.expires_at_ms >= at_ms)
        return sum(lot.open_points for lot in good) - state.debt_points

    def owner_of(self, entry: EntryDraft) -> MemberId | None:
        """Return whose account an entry is for, None for a bearer's."""
        if entry.owner is not None or entry.key != POINTS:
            return entry.owner
        return self._of_points.get(entry.account_id)

    def visited(self, member_id: MemberId, products: Iterable[Product]) -> None:
        """Count a completed sale of these products."""
        known = self.members[member_id]
        visits = known.snapshot.visits + 1
        self.members[member_id] = msgspec.structs.replace(
            known,
            snapshot=msgspec.structs.replace(known.snapshot, visits=visits),
            bought=(*known.bought, *(Bought(each, self.now_ms) for each in products)),
        )

    def change(self, member_id: MemberId, changes: dict[str, str]) -> None:
        """Set what stands beside the accounts: birthday, segments (comma-separated), status, name."""
        known = self.members[member_id]
        snapshot = known.snapshot
        if "segments" in changes:
            segments = tuple(each for each in changes["segments"].split(",") if each)
            snapshot = msgspec.structs.replace(snapshot, segments=segments)
        if "birthday" in changes:
            snapshot = msgspec.structs.replace(snapshot, birthday=changes["birthday"])
        self.members[member_id] = msgspec.structs.replace(
            known,
            snapshot=snapshot,
            masked_name=changes.get("name", known.masked_name),
            status=MemberStatus(changes.get("status", known.status)),
        )


def member_of(enrolment: Enrolment) -> MemberSnapshot:
    """Return a new member as the engine sees one."""
    return MemberSnapshot(
        member_id=enrolment.member_id,
        points_account=points_account(enrolment.member_id),
        tier=enrolment.tier,
        lots=(),
        as_of_ms=enrolment.at_ms,
        joined_at_ms=enrolment.at_ms,
        tier_since_ms=enrolment.at_ms,
        birthday=enrolment.birthday,
        referrer=enrolment.referrer,
    )
