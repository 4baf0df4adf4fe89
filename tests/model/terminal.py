"""A terminal of the fast model: its journal, what it has reserved, what it knows of accounts."""

from __future__ import annotations

from tests.model.facts import GRANT, HOLD, LANES, Fact
from tests.model.journal import PAGE, Chain, Journal, Place
from tests.model.messages import ACK, BACK, FORK, GAP, REVOKED, SUPERSEDED, Open, Page, PushAnswer, Row


class Held:
    """A reservation as the terminal knows it; `captured` is the seq of the last fact that used it."""

    __slots__ = ("account", "amount", "captured", "confirmed", "ctl", "is_closing", "kind", "used")

    def __init__(self, kind: int, account: int, amount: int, ctl: int) -> None:
        self.kind, self.account, self.amount, self.ctl = kind, account, amount, ctl
        self.confirmed = self.is_closing = False
        self.captured = self.used = 0

    def copy(self) -> Held:
        """Return the reservation as an image of the disk has it."""
        other = Held(self.kind, self.account, self.amount, self.ctl)
        other.confirmed, other.is_closing = self.confirmed, self.is_closing
        other.captured, other.used = self.captured, self.used
        return other

    def is_over(self, acked: int) -> bool:
        """R9: until what used it is acked, a reservation is alive."""
        if self.kind == GRANT:
            return self.is_closing and self.captured <= acked
        return 0 < self.captured <= acked


