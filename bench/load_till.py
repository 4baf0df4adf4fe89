"""One simulated terminal: its customers of a day, one after the other."""

from __future__ import annotations

import threading
import time
from random import Random
from uuid import UUID

import msgspec

from bench import load_facts
from bench.load_facts import Place, Sold
from bench.load_wire import Line, Times
from pos_app.kernel.ids import MemberId, StreamId, TerminalId, derived_id
from pos_app.loyalty.accounts import POINTS, account_id
from pos_app.wire.chain import chain_start
from pos_app.wire.enrolling import EnrolReply
from pos_app.wire.pull import FedAccount, PullReply, PullRequest
from pos_app.wire.push import OpenReservation, PushReply
from pos_app.wire.reserve import ReserveReply, ReserveRequest
from pos_app.wire.sale_fact import SaleFact
from tests.support.bare_tills import BareTill

OPENS_H, CLOSES_H = 8, 22
BUSY = (2, 3, 4, 6, 8, 7, 5, 4, 6, 9, 10, 7, 4, 2)
"""How many customers come in each hour, beside each other."""
HOUR_MS = 3_600_000
MEMBERS_EACH = 20
MEMBER_SALES, REDEMPTIONS, REFUNDS, ENROLMENTS = 0.6, 0.15, 0.03, 0.02
SPEND = 100
PULL_ROWS = 2000
BATCH = 200


class Town:
    """Members that every terminal may serve, with what acknowledged facts say of their points."""

    def __init__(self, day_ms: int) -> None:
        self.day_ms = day_ms
        self._lock = threading.Lock()
        self.members: list[tuple[UUID, str]] = []
        self.points: dict[UUID, int] = {}
        self.entries = 0

    def welcome(self, member: UUID, lot: str) -> None:
        """Let everybody serve a member."""
        with self._lock:
            self.members.append((member, lot))

    def count(self, fact: SaleFact) -> None:
        """Note what a fact does to points once it is acknowledged; a sale is a visit, an entry of its own."""
        with self._lock:
            self.entries += len(fact.entries) + bool(fact.member and fact.lines)
            for entry in fact.entries:
                account = UUID(entry.acct)
                self.points[account] = self.points.get(account, 0) + entry.amount

    def begin(self, member: UUID) -> None:
        """Note the points a member begins with."""
        with self._lock:
            self.entries += 1
            account = account_id(MemberId(member), POINTS)
            self.points[account] = self.points.get(account, 0) + load_facts.START_POINTS


