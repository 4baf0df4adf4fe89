"""Mistakes that a server of the protocol could make, each a small change of the right one."""

from __future__ import annotations

from tests.model.account import Account, parcel_entry
from tests.model.facts import BEARER, EXPIRE, REDEEM, Entry, Fact, Key
from tests.model.lots import Lot
from tests.model.messages import NO_CTL, Open, Page, Pull, Push, PushAnswer, Reserve
from tests.model.server import SETTLE, Server, Stream


class NoEventIds(Server):
    """A fact is known by its place only."""

    def event_of(self, fact: Fact, stream: Stream, seq: int) -> int:
        return abs(hash((stream.number, seq)))


class ConflictByPlace(Server):
    """Another fact with a known number is named after its place, not after its content."""

    def event_of(self, fact: Fact, stream: Stream, seq: int) -> int:
        right = super().event_of(fact, stream, seq)
        return fact.event if right == fact.event else abs(hash((stream.number, seq)))


class ConflictIsCopy(Server):
    """Another fact with a known number is taken for a copy."""

    def event_of(self, fact: Fact, stream: Stream, seq: int) -> int:
        super().event_of(fact, stream, seq)
        return fact.event


class KnownFactIsDone(Server):
    """A fact that was begun counts as done, though a crash came between its accounts."""

    def event_of(self, fact: Fact, stream: Stream, seq: int) -> int:
        self.begun = (fact.device, fact.event) in self.events
        return super().event_of(fact, stream, seq)

    def post_together(
        self, account: Account, entries: list[Entry], event: int, place: tuple[int, int]
    ) -> None:
        if not self.begun:
            super().post_together(account, entries, event, place)


class DoneBeforePosting(Server):
    """A fact leaves the queue before its accounts are posted."""

    def work_off(self, stream: Stream, steps_left: int) -> None:
        length = len(stream.queue)
        super().work_off(stream, steps_left)
        if length and len(stream.queue) == length:
            stream.queue.popleft()


class TrustsNumbers(Server):
    """A seq that is there is taken for the same fact."""

    def is_other(self, stream: Stream, seq: int, chain: int) -> bool:
        return False


class IgnoresWhatIsAhead(Server):
    """The hash ahead of the first fact is not compared."""

    def differs_before(self, stream: Stream, message: Push) -> bool:
        return False


class AcksItsHead(Server):
    """The answer says how much the server has, not how much was compared."""

    def verified(self, stream: Stream, message: Push) -> int:
        return len(stream.facts)


class AcksItsHeadBlindly(AcksItsHead, IgnoresWhatIsAhead):
    """The same, without the hash ahead of the first fact."""


class AnyPushSpeaks(Server):
    """Late pushes say what is open, too."""

    def is_newest(self, stream: Stream, ctl: int) -> bool:
        return ctl != NO_CTL

    def is_stale(self, message: Reserve, stream: Stream) -> bool:
        return False

    def speaks_for(self, stream: int, is_current: bool, held_by: int, held_ctl: int, ctl: int) -> bool:
        return held_by == stream or is_current


class PromisesTwice(Server):
    """Asking again promises again."""

    def reservation_number(self, message: Reserve, account: Account) -> int:
        if message.number in account.reservations and account.available >= message.amount:
            self.promise(account, message.number + (1 + len(account.reservations) << 40), message)
        return message.number


class LateReserve(Server):
    """A late copy of a request promises once more what nobody waits for."""

    def is_stale(self, message: Reserve, stream: Stream) -> bool:
        return False


class NothingSuperseded(Server):
    """An older stream of a device goes on."""

    def is_superseded(self, stream: Stream) -> bool:
        return False


class SpeaksForItselfOnly(Server):
    """A new stream frees nothing of those before it."""

    def speaks_for(self, stream: int, is_current: bool, held_by: int, held_ctl: int, ctl: int) -> bool:
        return held_by == stream and held_ctl < ctl


class FreesBeforePosting(Server):
    """What a push no longer lists is freed ahead of the facts that use it."""

    def push(self, message: Push) -> PushAnswer:
        answer = super().push(message)
        stream = self.streams.get(message.stream)
        if stream and stream.queue and stream.queue[-1][0] == SETTLE:
            stream.queue.appendleft(stream.queue.pop())
        return answer


class ForgetsCtl(Server):
    """A request before the first push leaves no trace in its stream."""

    def reserve(self, message: Reserve) -> bool:
        granted = super().reserve(message)
        stream = self.streams[message.stream]
        if stream.newest_ctl == NO_CTL:
            stream.seen_ctl = NO_CTL
        return granted


class ForgetsPromises(Server):
    """A restored server does not take over what it had promised."""

    def _restate(self, stream: Stream, reservations: tuple[Open, ...]) -> None:
        return


class MarkStays(Server):
    """An entry that is known already does not move the mark of its stream."""

    def post_together(
        self, account: Account, entries: list[Entry], event: int, place: tuple[int, int]
    ) -> None:
        self.is_repeat = (event, entries[0].leg, account.number) in account.ledger
        super().post_together(account, entries, event, place)
        self.is_repeat = False

    def mark(self, account: Account, origin: int, place: tuple[int, int]) -> None:
        if not getattr(self, "is_repeat", False):
            super().mark(account, origin, place)


