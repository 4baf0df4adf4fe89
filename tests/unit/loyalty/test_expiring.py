"""Points that have reached their end are written off."""

from __future__ import annotations

import msgspec

from pos_app.loyalty.expiring import expire
from pos_app.loyalty.ledger import EntryKind
from pos_app.loyalty.settings import Expiry, ExpiryKind
from tests.support.loyalty import NOON_MS, compiled, lot, member

DAY_MS = 86_400_000


def test_due_lots_are_written_off_whole() -> None:
    program = compiled(expiry=Expiry(ExpiryKind.AFTER, 12))
    who = member(lot(1, 10, NOON_MS - 1), lot(2, 20, NOON_MS), lot(3, 30))
    (entry,) = expire(program, who, NOON_MS)
    assert (entry.kind, entry.points, entry.rule) == (EntryKind.EXPIRE, -10, "expiry")
    assert entry.leg == f"expire:{lot(1, 1).lot_id}"
    assert entry.reason.params == {"expires_at_ms": NOON_MS - 1}
    assert len(expire(program, who, NOON_MS + 1)) == 2


def test_writing_off_twice_gives_the_same_entries() -> None:
    program = compiled(expiry=Expiry(ExpiryKind.AFTER, 12))
    who = member(lot(1, 10, 5), lot(2, 20, 6))
    assert expire(program, who, NOON_MS) == expire(program, who, NOON_MS)
    gone = msgspec.structs.replace(who, lots=())
    assert expire(program, gone, NOON_MS) == ()


def test_inactivity() -> None:
    program = compiled(expiry=Expiry(ExpiryKind.INACTIVITY, 1))
    who = member(lot(1, 10), active_ms=NOON_MS)
    assert expire(program, who, NOON_MS + 31 * DAY_MS) == ()
    assert [entry.points for entry in expire(program, who, NOON_MS + 32 * DAY_MS)] == [-10]
    renewed = msgspec.structs.replace(who, last_activity_ms=NOON_MS + 20 * DAY_MS)
    assert expire(program, renewed, NOON_MS + 32 * DAY_MS) == ()


def test_points_that_never_end() -> None:
    assert expire(compiled(expiry=Expiry(ExpiryKind.NEVER, 0)), member(lot(1, 10)), 10**15) == ()
