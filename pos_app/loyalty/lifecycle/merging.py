"""Two members become one: every account moves with its dates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from pos_app.kernel.errors import Refused
from pos_app.kernel.ids import EventId, LotId, derived_id
from pos_app.kernel.messages import Message
from pos_app.loyalty.accounts import POINTS, TIER, account_id
from pos_app.loyalty.compiled import CompiledProgram
from pos_app.loyalty.ledger import EntryDraft, EntryKind, LotChange
from pos_app.loyalty.lifecycle.booking import tier_entry
from pos_app.loyalty.lifecycle.folding import apply
from pos_app.loyalty.lifecycle.tiers import order_of
from pos_app.loyalty.lots import change_of
from pos_app.loyalty.member import AccountState, Lot, MemberSnapshot

_RULE = "merge"
_UNDO = "undo:"


def merge(
    compiled: CompiledProgram, loser: MemberSnapshot, winner: MemberSnapshot, at_ms: int, event_id: EventId
) -> tuple[EntryDraft, ...]:
    """Return the entries by which everything of `loser` goes to `winner`: open lots with their dates, what is owed
    (paid from what the two hold together), counts of limits, and the higher of the two tiers.

    Ended lots move, too: what is due is due for the winner as it was for the loser. Raises Refused `merge.same`.
    """
    if loser.member_id == winner.member_id:
        raise Refused("merge.same")
    entries: list[EntryDraft] = []
    for state in (AccountState(POINTS, loser.lots, loser.debt_points), *loser.accounts):
        if state.lots or state.debt_points:
            entries += _moved(loser, winner, state, event_id)
    entries += _settled(apply(winner, entries, at_ms))
    tier = compiled.tier_by_id.get(loser.tier)
    if tier is not None and order_of(compiled, loser.tier) > order_of(compiled, winner.tier):
        reason = Message(
            "tier.merged", {"tier": tier.name, "former": winner.tier, "former_ms": winner.tier_since_ms}
        )
        since = loser.tier_since_ms or at_ms
        entries.append(tier_entry(winner.member_id, f"{_RULE}:tier", loser.tier, reason, since))
    return tuple(entries)


def undo(entries: Sequence[EntryDraft], winner: MemberSnapshot) -> tuple[EntryDraft, ...]:
    """Return the entries that take a merge back: its entries the other way round, `winner` as he is now.

    Raises Refused `merge.spent` when the winner no longer holds what was moved.
    """
    found = tuple(_reversed(entry) for entry in reversed(entries))
    try:
        apply(winner, found, winner.as_of_ms)
    except ValueError as error:
        raise Refused("merge.spent") from error
    return found


def _moved(
    loser: MemberSnapshot, winner: MemberSnapshot, state: AccountState, event_id: EventId
) -> Iterator[EntryDraft]:
    reason = Message("merge.moved")
    out = tuple(change_of(lot, -lot.open_points) for lot in state.lots)
    into = tuple(_moved_lot(lot, event_id) for lot in state.lots)
    for owner, lots, debt in (
        (loser.member_id, out, -state.debt_points),
        (winner.member_id, into, state.debt_points),
    ):
        yield EntryDraft(
            account_id(owner, state.key),
            f"{_RULE}:{state.key}",
            EntryKind.TRANSFER,
            sum(change.points for change in lots) - debt,
            _RULE,
            reason,
            lots,
            0,
            state.key,
            owner,
            debt,
        )


def moved_lot_id(event_id: EventId, lot_id: LotId) -> LotId:
    """Return the lot of the winner that a lot of the loser became by the merge `event_id`."""
    return LotId(derived_id(event_id, f"lot:{lot_id}"))


def _moved_lot(lot: Lot, event_id: EventId) -> LotChange:
    return LotChange(
        moved_lot_id(event_id, lot.lot_id), lot.open_points, lot.earned_at_ms, lot.expires_at_ms, lot.ends_by
    )


def _settled(winner: MemberSnapshot) -> Iterator[EntryDraft]:
    """What one of the two owed is paid from what the other held, in the order in which it would be spent."""
    for state in (AccountState(POINTS, winner.lots, winner.debt_points), *winner.accounts):
        left = min(state.debt_points, sum(lot.open_points for lot in state.lots))
        if not left:
            continue
        paid, changes = left, []
        for lot in state.lots:
            taken = min(left, lot.open_points)
            if taken:
                changes.append(change_of(lot, -taken))
                left -= taken
        owner = winner.member_id
        yield EntryDraft(
            account_id(owner, state.key),
            f"{_RULE}:debt:{state.key}",
            EntryKind.TRANSFER,
            0,
            _RULE,
            Message("merge.debt_paid"),
            tuple(changes),
            0,
            state.key,
            owner,
            -paid,
        )


def _reversed(entry: EntryDraft) -> EntryDraft:
    """The other way round; of a tier, the one before."""
    leg = f"{_UNDO}{entry.leg}"
    if entry.key == TIER and entry.owner is not None:
        former, since = entry.reason.params["former"], entry.reason.params["former_ms"]
        reason = Message("merge.undone")
        return tier_entry(entry.owner, leg, str(former), reason, int(since))
    return msgspec.structs.replace(
        entry,
        leg=leg,
        kind=EntryKind.REVERSE,
        points=-entry.points,
        lots=tuple(msgspec.structs.replace(change, points=-change.points) for change in entry.lots),
        debt_points=-entry.debt_points,
        reason=Message("merge.undone"),
    )
