"""The network of a simulated world: it loses questions, loses answers, repeats what was sent long ago."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any, TypeVar
from uuid import UUID

import msgspec

from pos_app.kernel.errors import Unavailable
from pos_app.wire.enrolling import EnrolReply, EnrolRequest, PublishReply, PublishRequest, TimeReply
from pos_app.wire.finding_sales import FindSaleReply, FindSaleRequest, JournalReply, JournalRequest
from pos_app.wire.pull import HistoryReply, HistoryRequest, LookupReply, LookupRequest, PullReply, PullRequest
from pos_app.wire.push import PushAnswer, PushRequest
from pos_app.wire.reporting import ReportReply, ReportRequest
from pos_app.wire.reserve import ReserveReply, ReserveRequest
from tests.simulation.site import ServerSite

T = TypeVar("T", bound=msgspec.Struct)


class Network:
    """What all lines share: how bad it is, and what may still arrive once more."""

    def __init__(self, site: ServerSite, random: Random, lost: float, repeated: float) -> None:
        self.site, self.random = site, random
        self.lost, self.repeated = lost, repeated
        self.late: list[tuple[UUID, str, msgspec.Struct]] = []
        self.messages = 0

    def heal(self) -> None:
        """From now on everything arrives, once."""
        self.lost = self.repeated = 0.0
        self.late.clear()

    def deliver_late(self) -> None:
        """Let something arrive again that was delivered before, in any order; its answer reaches nobody."""
        if not self.late:
            return
        device, name, message = self.late.pop(self.random.randrange(len(self.late)))
        try:
            getattr(self.site.node, name)(device, message)
        except Unavailable:
            raise
        except Exception as error:
            if type(error).__name__ != "Refused":
                raise


class Line:
    """One till's way to the server: implements `ports.hub.Hub` with the real messages, encoded and decoded."""

    def __init__(self, network: Network, device: UUID, is_up: Callable[[], bool]) -> None:
        self.network, self.device, self._is_up = network, device, is_up

    def time(self) -> TimeReply:
        self._way()
        answer = self.network.site.node.time()
        self._way()
        return answer

    def enrol(self, request: EnrolRequest) -> EnrolReply:
        return _copied(self.network.site.node.enrol(_copied(request)))

    def push(self, request: PushRequest) -> PushAnswer:
        return self._carried("push", request)  # type: ignore[no-any-return]

    def reserve(self, request: ReserveRequest) -> ReserveReply:
        return self._carried("reserve", request)  # type: ignore[no-any-return]

    def pull(self, request: PullRequest) -> PullReply:
        return self._carried("pull", request)  # type: ignore[no-any-return]

    def lookup(self, request: LookupRequest) -> LookupReply:
        return self._carried("lookup", request)  # type: ignore[no-any-return]

    def history(self, request: HistoryRequest) -> HistoryReply:
        return self._carried("history", request)  # type: ignore[no-any-return]

    def find_sale(self, request: FindSaleRequest) -> FindSaleReply:
        return self._carried("find_sale", request)  # type: ignore[no-any-return]

    def fetch_journal(self, request: JournalRequest) -> JournalReply:
        return self._carried("fetch_journal", request)  # type: ignore[no-any-return]

    def report(self, request: ReportRequest) -> ReportReply:
        return self._carried("report", request)  # type: ignore[no-any-return]

    def publish(self, request: PublishRequest) -> PublishReply:
        return self._carried("publish", request)  # type: ignore[no-any-return]

    def _carried(self, name: str, request: msgspec.Struct) -> Any:
        network = self.network
        self._way()
        network.messages += 1
        sent = _copied(request)
        if network.random.random() < network.repeated:
            network.late.append((self.device, name, sent))
        answer = getattr(network.site.node, name)(self.device, sent)
        self._way()
        return _copied(answer)

    def _way(self) -> None:
        if not self._is_up() or self.network.random.random() < self.network.lost:
            raise Unavailable("server.unreachable")


def _copied(message: T) -> T:
    return msgspec.json.decode(msgspec.json.encode(message), type=type(message))
