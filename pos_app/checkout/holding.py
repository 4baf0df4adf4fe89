"""What the server holds for the open sale; by what right its points are spent."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
from msgspec.structs import replace

from pos_app.checkout.tools import Tools
from pos_app.kernel.clock import local_time
from pos_app.kernel.ids import AccountId, LotId, MemberId, SaleId
from pos_app.loyalty.accounts import PENDING, POINTS, account_id
from pos_app.loyalty.basket import NOT_CUT_OFF, CutOff
from pos_app.loyalty.ledger import EntryDraft, EntryKind
from pos_app.loyalty.member import MemberSnapshot
from pos_app.loyalty.quote import Settlement
from pos_app.loyalty.settings import OfflineMode
from pos_app.loyalty.spans import start_of_day
from pos_app.ports.cut_off import CutOffBook, Told
from pos_app.ports.gateway import Contact, Gateway, HoldOutcome

DAY_MS = 24 * 3_600_000
LOCAL, HOLD, RISK, GRANT = "local", "hold", "risk", "grant"


class Question(msgspec.Struct, frozen=True):
    """Have these amounts (units of each account) held for a sale; of `bearers` the paper itself speaks."""

    sale_id: SaleId
    amounts: tuple[tuple[AccountId, int], ...]
    bearers: frozenset[AccountId] = frozenset()


class Short(msgspec.Struct, frozen=True):
    """An account of which the server has only `available` of `wanted`."""

    account_id: AccountId
    wanted: int
    available: int


class Answer(msgspec.Struct, frozen=True):
    """What came of a question. `unheard` are accounts of which the server knows nothing."""

    question: Question
    granted: tuple[tuple[AccountId, int], ...] = ()
    short: tuple[Short, ...] = ()
    unheard: tuple[AccountId, ...] = ()
    is_unknown: bool = False


def ask(gateway: Gateway, question: Question) -> Answer:
    """Ask for one account after the other until one has no answer: a question that came too late is refused although
    there is enough. For the network lane.
    """
    granted: list[tuple[AccountId, int]] = []
    short: list[Short] = []
    unheard: list[AccountId] = []
    for account, amount in question.amounts:
        answer = gateway.hold(question.sale_id, account, amount)
        if answer.outcome is HoldOutcome.UNKNOWN:
            return Answer(question, tuple(granted), tuple(short), tuple(unheard), True)
        if answer.outcome is HoldOutcome.GRANTED:
            granted.append((account, amount))
        elif not answer.is_known:
            unheard.append(account)
        elif answer.available >= amount:
            return Answer(question, tuple(granted), tuple(short), tuple(unheard), True)
        else:
            short.append(Short(account, amount, answer.available))
    return Answer(question, tuple(granted), tuple(short), tuple(unheard))


class Drain(msgspec.Struct, frozen=True):
    """So many units that `entry` takes, out of an account as the server knows it before the sale."""

    account_id: AccountId
    amount: int
    entry: EntryDraft


def spends_of(settlement: Settlement | None) -> dict[AccountId, int]:
    """Return what a sale takes out of each account: rewards out of points or stamps, coupons out of their own."""
    spent: dict[AccountId, int] = {}
    for drain in drains_of(settlement):
        spent[drain.account_id] = spent.get(drain.account_id, 0) + drain.amount
    return spent


def drains_of(settlement: Settlement | None) -> tuple[Drain, ...]:
    """Return what somebody chose to spend; coupons that were owed are given, whoever asks first.

    Points that the sale itself lets mature are still among the waiting ones when the server is asked; what it earns
    itself nobody else can spend.
    """
    entries = settlement.entries if settlement is not None else ()
    from_waiting = {entry.leg: entry.account_id for entry in entries if _matures(entry) and entry.points < 0}
    waiting = {
        change.lot_id: from_waiting[entry.leg]
        for entry in entries
        if _matures(entry) and entry.points > 0 and entry.leg in from_waiting
        for change in entry.lots
    }
    earned = {
        change.lot_id
        for entry in entries
        if entry.kind is EntryKind.EARN and entry.key == POINTS
        for change in entry.lots
    }
    return tuple(drain for entry in entries if _spends(entry) for drain in _drains(entry, waiting, earned))


def _drains(entry: EntryDraft, waiting: dict[LotId, AccountId], earned: set[LotId]) -> Iterator[Drain]:
    if not entry.lots:
        yield Drain(entry.account_id, -entry.points, entry)
    for change in entry.lots:
        if change.points < 0 and change.lot_id not in earned:
            yield Drain(waiting.get(change.lot_id, entry.account_id), -change.points, entry)


def _matures(entry: EntryDraft) -> bool:
    return entry.kind is EntryKind.MATURE


def _spends(entry: EntryDraft) -> bool:
    is_chosen = entry.kind is EntryKind.REDEEM or (entry.kind is EntryKind.USE and entry.owner is None)
    return is_chosen and entry.points < 0


class Holding:
    """Of one till, sale after sale: what was granted, whether the server left a question without an answer."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools
        self.held: dict[AccountId, int] = {}
        self.excused: set[AccountId] = set()
        """Papers of which the server knows nothing: their signature speaks for them."""
        self.is_denied = False
        """True when the server gave no answer for this sale: then the rules for a till that is cut off decide."""
        self._approved_until_ms = 0
        self._facts: dict[AccountId | None, CutOff] = {}
        self._told: dict[MemberId, Told | None] = {}

    def use(self, tools: Tools) -> None:
        """Go on with other tools of the same till, before a sale begins."""
        self._tools = tools

    def begin(self) -> None:
        """Another sale: nothing is held for it."""
        self.held, self.excused, self.is_denied = {}, set(), False
        self.forget_facts()

    @property
    def contact(self) -> Contact:
        """How the till stands to its server."""
        gateway = self._tools.gateway
        return Contact.ALONE if gateway is None else gateway.contact()

    @property
    def is_connected(self) -> bool:
        """False while the sale has to do without the server it belongs to."""
        if self._tools.gateway is None:
            return self._tools.is_connected()
        return not self.is_denied and self.contact is not Contact.CUT_OFF

    @property
    def may_ask(self) -> bool:
        """True when there is a server that can be asked for this sale."""
        return not self.is_denied and self.contact is Contact.CONNECTED

    def keep(self, answer: Answer) -> None:
        """Remember what came of a question for the open sale."""
        self.held.update(answer.granted)
        bearers = answer.question.bearers
        self.excused.update(one for one in answer.unheard if one in bearers)
        if answer.is_unknown or any(one not in bearers for one in answer.unheard):
            self.is_denied = True

    def forget(self) -> None:
        """Nothing is held any more: the sale stood untouched for too long, or its member went."""
        self.held = {}

    def forget_facts(self) -> None:
        """What was read for the rules of a till that is cut off is read again when it is needed."""
        self._facts.clear()
        self._told.clear()

    def told(self, member: MemberSnapshot) -> Told | None:
        """Return how old a member's points are while the till is cut off; None when that does not matter."""
        if self._tools.cut_off is None or self.contact is not Contact.CUT_OFF:
            return None
        return self._told_of(self._tools.cut_off, member)

    def _told_of(self, book: CutOffBook, member: MemberSnapshot) -> Told | None:
        """Return what the server told of points, be it only of those that wait."""
        if member.member_id not in self._told:
            told = book.told(member.points_account)
            waiting = book.told(account_id(member.member_id, PENDING)) if told is None else None
            if waiting is not None:
                told = Told(waiting.at_ms, member.balance_points)
            self._told[member.member_id] = told
        return self._told[member.member_id]

    def missing(self, spends: dict[AccountId, int]) -> tuple[tuple[AccountId, int], ...]:
        """Return what is not held yet, as amounts in all."""
        held = self.held
        return tuple(
            (account, amount)
            for account, amount in spends.items()
            if amount > held.get(account, 0) and account not in self.excused
        )

    def surplus(self, spends: dict[AccountId, int]) -> tuple[AccountId, ...]:
        """Return accounts of which something is held that the sale no longer spends."""
        return tuple(account for account in self.held if account not in spends)

    def mode(self, settlement: Settlement | None) -> str:
        """Return by what right the sale spends what it spends: local, hold, risk, grant."""
        spends = spends_of(settlement)
        if self.contact is Contact.ALONE or not spends:
            return LOCAL
        if all(amount <= self.held.get(account, 0) for account, amount in spends.items()):
            return HOLD
        offline = self._tools.program.program.offline
        return GRANT if offline.mode is OfflineMode.ESCROW else RISK

    def approve(self) -> None:
        """A manager lets more points go without the server, for as long as the server is away, a day at most."""
        now_ms = self._tools.clock.now_ms()
        self._approved_until_ms = now_ms + DAY_MS

    def cut_off(self, member: MemberSnapshot | None) -> CutOff:
        """Return what the rules for a till that is cut off ask; nothing is read while it is connected."""
        tools, book = self._tools, self._tools.cut_off
        if self.is_connected or tools.gateway is None or book is None:
            return NOT_CUT_OFF
        account = member.points_account if member is not None else None
        if account not in self._facts:
            self._facts[account] = self._read(book, member)
        return replace(
            self._facts[account],
            held_points=self._held_points(member),
            approved=tools.clock.now_ms() < self._approved_until_ms,
        )

    def _held_points(self, member: MemberSnapshot | None) -> int:
        if member is None:
            return 0
        waiting = account_id(member.member_id, PENDING)
        return self.held.get(member.points_account, 0) + self.held.get(waiting, 0)

    def _read(self, book: CutOffBook, member: MemberSnapshot | None) -> CutOff:
        """Read what the rules ask once a sale."""
        tools = self._tools
        now_ms = tools.clock.now_ms()
        last = 0 if self.is_denied else book.last_contact_ms()
        told = self._told_of(book, member) if member is not None else None
        return CutOff(
            away_ms=max(0, now_ms - last) if last else 0,
            state_ms=max(0, now_ms - told.at_ms) if told is not None else 0,
            member_points=book.risked(member.points_account) if member is not None else 0,
            till_points=book.risked_since(start_of_day(local_time(now_ms, tools.zone).date(), tools.zone)),
        )
