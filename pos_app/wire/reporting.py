"""What head office found since, as sums for a till's manager."""

from __future__ import annotations

import msgspec


class ReportRequest(msgspec.Struct, frozen=True, kw_only=True):
    """POST /v1/report: what was booked between two instants (ms UTC, both included)."""

    from_ms: int
    until_ms: int


class OverdrawnSum(msgspec.Struct, frozen=True):
    """Members of whom more was spent than there was, by one cause (`risk_offline`, `refund_of_spent`, ...): how many,
    how many point units together; debts on other accounts than points, such as stamps, are counted in `members` only.
    """

    cause: str
    members: int
    points: int


class ReportReply(msgspec.Struct, frozen=True, kw_only=True):
    """Sums of the whole shop without a name in them; `kept_facts`, `papers_twice` as they stand now."""

    overdrawn: tuple[OverdrawnSum, ...] = ()
    late_captures: int = 0
    lines_back_twice: int = 0
    papers_twice: int = 0
    kept_facts: int = 0
