"""The morning's sums for a till's manager."""

from __future__ import annotations

from pos_app.server.database import ServerDatabase
from pos_app.server.findings import report
from pos_app.server.reservation_rows import LATE_CAPTURE
from pos_app.wire.reporting import ReportReply, ReportRequest


def report_of(database: ServerDatabase, request: ReportRequest) -> ReportReply:
    """Return the sums of the one report there is. Raises Unavailable `server.database_gone`."""
    found = report(database, request.from_ms, request.until_ms, most=0)
    return ReportReply(
        overdrawn=found.overdrawn,
        late_captures=sum(each.times for each in found.flags if each.flag == LATE_CAPTURE),
        lines_back_twice=found.lines_back_twice,
        papers_twice=len(found.papers),
        kept_facts=sum(each.times for each in found.kept if not each.is_posted),
    )
