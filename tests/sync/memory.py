"""A server in memory, by the rules of the protocol, with faults to switch on."""

from __future__ import annotations

from collections.abc import Callable

from pos_app.kernel.errors import Unavailable
from pos_app.wire.enrolling import (
    EnrolReply,
    EnrolRequest,
    PublishReply,
    PublishRequest,
    TimeReply,
)
from pos_app.wire.finding_sales import (
    FindSaleReply,
    FindSaleRequest,
    FoundFact,
    JournalReply,
    JournalRequest,
)
from pos_app.wire.pull import (
    Fed,
    HistoryReply,
    HistoryRequest,
    LookupReply,
    LookupRequest,
    PullReply,
    PullRequest,
)
from pos_app.wire.push import (
    PushAnswer,
    PushedFact,
    PushFork,
    PushGap,
    PushReply,
    PushRequest,
    PushSuperseded,
)
from pos_app.wire.reporting import ReportReply, ReportRequest
from pos_app.wire.reserve import ReserveReply, ReserveRequest


class MemoryHub:
    """Implements `ports.hub.Hub`: streams compared by content, a feed of pages, holds out of one account."""

    def __init__(self) -> None:
        self.epoch = "epoch-1"
        self.streams: dict[str, list[PushedFact]] = {}
        self.current = ""
        self.seen_ctl: dict[str, int] = {}
        self.pages: list[tuple[Fed, ...]] = []
        self.available = 100
        self.now_ms = 0
        self.pushes: list[PushRequest] = []
        self.asked: list[str] = []
        self.fault: Callable[[str], None] = lambda _name: None
        self.found: tuple[FoundFact, ...] = ()
        self.looked_up: tuple[Fed, ...] = ()
        self.published: list[PublishRequest] = []
        self.enrolled: list[EnrolRequest] = []
        self.wants_documents = False

    def time(self) -> TimeReply:
        self._hear("time")
        return TimeReply(self.now_ms, self.epoch, "Head office")

    def enrol(self, request: EnrolRequest) -> EnrolReply:
        self._hear("enrol")
        self.enrolled.append(request)
        return EnrolReply(
            store_no="0001",
            terminal_no="02",
            series="A",
            server_key="a2V5",
            server_epoch=self.epoch,
            server_time=self.now_ms,
            server_name="Head office",
            keys=request.keys,
            publish=self.wants_documents,
        )

    def push(self, request: PushRequest) -> PushAnswer:
        self._hear("push")
        self.pushes.append(request)
        kept = self.streams.setdefault(request.stream_id, [])
        if not request.archived and request.stream_id not in self.seen_ctl:
            self.current = request.stream_id
        self.seen_ctl[request.stream_id] = max(self.seen_ctl.get(request.stream_id, -1), request.ctl)
        if request.from_seq > len(kept) + 1:
            return PushGap(len(kept), "", self.epoch)
        for fact in request.facts:
            if fact.seq <= len(kept) and kept[fact.seq - 1].c != fact.c:
                return PushFork(fact.seq)
            if fact.seq > len(kept):
                kept.append(fact)
        verified = min(len(kept), request.from_seq - 1 + len(request.facts))
        if not request.archived and request.stream_id != self.current:
            return PushSuperseded(verified)
        return PushReply(
            verified_seq=verified,
            head_seq=len(kept),
            head_hash="",
            applied_seq=len(kept),
            seen_ctl=self.seen_ctl[request.stream_id],
            server_epoch=self.epoch,
        )

    def reserve(self, request: ReserveRequest) -> ReserveReply:
        self._hear("reserve")
        granted = request.amount <= self.available
        reply = ReserveReply(granted=granted, amount=request.amount, available=self.available, version=1)
        self.available -= request.amount if granted else 0
        return reply

    def pull(self, request: PullRequest) -> PullReply:
        self._hear("pull")
        at = request.cursors.get(0, 0) if request.epoch == self.epoch else 0
        changes = self.pages[at] if at < len(self.pages) else ()
        after = min(at + 1, len(self.pages))
        return PullReply(
            server_epoch=self.epoch,
            server_time=self.now_ms,
            changes=changes,
            cursors={0: after},
            more=after < len(self.pages),
        )

    def lookup(self, request: LookupRequest) -> LookupReply:
        self._hear(f"lookup {request.kind}")
        return LookupReply(self.looked_up)

    def history(self, request: HistoryRequest) -> HistoryReply:
        self._hear("history")
        return HistoryReply(())

    def find_sale(self, request: FindSaleRequest) -> FindSaleReply:
        self._hear("find_sale")
        return FindSaleReply(self.found)

    def fetch_journal(self, request: JournalRequest) -> JournalReply:
        self._hear("fetch_journal")
        return JournalReply((), 0)

    def report(self, request: ReportRequest) -> ReportReply:
        self._hear("report")
        return ReportReply()

    def publish(self, request: PublishRequest) -> PublishReply:
        self._hear("publish")
        self.published.append(request)
        return PublishReply(len(request.documents))

    def bodies(self) -> list[str]:
        """Every fact it has, of all streams, each content once."""
        return sorted({fact.body for kept in self.streams.values() for fact in kept})

    def _hear(self, name: str) -> None:
        self.asked.append(name)
        self.fault(name)


def unreachable(_name: str) -> None:
    """A fault: nobody answers."""
    raise Unavailable("server.unreachable", host="server.shop")
