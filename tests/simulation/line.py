"""The network of a simulated world: it loses questions, loses answers, repeats what was sent long ago."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from random import Random
from typing import TypeVar
from uuid import UUID

import msgspec

from pos_app.kernel.errors import Refused, Unavailable
from pos_app.server.node import ServerNode
from pos_app.wire.enrolling import EnrolReply, EnrolRequest, PublishReply, PublishRequest, TimeReply
from pos_app.wire.finding_sales import FindSaleReply, FindSaleRequest, JournalReply, JournalRequest
from pos_app.wire.pull import HistoryReply, HistoryRequest, LookupReply, LookupRequest, PullReply, PullRequest
from pos_app.wire.push import PushAnswer, PushRequest
from pos_app.wire.reporting import ReportReply, ReportRequest
from pos_app.wire.reserve import ReserveReply, ReserveRequest
from tests.simulation.site import ServerSite

T = TypeVar("T", bound=msgspec.Struct)
Q = TypeVar("Q", bound=msgspec.Struct)
A = TypeVar("A", bound=msgspec.Struct)
Ask = Callable[[ServerNode, UUID, Q], A]


class Network:
    """What all lines share: how bad it is, and what may still arrive once more."""

    def __init__(self, site: ServerSite, random: Random, lost: float, repeated: float) -> None:
        self.site, self.random = site, random
        self.lost, self.repeated = lost, repeated
        self.late: list[Callable[[ServerNode], object]] = []
        self.messages = 0

    def heal(self) -> None:
        """From now on everything arrives, once."""
        self.lost = self.repeated = 0.0
        self.late.clear()

    def deliver_late(self) -> None:
        """Let something arrive again that was delivered before, in any order; its answer reaches nobody."""
        if not self.late:
            return
        again = self.late.pop(self.random.randrange(len(self.late)))
        with suppress(Refused):
            again(self.site.node)


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
        return self._carried(lambda node, device, asked: node.push(device, asked), request)

    def reserve(self, request: ReserveRequest) -> ReserveReply:
        return self._carried(lambda node, device, asked: node.reserve(device, asked), request)

    def pull(self, request: PullRequest) -> PullReply:
        return self._carried(lambda node, device, asked: node.pull(device, asked), request)

    def lookup(self, request: LookupRequest) -> LookupReply:
        return self._carried(lambda node, device, asked: node.lookup(device, asked), request)

    def history(self, request: HistoryRequest) -> HistoryReply:
        return self._carried(lambda node, device, asked: node.history(device, asked), request)

    def find_sale(self, request: FindSaleRequest) -> FindSaleReply:
        return self._carried(lambda node, device, asked: node.find_sale(device, asked), request)

    def fetch_journal(self, request: JournalRequest) -> JournalReply:
        return self._carried(lambda node, device, asked: node.fetch_journal(device, asked), request)

    def report(self, request: ReportRequest) -> ReportReply:
        return self._carried(lambda node, device, asked: node.report(device, asked), request)

    def publish(self, request: PublishRequest) -> PublishReply:
        return self._carried(lambda node, device, asked: node.publish(device, asked), request)

    def _carried(self, ask: Ask[Q, A], request: Q) -> A:
        network, device = self.network, self.device
        self._way()
        network.messages += 1
        sent = _copied(request)
        if network.random.random() < network.repeated:
            network.late.append(lambda node: ask(node, device, sent))
        answer = ask(network.site.node, device, sent)
        self._way()
        return _copied(answer)

    def _way(self) -> None:
        if not self._is_up() or self.network.random.random() < self.network.lost:
            raise Unavailable("server.unreachable")


def _copied(message: T) -> T:
    return msgspec.json.decode(msgspec.json.encode(message), type=type(message))
