"""Every message of the protocol: where it is sent, what it carries, what comes back."""

from __future__ import annotations

import msgspec

from pos_app.wire.enrolling import EnrolReply, EnrolRequest, PublishReply, PublishRequest
from pos_app.wire.finding_sales import FindSaleReply, FindSaleRequest, JournalReply, JournalRequest
from pos_app.wire.pull import (
    HistoryReply,
    HistoryRequest,
    LookupReply,
    LookupRequest,
    PullReply,
    PullRequest,
)
from pos_app.wire.push import PushReply, PushRequest
from pos_app.wire.reporting import ReportReply, ReportRequest
from pos_app.wire.reserve import ReserveReply, ReserveRequest


class MessageKind(msgspec.Struct, frozen=True):
    """One message: `path` below the server's address, `call` is the node's method; `codes` are the refusals that only
    this message has.
    """

    path: str
    call: str
    request: type[msgspec.Struct]
    reply: type[msgspec.Struct]
    codes: tuple[str, ...] = ()
    is_signed: bool = True


MESSAGES = (
    MessageKind(
        "/v1/enrol",
        "enrol",
        EnrolRequest,
        EnrolReply,
        ("server.bad_code", "server.code_used"),
        is_signed=False,
    ),
    MessageKind(
        "/v1/push", "push", PushRequest, PushReply, ("server.gap", "server.fork", "server.superseded")
    ),
    MessageKind("/v1/reserve", "reserve", ReserveRequest, ReserveReply),
    MessageKind("/v1/pull", "pull", PullRequest, PullReply),
    MessageKind("/v1/lookup", "lookup", LookupRequest, LookupReply),
    MessageKind("/v1/history", "history", HistoryRequest, HistoryReply),
    MessageKind("/v1/sale/find", "find_sale", FindSaleRequest, FindSaleReply),
    MessageKind("/v1/journal/fetch", "fetch_journal", JournalRequest, JournalReply),
    MessageKind("/v1/report", "report", ReportRequest, ReportReply),
    MessageKind("/v1/publish", "publish", PublishRequest, PublishReply),
)