class LoadTill:
    """One terminal over its own connection; used from one thread."""

    def __init__(self, number: int, seed: int, address: str, times: Times, town: Town) -> None:
        self.till = BareTill(number)
        till = self.till
        till.device_id = TerminalId(derived_id(UUID(int=seed), f"device {number}"))
        till.stream_id = StreamId(derived_id(till.device_id, "stream"))
        till.hashes = [chain_start(till.stream_id, till.device_id)]
        self._chance = Random(seed * 1000 + number)
        self._line = Line(address, times)
        self._times = times
        self._town = town
        self._cursors: dict[int, int] = {}
        self._epoch = ""
        self._sold: list[Sold] = []
        self.rows = 0

    def join(self, code: str) -> None:
        """Become one of the server's terminals."""
        self._line.ask(self.till, "/v1/enrol", self.till.enrolment(code), EnrolReply)

    def begin(self) -> None:
        """Open the till, enrol the first members, tell it, hear of everybody else's."""
        self.till.write("till.open", op=load_facts.OPERATOR)
        for _ in range(MEMBERS_EACH):
            self._enrol(self._town.day_ms)
        self.push(())
        self.pull()

    def day(self, customers: int, until: float, began: float) -> None:
        """Serve so many customers between `began` and `until` (monotonic seconds), as many each hour as in a shop."""
        for at_ms in self._arrivals(customers):
            part = (at_ms - OPENS_H * HOUR_MS) / ((CLOSES_H - OPENS_H) * HOUR_MS)
            due = began + part * (until - began)
            left = due - time.monotonic()
            if left > 0:
                time.sleep(left)
            self._times.was_late(max(0.0, -left))
            self._serve(self._town.day_ms + at_ms)
        self.till.write("till.close", op=load_facts.OPERATOR)
        self.push(())

    def push(self, held: tuple[OpenReservation, ...]) -> int:
        """Tell all there is; return how many facts of the stream are not applied yet."""
        till = self.till
        while True:
            last = min(len(till.facts), till.acked + BATCH)
            request = till.request(last=last, held=held)
            reply = self._line.ask(till, "/v1/push", request, PushReply)
            self._times.pushed(reply.verified_seq - till.acked, reply.head_seq - reply.applied_seq)
            till.acked = reply.verified_seq
            if till.acked == len(till.facts):
                return reply.head_seq - reply.applied_seq

    def pull(self) -> dict[str, FedAccount]:
        """Hear everything that is new; return the accounts among it."""
        found: dict[str, FedAccount] = {}
        while True:
            request = PullRequest(
                epoch=self._epoch,
                cursors=self._cursors,
                streams=(str(self.till.stream_id),),
                limit=PULL_ROWS,
            )
            reply = self._line.ask(self.till, "/v1/pull", request, PullReply)
            self._cursors, self._epoch = reply.cursors, reply.server_epoch
            self.rows += len(reply.changes)
            found |= {row.account: row for row in reply.changes if isinstance(row, FedAccount)}
            if not reply.more:
                return found

    def forget(self) -> None:
        """Hear everything anew at the next pull."""
        self._cursors = {}

    def close(self) -> None:
        """Hang up."""
        self._line.close()

    def _arrivals(self, customers: int) -> list[int]:
        hours = self._chance.choices(range(OPENS_H, CLOSES_H), weights=BUSY, k=customers)
        return sorted(hour * HOUR_MS + self._chance.randrange(HOUR_MS) for hour in hours)

    def _serve(self, at_ms: int) -> None:
        chance = self._chance
        if self._sold and chance.random() < REFUNDS:
            self._tell(load_facts.refund(self._place(at_ms), self._sold.pop()))
            return
        if chance.random() < ENROLMENTS:
            self._enrol(at_ms)
        member: UUID | None = None
        lot = hold = ""
        if chance.random() < MEMBER_SALES:
            member, lot = chance.choice(self._town.members)
            if chance.random() < REDEMPTIONS:
                hold = self._reserve(member)
        place = self._place(at_ms)
        fact, sold = load_facts.sale(place, chance, member, SPEND if hold else 0, hold, lot)
        self._sold.append(sold)
        del self._sold[:-50]
        self._tell(fact, hold)

    def _tell(self, fact: SaleFact, hold: str = "") -> None:
        """As a real terminal does: push what was filed, then pull."""
        self.till.write_body(msgspec.json.encode(fact).decode())
        held: tuple[OpenReservation, ...] = ()
        if hold:
            _, account, amount = fact.auth.holds[0]
            held = (OpenReservation(hold, "hold", account, amount, True, self.till.ctl),)
        self.push(held)
        self._town.count(fact)
        self.pull()

    def _reserve(self, member: UUID) -> str:
        """Return the id of a hold of SPEND points, empty when the member has not so many."""
        self._line.bare()
        self.till.ctl += 1
        account = str(account_id(MemberId(member), POINTS))
        request = ReserveRequest(
            stream_id=str(self.till.stream_id),
            ctl=self.till.ctl,
            res_id=str(derived_id(self.till.stream_id, f"hold {self.till.ctl}")),
            kind="hold",
            account_id=account,
            amount=SPEND,
        )
        reply = self._line.ask(self.till, "/v1/reserve", request, ReserveReply)
        return request.res_id if reply.granted else ""

    def _enrol(self, at_ms: int) -> None:
        till = self.till
        place = self._place(at_ms)
        member = UUID(place.id("member"))
        till.enrol_member(member, self._chance.randbytes(32).hex())
        lot = place.id("start")
        entry = msgspec.to_builtins(load_facts.start_entry(member, lot, at_ms))
        till.write("points.adjust", op="", member=str(member), entries=[entry])
        self._town.begin(member)
        self._town.welcome(member, lot)

    def _place(self, at_ms: int) -> Place:
        return Place(self.till.stream_id, len(self.till.facts) + 1, at_ms)
