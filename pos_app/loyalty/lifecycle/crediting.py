"""Points given to a member: to spend at once, or waiting."""

from __future__ import annotations

from pos_app.kernel.ids import EventId, LotId, MemberId, derived_id
from pos_app.kernel.messages import Message
from pos_app.loyalty.accounts import PENDING, POINTS
from pos_app.loyalty.compiled import CompiledProgram
from pos_app.loyalty.ledger import EntryDraft, EntryKind, LotChange
from pos_app.loyalty.lifecycle.booking import put, put_shared
from pos_app.loyalty.lots import lot_expiry, rule_text
from pos_app.loyalty.settings import PendingKind
from pos_app.loyalty.spans import days_end, months_end

_STAMPS = "stamps:"


def waits_until(compiled: CompiledProgram, at_ms: int, is_bonus: bool) -> int | None:
    """Return the last instant at which points earned at `at_ms` wait, None when they can be spent at once.

    `is_bonus` for what sign-up and referrals give. The return window counts from the day itself.
    """
    program = compiled.program
    pending = program.pending
    if pending.kind is PendingKind.DAYS:
        days = pending.days
    elif pending.kind is PendingKind.UNTIL_WINDOW or is_bonus:
        days = program.returns.days
    else:
        return None
    return days_end(at_ms, days, compiled.zone) if days else None


def points_lot(
    compiled: CompiledProgram, event_id: EventId, label: str, at_ms: int, is_bonus: bool = False
) -> tuple[str, LotChange]:
    """Return the account that points earned at `at_ms` go into, and their lot there, still empty.

    A waiting lot ends when it matures and remembers the expiry rule of the day.
    """
    expiry = compiled.program.expiry
    waits = waits_until(compiled, at_ms, is_bonus)
    text = rule_text(expiry)
    if waits is not None:
        return PENDING, LotChange(LotId(derived_id(event_id, f"lot:pending{label}")), 0, at_ms, waits, text)
    ends = lot_expiry(expiry, at_ms, compiled.zone)
    return POINTS, LotChange(LotId(derived_id(event_id, f"lot:points{label}")), 0, at_ms, ends, text)


def stamps_end(compiled: CompiledProgram, account: str, at_ms: int) -> int | None:
    """Return when stamps given at `at_ms` end, None when they never do."""
    card_id = account.removeprefix(_STAMPS)
    months = next((card.months for card in compiled.program.cards if card.card_id == card_id), 0)
    return months_end(at_ms, months, compiled.zone) if months else None


def gift(
    compiled: CompiledProgram,
    owner: MemberId,
    debt_points: int,
    account: str,
    points: int,
    rule: str,
    reason: Message,
    at_ms: int,
    event_id: EventId,
    is_bonus: bool = False,
) -> EntryDraft:
    """Return the entry of what an activity gives: points (waiting or not) or stamps."""
    leg = f"earn:{rule}"
    if account != POINTS:
        ends = stamps_end(compiled, account, at_ms)
        return put_shared(owner, account, leg, EntryKind.EARN, points, rule, reason, ends)
    key, lot = points_lot(compiled, event_id, f":{rule}", at_ms, is_bonus)
    return put(
        owner,
        key,
        leg,
        EntryKind.EARN,
        points,
        rule,
        reason,
        lot,
        debt_points=debt_points if key == POINTS else 0,
    )
