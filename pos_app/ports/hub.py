"""The central server as the sync room asks it, whatever carries the messages."""

from __future__ import annotations

from typing import Protocol

from pos_app.wire.enrolling import EnrolReply, EnrolRequest, PublishReply, PublishRequest, TimeReply
from pos_app.wire.finding_sales import FindSaleReply, FindSaleRequest, JournalReply, JournalRequest
from pos_app.wire.pull import (
    HistoryReply,
    HistoryRequest,
    LookupReply,
    LookupRequest,
    PullReply,
    PullRequest,
)
from pos_app.wire.push import PushAnswer, PushRequest
from pos_app.wire.reporting import ReportReply, ReportRequest
from pos_app.wire.reserve import ReserveReply, ReserveRequest


class Hub(Protocol):
    """One call, one message, one answer.

    All raise Unavailable `server.unreachable` (nothing is known about the outcome), `server.busy` (param `retry_ms`),
    Refused `server.revoked`, `server.unknown_terminal`, `server.upgrade`, `server.bad_message`.
    """

    def time(self) -> TimeReply:
        """Ask what time it is there, and which epoch."""
        ...

    def enrol(self, request: EnrolRequest) -> EnrolReply:
        """Become one of the server's terminals. Raises Refused `server.bad_code`, `server.code_used`."""
        ...

    def push(self, request: PushRequest) -> PushAnswer:
        """Hand facts over."""
        ...

    def reserve(self, request: ReserveRequest) -> ReserveReply:
        """Ask for a hold or an allowance."""
        ...

    def pull(self, request: PullRequest) -> PullReply:
        """Ask what changed."""
        ...

    def lookup(self, request: LookupRequest) -> LookupReply:
        """Ask for one member, or one account."""
        ...

    def history(self, request: HistoryRequest) -> HistoryReply:
        """Ask for a member's newest entries, of all terminals."""
        ...

    def find_sale(self, request: FindSaleRequest) -> FindSaleReply:
        """Look for a sale of any terminal."""
        ...

    def fetch_journal(self, request: JournalRequest) -> JournalReply:
        """Get own facts back."""
        ...

    def report(self, request: ReportRequest) -> ReportReply:
        """Ask for the morning's sums."""
        ...

    def publish(self, request: PublishRequest) -> PublishReply:
        """Hand documents over."""
        ...
