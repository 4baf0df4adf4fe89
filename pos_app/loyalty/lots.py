"""Lots of points: their end, the order in which they are spent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo
from functools import lru_cache
from typing import NamedTuple

from pos_app.loyalty.compiled import CompiledProgram
from pos_app.loyalty.ledger import LotChange
from pos_app.loyalty.member import AccountState, Lot, MemberSnapshot
from pos_app.loyalty.settings import Expiry, ExpiryKind, OnChange
from pos_app.loyalty.spans import (
    day_of,
    days_end,
    end_of_day,
    end_of_month,
    end_of_year,
    months_later,
)

_NEVER_MS = 1 << 63
"""Stands for the end of what never ends."""
_KINDS = frozenset(kind.value for kind in ExpiryKind)
_UNENDING = Expiry(ExpiryKind.NEVER, 0)


class DatedLot(NamedTuple):
    """A lot with the last instant it can be spent at (ms UTC), None when it never ends."""

    expires_at_ms: int | None
    lot: Lot


def rule_text(expiry: Expiry) -> str:
    """Return what a lot remembers of the expiry rule it is earned under: `after:12m`, `inactivity:24m`, `never`."""
    if expiry.kind is ExpiryKind.NEVER:
        return expiry.kind.value
    return f"{expiry.kind.value}:{expiry.days}d" if expiry.days else f"{expiry.kind.value}:{expiry.months}m"


def rule_of(text: str, otherwise: Expiry) -> Expiry:
    """Return the expiry rule that a lot remembers, `otherwise` where it remembers none."""
    if text == ExpiryKind.NEVER:
        return _UNENDING
    kind, _, span = text.partition(":")
    if kind not in _KINDS or not span[:-1].isdecimal():
        return otherwise
    count = int(span[:-1])
    return Expiry(ExpiryKind(kind), 0, count) if span[-1] == "d" else Expiry(ExpiryKind(kind), count)


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

    A lot keeps the rule it was earned under, unless `expiry.on_change` says otherwise: `apply` gives it the end that
    the program's rule of today gives it, `apply_if_better` the later of the two.
    """
    ends = _Ends(compiled, last_activity_ms(member) if member.lots else 0)
    dated = [DatedLot(ends.of(lot), lot) for lot in member.lots if lot.open_points > 0]
    if not _in_order(dated):
        dated.sort(key=_spending_order)
    return dated


def good_lots(compiled: CompiledProgram, member: MemberSnapshot, at_ms: int) -> list[DatedLot]:
    """Return the lots that can be spent at `at_ms`, in spending order."""
    return _not_ended(dated_lots(compiled, member), at_ms)


def lots_of(account: AccountState, at_ms: int) -> list[DatedLot]:
    """Return the lots of an account other than points that have not ended at `at_ms`, in spending order: there a lot
    has its own date or none.
    """
    dated = [DatedLot(lot.expires_at_ms, lot) for lot in account.lots if lot.open_points > 0]
    return _not_ended(sorted(dated, key=_spending_order), at_ms)


def _not_ended(lots: list[DatedLot], at_ms: int) -> list[DatedLot]:
    ended = 0
    for ends, _ in lots:
        if ends is None or at_ms <= ends:
            break
        ended += 1
    return lots[ended:] if ended else lots


def change_of(lot: Lot, points: int) -> LotChange:
    """Return the change that puts `points` into an open lot, or takes them out (negative)."""
    return LotChange(lot.lot_id, points, lot.earned_at_ms, lot.expires_at_ms, lot.ends_by)


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
            changes.append(change_of(lot, -taken))
            points -= taken
        if taken < lot.open_points:
            left = Lot(
                lot.lot_id,
                lot.earned_at_ms,
                lot.expires_at_ms,
                lot.earned_points,
                lot.open_points - taken,
                lot.ends_by,
            )
            after.append(DatedLot(dated.expires_at_ms, left))
    if points:
        raise ValueError("more points taken than the lots hold")
    return changes, after


def idle_end_ms(compiled: CompiledProgram, active_at_ms: int) -> int | None:
    """Return when points without a date of their own end if nothing happens after `active_at_ms`."""
    expiry = compiled.program.expiry
    return _end(expiry, active_at_ms, compiled.zone) if expiry.kind is ExpiryKind.INACTIVITY else None


class _Ends:
    """Ends of the lots of one member; what follows from the last activity is worked out once."""

    def __init__(self, compiled: CompiledProgram, active_at_ms: int) -> None:
        self._expiry = compiled.program.expiry
        self._zone = compiled.zone
        self._active_at_ms = active_at_ms
        self._now = rule_text(self._expiry)
        self._keeps = self._expiry.on_change is OnChange.GRANDFATHER
        self._idle: dict[str, int | None] = {}

    def of(self, lot: Lot) -> int | None:
        """Return the last instant of a lot, None when it never ends."""
        own = lot.expires_at_ms
        if own is not None and self._keeps:
            return own
        if own is None:
            own = self._idle_end(lot.ends_by or self._now)
        if self._keeps or not lot.ends_by or lot.ends_by == self._now:
            return own
        new = lot_expiry(self._expiry, lot.earned_at_ms, self._zone)
        if new is None:
            new = self._idle_end(self._now)
        if self._expiry.on_change is OnChange.APPLY:
            return new
        return None if own is None or new is None else max(own, new)

    def _idle_end(self, text: str) -> int | None:
        """Return the end by the inactivity that a rule text names, None when it names none."""
        if text not in self._idle:
            self._idle[text] = _idle_end(text, self._active_at_ms, self._zone)
        return self._idle[text]


@lru_cache(maxsize=1024)
def _idle_end(text: str, active_at_ms: int, zone: tzinfo) -> int | None:
    """The same question comes with every change of a sale."""
    expiry = rule_of(text, _UNENDING)
    return _end(expiry, active_at_ms, zone) if expiry.kind is ExpiryKind.INACTIVITY else None


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
    if expiry.days:
        return days_end(from_ms, expiry.days, zone)
    last = months_later(day_of(from_ms, zone), expiry.months)
    if expiry.kind is ExpiryKind.END_OF_MONTH:
        last = end_of_month(last)
    elif expiry.kind is ExpiryKind.END_OF_YEAR:
        last = end_of_year(last)
    return end_of_day(last, zone)
