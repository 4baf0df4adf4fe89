"""The server of the fast model: takes facts in, promises points, feeds terminals."""

from __future__ import annotations

from collections import deque
from typing import Final

from tests.model.account import Account
from tests.model.facts import LANES, Fact, chained, lane_of
from tests.model.messages import (
    ACK,
    BACK,
    FORK,
    GAP,
    NO_CTL,
    REVOKED,
    SUPERSEDED,
    Open,
    Page,
    Pull,
    Push,
    PushAnswer,
    Reserve,
    Row,
)
from tests.model.posting import Posting
from tests.model.reservations import ACTIVE

RESTATE: Final = 0
POST: Final = 1
SETTLE: Final = 2
FETCHED: Final = 7
Work = tuple[int, int, tuple[Open, ...]]
"""What, its seq or ctl, the reservations that are open."""


class Stream:
    """The facts of one incarnation of one terminal, with what is still to be done with them."""

    __slots__ = ("device", "facts", "hashes", "newest_ctl", "number", "queue", "seen_ctl")

    def __init__(self, number: int, device: int) -> None:
        self.number, self.device = number, device
        self.facts: list[Fact] = []
        self.hashes: list[int] = [number]
        self.queue: deque[Work] = deque()
        self.seen_ctl = self.newest_ctl = NO_CTL

    def copy(self) -> Stream:
        """Return the stream as a backup keeps it."""
        other = Stream(self.number, self.device)
        other.facts, other.hashes, other.queue = self.facts.copy(), self.hashes.copy(), self.queue.copy()
        other.seen_ctl, other.newest_ctl = self.seen_ctl, self.newest_ctl
        return other


