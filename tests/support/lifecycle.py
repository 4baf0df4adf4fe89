"""A shop with a few members: sale after sale settled, the whole ledger kept and compared."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

import msgspec

from pos_app.kernel.clock import instant_ms
from pos_app.kernel.ids import AccountId, EventId, MemberId
from pos_app.loyalty.accounts import POINTS, account_id, points_account
from pos_app.loyalty.basket import Basket, BasketLine
from pos_app.loyalty.compiled import CompiledProgram
from pos_app.loyalty.ledger import EntryDraft
from pos_app.loyalty.ledger_fold import fold_accounts
from pos_app.loyalty.lifecycle.due import due
from pos_app.loyalty.lifecycle.folding import apply
from pos_app.loyalty.member import AccountState, MemberSnapshot
from pos_app.loyalty.quote import PointsStatement, Settlement
from pos_app.loyalty.quoting import quote
from pos_app.loyalty.settling import settle
from tests.support.loyalty import EVENT, MEMBER, basket

FRIEND = MemberId(UUID(int=8))


def day_ms(text: str, hour: int = 12) -> int:
    """The instant of an hour of a day, in UTC."""
    return instant_ms(datetime.fromisoformat(text).replace(hour=hour, tzinfo=UTC))


def newcomer(member_id: MemberId = MEMBER, joined: str = "2026-01-01", **more: object) -> MemberSnapshot:
    """A member with nothing yet; `more` are fields of MemberSnapshot."""
    joined_ms = day_ms(joined, 0)
    values: dict[str, object] = {"tier": "", "lots": (), "as_of_ms": joined_ms, "joined_at_ms": joined_ms}
    fields = {**values, **more}
    return MemberSnapshot(member_id, points_account(member_id), **fields)  # type: ignore[arg-type]  # keywords


class Ledger:
    """Members under one program, with every entry so far; each posting is compared with the folded ledger."""

    def __init__(
        self, compiled: CompiledProgram, *members: MemberSnapshot, is_checked_each: bool = True
    ) -> None:
        self.compiled = compiled
        self.is_checked_each = is_checked_each
        self.members = {each.member_id: each for each in members or (newcomer(),)}
        self.log: list[tuple[EventId, EntryDraft]] = []
        self._opened = {each.member_id: each for each in self.members.values()}

    @property
    def member(self) -> MemberSnapshot:
        """The first member."""
        return next(iter(self.members.values()))

    def event(self) -> EventId:
        """The next event's id."""
        return EventId(UUID(int=EVENT.int + len(self.log) * 1000 + 1))

    def sell(
        self, *lines: BasketLine, at: str = "2026-03-10", who: MemberId | None = MEMBER, **more: object
    ) -> Settlement:
        """Ring up a sale at noon of a day and settle it; `more` are fields of Basket."""
        what = basket(*lines, **{"at_ms": day_ms(at), "date": at, **more})  # type: ignore[arg-type]  # keywords
        return self.settle(what, who)

    def settle(self, what: Basket, who: MemberId | None = MEMBER) -> Settlement:
        """Settle a basket as quoted, twice the same, and post what comes of it."""
        buyer = self.members[who] if who is not None else None
        referrer = self.members.get(buyer.referrer) if buyer is not None and buyer.referrer else None
        answer, event = quote(self.compiled, buyer, what), self.event()
        found = settle(self.compiled, buyer, what, answer, event, "J*** D.", referrer)
        assert settle(self.compiled, buyer, what, answer, event, "J*** D.", referrer) == found
        self.post(found.entries, what.at_ms, event)
        if who is not None and what.lines:
            old = self.members[who]
            self.members[who] = msgspec.structs.replace(old, visits=old.visits + 1)
        return found

    def bring(self, at: str) -> tuple[EntryDraft, ...]:
        """Post what time has made due for every member at noon of a day."""
        found: tuple[EntryDraft, ...] = ()
        for each in list(self.members.values()):
            entries = due(self.compiled, each, day_ms(at))
            self.post(entries, day_ms(at), self.event())
            assert not due(self.compiled, self.members[each.member_id], day_ms(at))
            found += entries
        return found

    def post(self, entries: Sequence[EntryDraft], at_ms: int, event: EventId | None = None) -> None:
        """Write entries and compare every member with the ledger folded anew."""
        event = event or self.event()
        self.log += [(event, entry) for entry in entries]
        self.members = {key: apply(each, entries, at_ms) for key, each in self.members.items()}
        if self.is_checked_each:
            self.check()

    def check(self) -> None:
        """Entries are open lots less debts, legs are single, reasons are given, snapshots are the folded ledger."""
        assert len({(each.account_id, event, each.leg) for event, each in self.log}) == len(self.log)
        for _, entry in self.log:
            assert entry.reason.code
            assert entry.account_id == account_id(entry.owner, entry.key)
            assert entry.points == sum(change.points for change in entry.lots) - entry.debt_points
        folded = fold_accounts(self.log)
        assert _sums(folded) == _sums(fold_accounts([*reversed(self.log), *self.log]))
        for each in self.members.values():
            if self._opened[each.member_id].lots or self._opened[each.member_id].accounts:
                continue
            for state in (AccountState(POINTS, each.lots, each.debt_points), *each.accounts):
                empty = AccountState(state.key)
                assert _plain(folded.get(account_id(each.member_id, state.key), empty)) == _plain(state)

    def balance(self, key: str, who: MemberId | None = MEMBER) -> int:
        """What an account holds by all entries."""
        account = account_id(who, key)
        return sum(entry.points for _, entry in self.log if entry.account_id == account)


def points_of(found: Sequence[EntryDraft], key: str = POINTS) -> dict[str, int]:
    """Points by leg of the entries of one account."""
    return {entry.leg: entry.points for entry in found if entry.key == key}


def earned_in(statement: PointsStatement) -> list[tuple[str, int]]:
    """Codes and points that the receipt tells as earned."""
    return [(reason.code, points) for reason, points in statement.earned]


def _sums(folded: dict[AccountId, AccountState]) -> dict[AccountId, int]:
    return {account: state.balance_points for account, state in folded.items()}


def _plain(state: AccountState) -> tuple[object, ...]:
    lots = tuple((lot.lot_id, lot.open_points, lot.expires_at_ms) for lot in state.lots)
    return state.key, lots, state.debt_points