class MarkWithoutFeed(Server):
    """A mark that moves alone is not fed to terminals."""

    def post_together(
        self, account: Account, entries: list[Entry], event: int, place: tuple[int, int]
    ) -> None:
        self.is_repeat = all((event, entry.leg, account.number) in account.ledger for entry in entries)
        super().post_together(account, entries, event, place)
        self.is_repeat = False

    def touch(self, account: Account) -> None:
        if not getattr(self, "is_repeat", False):
            super().touch(account)


class MarksAhead(Server):
    """All accounts of a fact are marked when its first one is posted."""

    def post_together(
        self, account: Account, entries: list[Entry], event: int, place: tuple[int, int]
    ) -> None:
        stream, seq = place
        for entry in self.streams[stream].facts[seq - 1].entries:
            self.mark(self.account(entry.account), entry.account, place)
        super().post_together(account, entries, event, place)


class MarksOfNoName(Server):
    """A mark does not say which account the facts named."""

    def mark(self, account: Account, origin: int, place: tuple[int, int]) -> None:
        super().mark(account, account.number, place)


class ForwardsAhead(Server):
    """What is said of a merged account overtakes what that account had."""

    def finish_move(self, sender: Account) -> None:
        return

    def settle(self, stream: Stream, ctl: int, reservations: tuple[Open, ...]) -> None:
        super().settle(stream, ctl, reservations)
        for account in list(self.accounts.values()):
            self.deliver(account)


class FeedSkips(Server):
    """Cursors go to the head of each lane, though the page ended before it."""

    def pull(self, message: Pull) -> Page:
        return super().pull(message)._replace(cursors=tuple(self.lanes))


class RefusesCards(Server):
    """A gift card that is used beyond what it holds is not booked."""

    def post_together(
        self, account: Account, entries: list[Entry], event: int, place: tuple[int, int]
    ) -> None:
        used = sum(entry.amount for entry in entries if entry.kind == REDEEM)
        if account.number < BEARER or used <= account.available:
            super().post_together(account, entries, event, place)


class NoKeys(Account):
    """The ledger takes the same entry again."""

    def knows(self, key: Key) -> bool:
        return False


class EarlyRefundIsLost(Account):
    """A refund before its sale is forgotten."""

    def _refund(self, entry: Entry, key: Key) -> Entry | None:
        return super()._refund(entry, key) if entry.lot in self.lots else None


class RefundsBeyondTheSale(Account):
    """Two refunds of one receipt take twice."""

    def _refund(self, entry: Entry, key: Key) -> Entry | None:
        lot = self.lot(entry.lot)
        lot.earned += entry.amount * (lot.asked > 0 and lot.known)
        return super()._refund(entry, key)


class RefundForgetsExpiry(Account):
    """What has ended is taken again when its sale is refunded."""

    def _give_back(self, lot: Lot) -> int:
        ended = lot.gone if lot.ended else 0
        lot.gone -= ended
        chased = super()._give_back(lot)
        lot.gone += ended
        return chased


class WritesOffPromises(Account):
    """What is promised to somebody ends all the same."""

    def most_to_write_off(self) -> int:
        return self.posted


class ExpiresTwice(Account):
    """Two terminals write off the same lot: twice."""

    def _changed(self, entry: Entry, key: Key) -> Entry | None:
        lot = self.lots.get(entry.lot)
        if entry.kind == EXPIRE and lot is not None and lot.ended:
            self.posted -= lot.gone
            self.debt += lot.gone
        return super()._changed(entry, key)


class MaturesTwice(Account):
    """Two terminals let the same lot mature: twice."""

    def _mature(self, entry: Entry, key: Key) -> Entry:
        lot = self.lot(entry.lot)
        again = lot.moved if lot.matured else 0
        onward = super()._mature(entry, key)
        return onward._replace(amount=onward.amount + again)


class RefundMissesMatured(Account):
    """What was asked back of a lot that has matured is not asked of what it became."""

    def _refund(self, entry: Entry, key: Key) -> Entry | None:
        super()._refund(entry, key)
        return None


class MergedLedgerUnread(Account):
    """Whether an entry is known is asked of the account that stands, not of the one that the fact names."""

    def post(self, entry: Entry, key: Key) -> Entry | None:
        return self._redirected(entry) if self.alias >= 0 else super().post(entry, key)


class MergeAsSaid(Account):
    """The account that the fact names first goes into the other one."""

    def _merge(self, entry: Entry) -> Entry | None:
        number, self.number = self.number, 1 << 60
        onward = super()._merge(entry)
        self.number = number
        return parcel_entry(self) if onward is not None and self.alias >= 0 else onward


class MergeLeavesPromises(Account):
    """Promises stay with the merged account."""

    def unpack(self, entry: Entry, key: Key, parcel: Account) -> Entry | None:
        parcel.reservations, parcel.promised = {}, 0
        return super().unpack(entry, key, parcel)


class MergeLeavesMarks(Account):
    """How far streams were posted stays with the merged account."""

    def unpack(self, entry: Entry, key: Key, parcel: Account) -> Entry | None:
        parcel.marks = {}
        return super().unpack(entry, key, parcel)


class MergeMovesTheBalance(Account):
    """The balance goes over, what was asked back of its lots does not."""

    def unpack(self, entry: Entry, key: Key, parcel: Account) -> Entry | None:
        for lot in parcel.lots.values():
            lot.asked = 0
        return super().unpack(entry, key, parcel)


class MergeMovesTwice(Account):
    """What a merge brings has no key of its own."""

    def unpack(self, entry: Entry, key: Key, parcel: Account) -> Entry | None:
        self.ledger.pop(key, None)
        return super().unpack(entry, key, parcel)
