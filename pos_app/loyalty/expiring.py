"""Points that have reached their end."""

from __future__ import annotations

from pos_app.kernel.messages import Message
from pos_app.loyalty.compiled import CompiledProgram
from pos_app.loyalty.ledger import EntryDraft, EntryKind
from pos_app.loyalty.lots import change_of, dated_lots
from pos_app.loyalty.member import MemberSnapshot


def expire(compiled: CompiledProgram, member: MemberSnapshot, at_ms: int) -> tuple[EntryDraft, ...]:
    """Return one entry per lot of `member` whose last instant lies before `at_ms`, in spending order.

    The leg names the lot, so that writing off twice under one event changes nothing. With an inactivity
    program the end of lots without a date follows from `member.last_activity_ms`.
    """
    return tuple(
        EntryDraft(
            account_id=member.points_account,
            leg=f"expire:{dated.lot.lot_id}",
            kind=EntryKind.EXPIRE,
            points=-dated.lot.open_points,
            rule="expiry",
            reason=Message("points.expired", {"expires_at_ms": dated.expires_at_ms}),
            lots=(change_of(dated.lot, -dated.lot.open_points),),
            owner=member.member_id,
            since_ms=dated.expires_at_ms + 1,
        )
        for dated in dated_lots(compiled, member)
        if dated.expires_at_ms is not None and dated.expires_at_ms < at_ms
    )
