"""Points of a sale without a card, claimed with its receipt."""

from __future__ import annotations

from uuid import UUID

from pos_app.kernel.errors import Refused
from pos_app.kernel.ids import EventId, derived_id
from pos_app.kernel.messages import Message
from pos_app.loyalty.accounts import POINTS, claim_key
from pos_app.loyalty.compiled import CompiledProgram
from pos_app.loyalty.ledger import EntryDraft, EntryKind
from pos_app.loyalty.lifecycle.booking import owe
from pos_app.loyalty.lifecycle.coupons import is_good
from pos_app.loyalty.lifecycle.crediting import gift
from pos_app.loyalty.lifecycle.due import bring
from pos_app.loyalty.member import MemberSnapshot
from pos_app.loyalty.spans import days_end

_RULE = "claim"


def claim_ends(compiled: CompiledProgram, sold_at_ms: int) -> int | None:
    """Return the last instant at which the points of a sale can be claimed, None where the program allows none."""
    days = compiled.program.limits.claim_days
    return days_end(sold_at_ms, days, compiled.zone) if days else None


def late_event(sale_id: UUID) -> EventId:
    """Return the event by which the points of a sale are given later: once, whichever way."""
    return EventId(derived_id(sale_id, "late"))


def used_up(sale_id: UUID) -> EntryDraft:
    """Return the entry by which the points of a sale are taken: its bearer account owes one, on every till alike."""
    return owe(None, claim_key(sale_id), _RULE, EntryKind.USE, 1, _RULE, Message("claim.taken"))


def claim(
    compiled: CompiledProgram,
    member: MemberSnapshot,
    points: int,
    sale_id: UUID,
    sold_at_ms: int,
    at_ms: int,
    bearer_balance: int | None = None,
) -> tuple[EntryDraft, ...]:
    """Return the entries that give the `points` (> 0) of a sale of `sold_at_ms` to a member, once.

    `bearer_balance` is what the sale's claim account holds here (None: unknown). They count as earned now. Raises
    Refused `claim.used`, `claim.expired`.
    """
    ends = claim_ends(compiled, sold_at_ms)
    if ends is None or at_ms > ends:
        raise Refused("claim.expired", day_ms=ends if ends is not None else sold_at_ms)
    if not is_good(bearer_balance):
        raise Refused("claim.used")
    due, member = bring(compiled, member, at_ms, at_counter=False)
    reason = Message("claim.points", {"day_ms": sold_at_ms})
    entry = gift(
        compiled,
        member.member_id,
        member.debt_points,
        POINTS,
        points,
        _RULE,
        reason,
        at_ms,
        late_event(sale_id),
    )
    return (*due, entry, used_up(sale_id))
