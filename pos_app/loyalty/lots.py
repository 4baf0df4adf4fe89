"""Lots of points: their end, the order in which they are spent."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from datetime import date, datetime, timedelta, tzinfo
from typing import NamedTuple

from pos_app.kernel.clock import instant_ms, local_time
from pos_app.loyalty.compiled import CompiledProgram
from pos_app.loyalty.ledger import LotChange
from pos_app.loyalty.member import Lot, MemberSnapshot
from pos_app.loyalty.settings import Expiry, ExpiryKind

_NEVER_MS = 1 << 63
"""Stands for the end of what never ends."""


class DatedLot(NamedTuple):
    """A lot with the last instant it can be spent at (ms UTC), None when it never ends."""

    expires_at_ms: int | None
    lot: Lot


def lot_expiry(expiry: Expiry, earned_at_ms: int, zone: tzinfo) -> int | None:
    """Return the date that a lot earned now carries for good: the last millisecond (UTC) of its last day in
    `zone`.

    None when points never end, or with inactivity: then the end follows from the member's last activity, so
    that an activity renews every lot without touching one (an append-only ledger has nothing to rewrite).
    """
    if expiry.kind in (ExpiryKind.NEVER, ExpiryKind.INACTIVITY):
        return None
    return _end(expiry, earned_at_ms, zone)


def last_activity_ms(member: MemberSnapshot) -> int:
    """Return the member's last purchase or redemption; where it is not known, the newest open lot or the
    enrolment.
    """
    newest = max((lot.earned_at_ms for lot in member.lots), default=0)
    return max(member.last_activity_ms, member.joined_at_ms, newest)


def dated_lots(compiled: CompiledProgram, member: MemberSnapshot) -> list[DatedLot]:
    """Return the open lots with their end, in the order they are spent: earliest end first, then oldest,
    then by id.

    A lot that carries a date of its own keeps it, whatever the program says by now.
    """
    expiry = compiled.program.expiry
    idle_end: int | None = None
    if expiry.kind is ExpiryKind.INACTIVITY and any(lot.expires_at_ms is None for lot in member.lots):
        idle_end = _end(expiry, last_activity_ms(member), compiled.zone)
    dated = [
        DatedLot(lot.expires_at_ms if lot.expires_at_ms is not None else idle_end, lot)
        for lot in member.lots
        if lot.open_points > 0
    ]
    if not _in_order(dated):
        dated.sort(key=_spending_order)
    return dated


def good_lots(compiled: CompiledProgram, member: MemberSnapshot, at_ms: int) -> list[DatedLot]:
    """Return the lots that can be spent at `at_ms`, in spending order."""
    lots = dated_lots(compiled, member)
    ended = 0
    for ends, _ in lots:
        if ends is None or at_ms <= ends:
            break
        ended += 1
    return lots[ended:] if ended else lots


def take_from(lots: Sequence[DatedLot], points: int) -> tuple[list[LotChange], list[DatedLot]]:
    """Return the changes that take `points` out of `lots` in their order, with the lots as they are
    afterwards.

    There must be enough: a lot is never negative.
    """
    changes: list[LotChange] = []
    after: list[DatedLot] = []
    for place, dated in enumerate(lots):
        if not points:
            return changes, [*after, *lots[place:]]
        lot = dated.lot
        taken = min(points, lot.open_points)
        if taken:
            changes.append(LotChange(lot.lot_id, -taken, lot.earned_at_ms, lot.expires_at_ms))
            points -= taken
        if taken < lot.open_points:
            left = Lot(
                lot.lot_id, lot.earned_at_ms, lot.expires_at_ms, lot.earned_points, lot.open_points - taken
            )
            after.append(DatedLot(dated.expires_at_ms, left))
    if points:
        raise ValueError("more points taken than the lots hold")
    return changes, after


def idle_end_ms(compiled: CompiledProgram, active_at_ms: int) -> int | None:
    """Return when points without a date of their own end if nothing happens after `active_at_ms`."""
    expiry = compiled.program.expiry
    return _end(expiry, active_at_ms, compiled.zone) if expiry.kind is ExpiryKind.INACTIVITY else None


def _in_order(dated: list[DatedLot]) -> bool:
    """Say whether lots stand in spending order already, as storage keeps them; ties are for the sort to settle."""
    before_ms, earned_ms = -1, -1
    for ends, lot in dated:
        ends_ms = _NEVER_MS if ends is None else ends
        if ends_ms < before_ms or (ends_ms == before_ms and lot.earned_at_ms <= earned_ms):
            return False
        before_ms, earned_ms = ends_ms, lot.earned_at_ms
    return True


def _spending_order(dated: DatedLot) -> tuple[bool, int, int, bytes]:
    ends = dated.expires_at_ms
    return (ends is None, ends or 0, dated.lot.earned_at_ms, dated.lot.lot_id.bytes)


def _end(expiry: Expiry, from_ms: int, zone: tzinfo) -> int:
    day = local_time(from_ms, zone).date()
    if expiry.days:
        return _end_of(day + timedelta(days=expiry.days), zone)
    last = _months_later(day, expiry.months)
    if expiry.kind is ExpiryKind.END_OF_MONTH:
        last = last.replace(day=calendar.monthrange(last.year, last.month)[1])
    elif expiry.kind is ExpiryKind.END_OF_YEAR:
        last = last.replace(month=12, day=31)
    return _end_of(last, zone)


def _months_later(day: date, months: int) -> date:
    """Return the same day `months` later, or the last of that month when it is shorter (29 February + 12 =
    28 February).
    """
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _end_of(day: date, zone: tzinfo) -> int:
    """Return the last millisecond of a day; a day that summer time makes 23 or 25 hours long ends where it
    ends.
    """
    tomorrow = day + timedelta(days=1)
    return instant_ms(datetime(tomorrow.year, tomorrow.month, tomorrow.day, tzinfo=zone)) - 1
