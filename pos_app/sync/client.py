"""The server over HTTP."""

from __future__ import annotations

import base64
import gzip
from typing import TypeVar

import msgspec

from pos_app.kernel.clock import Clock
from pos_app.kernel.exchange_limits import (
    HOLD_TIMEOUT_MS,
    SYNC_CLOCK_TOLERANCE_MS,
    SYNC_PACKED_FROM,
    SYNC_TIMEOUT_MS,
)
from pos_app.ports.outbox import Outbox
from pos_app.sync.answers import JSON, push_answer_of, reply_of, told_time
from pos_app.sync.carrier import Answer, Carrier
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
from pos_app.wire.signed import (
    DEVICE_HEADER,
    SIGNATURE_HEADER,
    TIME_HEADER,
    VERSION_HEADER,
    request_text,
)

T = TypeVar("T")
_PACKING = 1
"""zlib's quickest: what a shop's line saves by more is less than what it costs a till."""


class HttpHub:
    """Implements `ports.hub.Hub` over a `Carrier`; used from several threads."""

    def __init__(self, carrier: Carrier, outbox: Outbox, clock: Clock, app: str) -> None:
        self._carrier = carrier
        self._outbox = outbox
        self._clock = clock
        self._app = app

    def time(self) -> TimeReply:
        """Ask what time it is there, and which epoch; needs no signature."""
        headers = {VERSION_HEADER: self._app, "accept-encoding": "gzip"}
        answer = self._carrier.carry("GET", "/v1/time", b"", headers, HOLD_TIMEOUT_MS * 2)
        return reply_of(answer, TimeReply, self._carrier.place.host)

    def enrol(self, request: EnrolRequest) -> EnrolReply:
        """Become one of the server's terminals. Raises Refused `server.bad_code`, `server.code_used`."""
        return self._ask("/v1/enrol", request, EnrolReply)

    def push(self, request: PushRequest) -> PushAnswer:
        """Hand facts over."""
        return push_answer_of(self._post("/v1/push", request, SYNC_TIMEOUT_MS), self._carrier.place.host)

    def reserve(self, request: ReserveRequest) -> ReserveReply:
        """Ask for a hold or an allowance."""
        return self._ask("/v1/reserve", request, ReserveReply, HOLD_TIMEOUT_MS)

    def pull(self, request: PullRequest) -> PullReply:
        """Ask what changed."""
        return self._ask("/v1/pull", request, PullReply)

    def lookup(self, request: LookupRequest) -> LookupReply:
        """Ask for one member, or one account."""
        return self._ask("/v1/lookup", request, LookupReply, HOLD_TIMEOUT_MS)

    def history(self, request: HistoryRequest) -> HistoryReply:
        """Ask for a member's newest entries, of all terminals."""
        return self._ask("/v1/history", request, HistoryReply, HOLD_TIMEOUT_MS)

    def find_sale(self, request: FindSaleRequest) -> FindSaleReply:
        """Look for a sale of any terminal."""
        return self._ask("/v1/sale/find", request, FindSaleReply, HOLD_TIMEOUT_MS)

    def fetch_journal(self, request: JournalRequest) -> JournalReply:
        """Get own facts back."""
        return self._ask("/v1/journal/fetch", request, JournalReply)

    def report(self, request: ReportRequest) -> ReportReply:
        """Ask for the morning's sums."""
        return self._ask("/v1/report", request, ReportReply)

    def publish(self, request: PublishRequest) -> PublishReply:
        """Hand documents over."""
        return self._ask("/v1/publish", request, PublishReply)

    def end(self) -> None:
        """Break off what is under way: whoever waits gets Unavailable at once, and so does every later call."""
        self._carrier.end()

    def close(self) -> None:
        """Close the connections."""
        self._carrier.close()

    def _ask(self, path: str, request: msgspec.Struct, kind: type[T], timeout_ms: int = SYNC_TIMEOUT_MS) -> T:
        return reply_of(self._post(path, request, timeout_ms), kind, self._carrier.place.host)

    def _post(self, path: str, request: msgspec.Struct, timeout_ms: int) -> Answer:
        """Send a signed request; when the server finds its time wrong, learn the server's and send it once more."""
        body = msgspec.json.encode(request)
        offset_ms = self._outbox.clock_offset_ms()
        answer = self._signed(path, body, offset_ms, timeout_ms)
        told = told_time(answer, self._carrier.place.host)
        if told is None:
            return answer
        learnt_ms = told - self._clock.now_ms()
        if abs(learnt_ms - offset_ms) < SYNC_CLOCK_TOLERANCE_MS:
            return answer
        self._outbox.learn_clock(learnt_ms)
        return self._signed(path, body, learnt_ms, timeout_ms)

    def _signed(self, path: str, body: bytes, offset_ms: int, timeout_ms: int) -> Answer:
        device = str(self._outbox.device_id)
        at_ms = self._clock.now_ms() + offset_ms
        signature = self._outbox.sign(request_text("POST", path, body, at_ms, device))
        headers = {
            "content-type": JSON,
            "accept-encoding": "gzip",
            DEVICE_HEADER: device,
            TIME_HEADER: str(at_ms),
            SIGNATURE_HEADER: base64.b64encode(signature).decode("ascii"),
            VERSION_HEADER: self._app,
        }
        if len(body) >= SYNC_PACKED_FROM:
            headers["content-encoding"] = "gzip"
            body = gzip.compress(body, _PACKING, mtime=0)
        return self._carrier.carry("POST", path, body, headers, timeout_ms)
