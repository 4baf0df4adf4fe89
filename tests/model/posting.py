"""The work behind the inbox: each step is one transaction of one bucket, a crash may come after any of them."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Final

from tests.model.account import MOVED, Account, parcel_entry
from tests.model.facts import LANES, MOVE, Entry, Fact, Key, lane_of
from tests.model.messages import Open, Reserve
from tests.model.reservations import ACTIVE, Reservation
from tests.model.violation import Violation

if TYPE_CHECKING:
    from tests.model.server import Stream

NEVER: Final = 1 << 30
MOST_HOPS: Final = 60


class Crashed(Exception):
    """The process that posts has died; another one begins the fact again."""


class Posting:
    """Accounts with the queues in front of them."""

    account_type: type[Account] = Account

    def __init__(self, epoch: int) -> None:
        self.epoch = epoch
        self.streams: dict[int, Stream] = {}
        self.accounts: dict[int, Account] = {}
        self.events: dict[tuple[int, int], int] = {}
        self.current: dict[int, int] = {}
        self.revoked: set[int] = set()
        self.active: dict[int, dict[int, int]] = {}
        self.lanes = [0] * LANES
        self.busy: dict[int, None] = {}
        self.steps_left = NEVER

    def account(self, number: int) -> Account:
        """Return an account, new if nothing was said of it yet."""
        found = self.accounts.get(number)
        if found is None:
            found = self.accounts[number] = self.account_type(number)
        return found

    def standing(self, number: int) -> Account:
        """Return the account that stands for this one; what a merge still has to bring is brought first."""
        account = self.account(number)
        for _ in range(MOST_HOPS):
            if account.alias < 0:
                return account
            self.deliver(account)
            account = self.account(account.alias)
        raise Violation("merges go round in a circle", number, "")

    def touch(self, account: Account) -> None:
        """Put an account at the end of its lane; last in each transaction."""
        lane = lane_of(account.number)
        self.lanes[lane] += 1
        account.feed = self.lanes[lane]
        account.version += 1

    def _step(self) -> None:
        """End a transaction; the process may die here."""
        self.steps_left -= 1
        if self.steps_left <= 0:
            self.steps_left = NEVER
            raise Crashed

    def work_off(self, stream: Stream, steps_left: int) -> None:
        """Do the first thing in the queue of a stream; if it dies on the way, it stays in the queue."""
        if not stream.queue:
            del self.busy[stream.number]
            return
        what, seq, reservations = stream.queue[0]
        self.steps_left = steps_left
        try:
            if what == 0:
                self._restate(stream, reservations)
            elif what == 1:
                self._post(stream, seq)
            else:
                self.settle(stream, seq, reservations)
            self._step()
        except Crashed:
            return
        self.steps_left = NEVER
        stream.queue.popleft()

    def event_of(self, fact: Fact, stream: Stream, seq: int) -> int:
        """R5: the number of a fact; of another fact with a known number one that follows from its content."""
        if self.events.setdefault((fact.device, fact.event), fact.content) == fact.content:
            return fact.event
        return abs(hash((fact.event, fact.content)))

    def _post(self, stream: Stream, seq: int) -> None:
        fact = stream.facts[seq - 1]
        event = self.event_of(fact, stream, seq)
        for number, entries in groupby(fact.entries, key=_account):
            self.post_together(self.account(number), list(entries), event, (stream.number, seq))
        for number, account in fact.tried:
            self.release(fact.device, number, account)

    def post_together(
        self, account: Account, entries: list[Entry], event: int, place: tuple[int, int]
    ) -> None:
        """Post the entries of one fact for one account in one transaction, then what follows from them elsewhere."""
        origin = account.number
        onward = []
        for entry in entries:
            key = (event, entry.leg, origin)
            following = account.post(entry, key)
            if following is not None:
                onward.append((key, following))
        self.mark(account, origin, place)
        self.touch(account)
        self._step()
        self._forward(account, onward, place)
        if account.alias >= 0 and len(onward) < len(entries):
            self.mark_standing(account, origin, place)

    def _forward(self, sender: Account, entries: list[tuple[Key, Entry]], place: tuple[int, int]) -> None:
        """Take entries from account to account: those of one fact for one account stay in one transaction."""
        if not entries:
            return
        self.finish_move(sender)
        targets: dict[int, list[tuple[Key, Entry]]] = {}
        for key, entry in entries:
            if entry.hops > MOST_HOPS:
                raise Violation("merges go round in a circle", entry.account, "")
            if entry.kind != MOVE:
                targets.setdefault(entry.account, []).append((key, entry))
        for number, group in targets.items():
            account = self.account(number)
            onward = []
            for key, entry in group:
                following = account.post(entry, (key[0], entry.leg + 16 * entry.hops, key[2]))
                if following is not None:
                    onward.append((key, following))
            self.mark(account, group[0][0][2], place)
            self.touch(account)
            self._step()
            self._forward(account, onward, place)
            if len(onward) < len(group):
                self.mark_standing(account, group[0][0][2], place)

    def mark(self, account: Account, origin: int, place: tuple[int, int]) -> None:
        """Say with the balance how far this stream is posted here."""
        stream, seq = place
        if account.marks.get((origin, stream), 0) < seq:
            account.marks[origin, stream] = seq

    def mark_standing(self, account: Account, origin: int, place: tuple[int, int]) -> None:
        """What was posted before its account was merged is in the standing account: its mark belongs there, too."""
        if account.alias >= 0:
            standing = self.standing(account.number)
            self.mark(standing, origin, place)
            self.touch(standing)
            self._step()

    def finish_move(self, sender: Account) -> None:
        """What a merge has packed comes ahead of everything that is sent on."""
        if sender.alias >= 0:
            self.deliver(sender)

    def deliver(self, sender: Account) -> None:
        """Bring what a merged account had to the one that stands for it, once."""
        if sender.delivered or sender.parcel is None:
            return
        entry: Entry | None = parcel_entry(sender)
        key = (MOVED, sender.number, 0)
        while entry is not None:
            account = self.account(entry.account)
            entry = account.unpack(entry, key, sender.parcel)
            self.touch(account)
            self._step()
            if entry is not None:
                self.finish_move(account)
        sender.delivered = True

    def promise(self, account: Account, number: int, asked: Reserve) -> None:
        """Keep points for a device."""
        account.reservations[number] = Reservation(
            asked.kind, asked.amount, asked.device, asked.stream, asked.ctl
        )
        account.promised += asked.amount
        self.active.setdefault(asked.device, {})[number] = account.number
        self.touch(account)

    def release(self, device: int, number: int, account: int = -1) -> None:
        """Free what a reservation still promises."""
        where = self.active.get(device, {}).pop(number, account)
        if where < 0:
            return
        found = self.standing(where)
        held = found.reservations.get(number)
        if held is not None and held.state == ACTIVE:
            found.promised -= held.release()
            found.sweep()
            self.touch(found)

    def _restate(self, stream: Stream, reservations: tuple[Open, ...]) -> None:
        """R10: a restored server learns again what it had promised."""
        for each in reservations:
            if not each.confirmed or stream.device in self.revoked:
                continue
            account = self.standing(each.account)
            if each.number not in account.reservations:
                asked = Reserve(
                    stream.device, stream.number, each.ctl, each.number, each.kind, each.account, each.amount
                )
                self.promise(account, each.number, asked)
                account.flags += account.available < 0

    def settle(self, stream: Stream, ctl: int, reservations: tuple[Open, ...]) -> None:
        """R8: what the newest push does not list is free, also of streams that this one has replaced."""
        listed = {each.number for each in reservations}
        is_current = self.current.get(stream.device) == stream.number
        for number, where in list(self.active.get(stream.device, {}).items()):
            if number in listed:
                continue
            held = self.standing(where).reservations.get(number)
            if held is None or held.state != ACTIVE:
                del self.active[stream.device][number]
            elif self.speaks_for(stream.number, is_current, held.stream, held.ctl, ctl):
                self.release(stream.device, number)

    def speaks_for(self, stream: int, is_current: bool, held_by: int, held_ctl: int, ctl: int) -> bool:
        """Whether a push with `ctl` may free a reservation that stream `held_by` made with `held_ctl`."""
        return held_ctl < ctl if held_by == stream else is_current


def _account(entry: Entry) -> int:
    return entry.account