class Server(Posting):
    """Inbox, reservations, feed. Every answer is a value; facts are never refused."""

    def copy(self) -> Server:
        """Return the server as a backup keeps it."""
        other = type(self)(self.epoch)
        other.streams = {number: stream.copy() for number, stream in self.streams.items()}
        other.accounts = {number: account.copy() for number, account in self.accounts.items()}
        other.events = self.events.copy()
        other.current, other.revoked = self.current.copy(), self.revoked.copy()
        other.active = {device: held.copy() for device, held in self.active.items()}
        other.lanes, other.busy = self.lanes.copy(), self.busy.copy()
        return other

    def push(self, message: Push) -> PushAnswer:
        """Store what is new, compare what is not, queue the work. One transaction of the device's bucket."""
        if message.device in self.revoked and message.ctl != NO_CTL:
            return PushAnswer(REVOKED, 0, 0, 0, self.epoch)
        stream = self.stream(message.stream, message.device)
        if message.ctl != NO_CTL and stream.newest_ctl == NO_CTL:
            self.current[message.device] = message.stream
        stream.seen_ctl = max(stream.seen_ctl, message.ctl)
        head = len(stream.facts)
        if message.start > head + 1:
            return self._answer(GAP, stream, head)
        if self.differs_before(stream, message):
            return self._answer(BACK, stream, message.start - 1)
        is_newest = self.is_newest(stream, message.ctl)
        self.busy[stream.number] = None
        if is_newest:
            stream.queue.append((RESTATE, message.ctl, message.open))
        wrong = self._take_in(stream, message, head)
        if wrong:
            return self._answer(FORK, stream, wrong)
        if is_newest:
            stream.newest_ctl = max(message.ctl, stream.newest_ctl)
            stream.queue.append((SETTLE, message.ctl, message.open))
        kind = SUPERSEDED if message.ctl != NO_CTL and self.is_superseded(stream) else ACK
        return self._answer(kind, stream, self.verified(stream, message))

    def stream(self, number: int, device: int) -> Stream:
        """Return a stream, new if nothing came of it yet."""
        found = self.streams.get(number)
        if found is None:
            found = self.streams[number] = Stream(number, device)
        return found

    def _take_in(self, stream: Stream, message: Push, head: int) -> int:
        """Append what is new; return the first seq that holds something else already, 0 if none does."""
        for seq, (fact, chain) in enumerate(zip(message.facts, message.hashes, strict=True), message.start):
            if seq > head:
                stream.facts.append(fact)
                stream.hashes.append(chain)
                stream.queue.append((POST, seq, ()))
            elif self.is_other(stream, seq, chain):
                return seq
        return 0

    def _answer(self, kind: int, stream: Stream, verified: int) -> PushAnswer:
        return PushAnswer(kind, verified, len(stream.facts), stream.seen_ctl, self.epoch)

    def differs_before(self, stream: Stream, message: Push) -> bool:
        """R1: the chain ahead of the first fact is compared, too; an empty push is compared as well."""
        return stream.hashes[message.start - 1] != message.before

    def is_other(self, stream: Stream, seq: int, chain: int) -> bool:
        """R1: compare by hash, never by number."""
        return stream.hashes[seq] != chain

    def verified(self, stream: Stream, message: Push) -> int:
        """R2: only what this request compared."""
        return min(len(stream.facts), message.start - 1 + len(message.facts))

    def is_newest(self, stream: Stream, ctl: int) -> bool:
        """R8: only the newest push speaks for what is open."""
        return ctl > stream.newest_ctl

    def is_superseded(self, stream: Stream) -> bool:
        """R6: one live stream a device."""
        return self.current.get(stream.device) != stream.number

    def reserve(self, message: Reserve) -> bool:
        """R7: promise points once for each number, if there are any that nobody was promised."""
        if message.device in self.revoked:
            return False
        account = self.standing(message.account)
        stream = self.stream(message.stream, message.device)
        stream.seen_ctl = max(stream.seen_ctl, message.ctl)
        found = account.reservations.get(self.reservation_number(message, account))
        if found is not None:
            return found.state == ACTIVE
        if self.is_stale(message, stream) or account.available < message.amount:
            return False
        self.promise(account, message.number, message)
        return True

    def reservation_number(self, message: Reserve, account: Account) -> int:
        """Asking again is asking for the same."""
        return message.number

    def is_stale(self, message: Reserve, stream: Stream) -> bool:
        """A request that a newer push has overtaken is a late copy."""
        current = self.current.get(message.device, stream.number)
        return message.ctl < stream.newest_ctl or current != stream.number

    def revoke(self, device: int) -> None:
        """Declare a terminal lost: nothing more from its key, what it held is free."""
        self.revoked.add(device)
        for number in list(self.active.get(device, ())):
            self.release(device, number)

    def fetch(self, number: int, start: int) -> tuple[Fact, ...]:
        """Give facts of a stream back, a page from `start` on: for the terminal that takes a lost one's place."""
        stream = self.streams.get(number)
        return tuple(stream.facts[start - 1 : start - 1 + FETCHED]) if stream else ()

    def row(self, number: int) -> Row:
        """Return an account as it is now; balance, marks are read together."""
        account = self.accounts.get(number) or Account(number)
        ledgers = (*account.inherited, (account.ledger, len(account.ledger)))
        return Row(
            number,
            self.epoch,
            account.version,
            account.posted,
            account.available,
            account.alias,
            account.marks.copy(),
            ledgers,
        )

    def pull(self, message: Pull) -> Page:
        """R13: rows in the order of each lane; a cursor of another epoch counts as none."""
        cursors = list(message.cursors) if message.epoch == self.epoch else [0] * LANES
        if all(mine <= theirs for mine, theirs in zip(self.lanes, cursors, strict=True)):
            return Page(self.epoch, (), tuple(cursors), True)
        due = [
            (account.feed, lane_of(account.number), account.number)
            for account in self.accounts.values()
            if account.feed > cursors[lane_of(account.number)]
        ]
        due.sort()
        page = due[: message.most]
        for position, lane, _ in page:
            cursors[lane] = position
        rows = tuple(self.row(number) for _, _, number in page)
        return Page(self.epoch, rows, tuple(cursors), len(page) == len(due))

    def chain_is_whole(self, stream: Stream) -> bool:
        """I2: hashes chain."""
        return all(
            chained(before, fact.content) == chain
            for before, fact, chain in zip(stream.hashes, stream.facts, stream.hashes[1:], strict=False)
        )