class Terminal:
    """One machine. What is in `journal`, `open`, the caches is on its disk: an older image brings all of it back."""

    __slots__ = (
        "cache", "ctl", "cursors", "device", "epoch", "event", "is_offline", "is_revoked", "is_stale", "journal",
        "machine", "offline_until", "open", "page", "risk", "risk_total", "snapshot",
    )  # fmt: skip

    def __init__(self, machine: int, device: int, stream: int) -> None:
        self.machine, self.device = machine, device
        self.journal = Journal(stream)
        self.open: dict[int, Held] = {}
        self.ctl = self.epoch = self.event = self.risk_total = self.offline_until = 0
        self.cache: dict[int, Row] = {}
        self.cursors: tuple[int, ...] = (0,) * LANES
        self.risk: dict[int, tuple[int, int]] = {}
        self.is_offline = self.is_revoked = self.is_stale = False
        self.page: tuple[int, Page] | None = None
        self.snapshot: Terminal | None = None

    def copy(self) -> Terminal:
        """Return what an image of the disk has: all but what is on the wire."""
        other = type(self)(self.machine, self.device, 0)
        other.journal = self.journal.copy()
        other.open = {number: held.copy() for number, held in self.open.items()}
        other.ctl, other.epoch, other.event = self.ctl, self.epoch, self.event
        other.is_stale = self.is_stale
        other.risk_total, other.risk = self.risk_total, self.risk.copy()
        other.cache, other.cursors = self.cache.copy(), self.cursors
        return other

    def listed(self) -> tuple[Open, ...]:
        """R8: every reservation that is alive here."""
        return tuple(
            Open(number, held.kind, held.account, held.amount, held.confirmed, held.ctl)
            for number, held in self.open.items()
        )

    def commit(self, fact: Fact) -> None:
        """One local transaction: the fact, the reservations that it uses."""
        self.journal.append(fact)
        seq = len(self.journal.live.facts)
        for entry in fact.entries:
            held = self.open.get(entry.reservation)
            if held is not None:
                held.captured = seq
                held.used += entry.amount
                self.after_capture(entry.reservation)

    def after_capture(self, number: int) -> None:
        """R9: a captured hold stays listed until the fact is acked."""

    def hear(self, answer: PushAnswer, new_stream: int) -> bool:
        """Do what an answer to a push of the live stream says; return whether everything is acked."""
        live = self.journal.live
        if answer.kind == REVOKED:
            self.is_revoked = True
            return False
        self.learn_epoch(answer.epoch)
        if answer.kind == GAP:
            self.on_gap(answer.head)
        elif answer.kind == BACK:
            live.acked = max(0, live.acked - PAGE)
        elif answer.kind == FORK:
            self.reincarnate(answer.verified, new_stream)
        else:
            live.acked = min(answer.verified, len(live.facts))
            self.after_ack()
            self.is_stale |= answer.kind == SUPERSEDED or self.was_rolled_back(answer)
            if live.is_acked and self.is_stale:
                self.reincarnate(live.acked + 1, new_stream)
                return False
            return live.is_acked
        return False

    def was_rolled_back(self, answer: PushAnswer) -> bool:
        """R4: the server knows more of this stream than this disk."""
        return answer.head > len(self.journal.live.facts) or answer.seen_ctl > self.ctl

    def on_gap(self, head: int) -> None:
        """R3: the server was restored."""
        self.journal.live.acked = head

    def after_ack(self) -> None:
        """Forget reservations whose facts the server has."""
        acked = self.journal.live.acked
        for number in [number for number, held in self.open.items() if held.is_over(acked)]:
            del self.open[number]

    def hear_of(self, chain: Chain, answer: PushAnswer) -> None:
        """Do what an answer to a push of an older stream says."""
        if answer.kind == GAP:
            chain.acked = answer.head
        elif answer.kind == BACK:
            chain.acked = max(0, chain.acked - PAGE)
        elif answer.kind == FORK:
            self.reissue(chain, answer.verified)
        else:
            chain.acked = min(answer.verified, len(chain.facts))
        if chain.is_acked and answer.kind == ACK:
            chain.epoch = answer.epoch

    def reissue(self, chain: Chain, first: int) -> None:
        """Give facts that have no place in their own stream one in the live stream."""
        self.journal.reissue(chain, first)

    def reincarnate(self, first: int, new_stream: int) -> None:
        """R4: a new stream; reservations stay alive, counted from its beginning."""
        self.journal.reincarnate(first, new_stream)
        self.is_stale = False
        self.ctl = 0
        last = len(self.journal.live.facts)
        for number, held in list(self.open.items()):
            if held.kind == HOLD and 0 < held.captured < first:
                del self.open[number]
                continue
            held.captured = max(0, held.captured - first + 1)
            held.ctl = 0
        self.risk = {account: (total, last) for account, (total, _) in self.risk.items()}

    def learn_epoch(self, epoch: int) -> None:
        """R13: another epoch, another history: read the feed from its beginning."""
        if epoch != self.epoch:
            self.epoch = epoch
            self.cursors = (0,) * LANES

    def take_page(self, page: Page, asked_in: int, dies: bool) -> None:
        """R13: rows, cursors, epoch in one local transaction; an answer to a question of an older epoch is nothing."""
        if dies or asked_in != self.epoch or any(self.is_ahead(row) for row in page.rows):
            return
        self.learn_epoch(page.epoch)
        for row in page.rows:
            self.take_row(row)
        self.cursors = page.cursors

    def take_row(self, row: Row) -> None:
        """Keep a row if it is newer than what is known."""
        known = self.cache.get(row.account)
        if self.is_ahead(row):
            return
        if known is None or self.is_newer(row, known):
            self.cache[row.account] = row
            self.renew_risk(row)

    def is_ahead(self, row: Row) -> bool:
        """Whether a row contains seqs that were never compared with this disk: they may be another history's."""
        live = self.journal.live
        return any(stream == live.stream and seq > live.acked for (_, stream), seq in row.marks.items())

    def is_newer(self, row: Row, known: Row) -> bool:
        """Versions compare within one epoch only."""
        return row.epoch != known.epoch or row.version > known.version

    def renew_risk(self, row: Row) -> None:
        """What this terminal redeemed at its own risk counts until a row contains it."""
        at_risk = self.risk.get(row.account)
        if at_risk and row.marks.get((row.account, self.journal.live.stream), 0) >= at_risk[1]:
            del self.risk[row.account]

    def standing(self, account: int) -> int:
        """Return the account that stands for this one, as far as is known here."""
        row = self.cache.get(account)
        while row is not None and row.alias >= 0:
            account = row.alias
            row = self.cache.get(account)
        return account

    def is_posted(self, row: Row | None, origin: int, place: Place) -> bool:
        """Whether an own fact is in the balance: the mark of its place covers it."""
        return row is not None and row.marks.get((origin, place[0]), 0) >= place[1]


class EagerTerminal(Terminal):
    """After a rollback it issues again what one push did not compare: right, but counted twice for a while."""

    __slots__ = ()

    def hear(self, answer: PushAnswer, new_stream: int) -> bool:
        """Begin a new stream at once."""
        live = self.journal.live
        if answer.kind == SUPERSEDED or (answer.kind == ACK and self.was_rolled_back(answer)):
            self.learn_epoch(answer.epoch)
            self.reincarnate(min(answer.verified, len(live.facts)) + 1, new_stream)
            return False
        return super().hear(answer, new_stream)
