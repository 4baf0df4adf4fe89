"""The clock as a protocol, so that rules never read one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo
from typing import Protocol

DAY_MS = 86_400_000


class Clock(Protocol):
    """What the time is; the real one reads the system, tests and the replay set it."""

    def now_ms(self) -> int:
        """Milliseconds since 1970-01-01 UTC."""
        ...

    def mono_ms(self) -> int:
        """Milliseconds since some start, never going backwards."""
        ...


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def local_time(at_ms: int, zone: tzinfo) -> datetime:
    """Return the instant as wall-clock time of the shop."""
    return (_EPOCH + timedelta(milliseconds=at_ms)).astimezone(zone)


def instant_ms(moment: datetime) -> int:
    """Return ms UTC of an aware datetime."""
    return (moment - _EPOCH) // timedelta(milliseconds=1)
