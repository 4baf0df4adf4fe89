"""What the server holds for the open sale; by what right its points are spent."""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from pos_app.checkout.tools import Tools
from pos_app.kernel.clock import local_time
from pos_app.kernel.ids import AccountId, SaleId
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
    """Ask for one account after the other until one has no answer. For the network lane."""
    granted: list[tuple[AccountId, int]] = []
    short: list[Short] = []
    unheard: list[AccountId] = []
    for account_id, amount in question.amounts:
        answer = gateway.hold(question.sale_id, account_id, amount)
        if answer.outcome is HoldOutcome.UNKNOWN:
            return Answer(question, tuple(granted), tuple(short), tuple(unheard), True)
        if answer.outcome is HoldOutcome.GRANTED:
            granted.append((account_id, amount))
        elif not answer.is_known:
            unheard.append(account_id)
        else:
            short.append(Short(account_id, amount, answer.available))
    return Answer(question, tuple(granted), tuple(short), tuple(unheard))


def spends_of(settlement: Settlement | None) -> dict[AccountId, int]:
    """Return what a sale takes out of each account: rewards out of points or stamps, coupons out of their own."""
    spent: dict[AccountId, int] = {}
    for entry in spending_entries(settlement):
        spent[entry.account_id] = spent.get(entry.account_id, 0) - entry.points
    return spent


def spending_entries(settlement: Settlement | None) -> tuple[EntryDraft, ...]:
    """Return the entries that somebody chose to spend by; coupons that were owed are given, whoever asks first."""
    return tuple(
        entry
        for entry in (settlement.entries if settlement is not None else ())
        if entry.points < 0
        and (entry.kind is EntryKind.REDEEM or (entry.kind is EntryKind.USE and entry.owner is None))
    )


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
        self._told: dict[AccountId, Told | None] = {}

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

    def told(self, account_id: AccountId) -> Told | None:
        """Return how old the state of an account is while the till is cut off; None when that does not matter."""
        book = self._tools.cut_off
        if book is None or self.contact is not Contact.CUT_OFF:
            return None
        if account_id not in self._told:
            self._told[account_id] = book.told(account_id)
        return self._told[account_id]

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
            self._facts[account] = self._read(book, account)
        return replace(
            self._facts[account],
            held_points=self.held.get(account, 0) if account is not None else 0,
            approved=tools.clock.now_ms() < self._approved_until_ms,
        )

    def _read(self, book: CutOffBook, account: AccountId | None) -> CutOff:
        """Read what the rules ask once a sale."""
        tools = self._tools
        now_ms = tools.clock.now_ms()
        last = 0 if self.is_denied else book.last_contact_ms()
        told = book.told(account) if account is not None else None
        return CutOff(
            away_ms=max(0, now_ms - last) if last else 0,
            state_ms=max(0, now_ms - told.at_ms) if told is not None else 0,
            member_points=book.risked(account) if account is not None else 0,
            till_points=book.risked_since(start_of_day(local_time(now_ms, tools.zone).date(), tools.zone)),
        )
