"""Sales settled by the real engine, ready to be taken back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

from msgspec.structs import replace

from pos_app.kernel.ids import EventId
from pos_app.kernel.messages import Message
from pos_app.loyalty.accounts import account_id
from pos_app.loyalty.basket import Basket
from pos_app.loyalty.compiled import CompiledProgram
from pos_app.loyalty.ledger import EntryDraft, EntryKind, LotChange
from pos_app.loyalty.ledger_fold import fold_accounts
from pos_app.loyalty.lifecycle.folding import apply
from pos_app.loyalty.member import AccountState, MemberSnapshot
from pos_app.loyalty.quote import Quote
from pos_app.loyalty.quoting import quote
from pos_app.loyalty.reversing.reversal import reverse
from pos_app.loyalty.reversing.sold import ReturnedGoods, Reversal, SoldBasket, SoldPart, TakenOff
from pos_app.loyalty.settling import settle
from tests.support.loyalty import EVENT, NOON_MS

DAY_MS = 24 * 60 * 60 * 1000
BEFORE = EventId(UUID(int=0x0100))


class Story(NamedTuple):
    """A member before a sale, after it, with the sale and all entries so far."""

    compiled: CompiledProgram
    before: MemberSnapshot
    member: MemberSnapshot
    sold: SoldBasket
    log: tuple[tuple[EventId, EntryDraft], ...]
    answer: Quote


def sell(compiled: CompiledProgram, member: MemberSnapshot, basket: Basket, event: EventId = EVENT) -> Story:
    """Quote, settle, book a sale."""
    answer = quote(compiled, member, basket)
    settlement = settle(compiled, member, basket, answer, event)
    after = apply(member, settlement.entries, basket.at_ms)
    after = replace(after, visits=after.visits + 1)
    log = (*opening(member), *((event, entry) for entry in settlement.entries))
    sold = sold_basket(basket, answer, settlement.entries, event, answer.tier or member.tier)
    return Story(compiled, member, after, sold, log, answer)


def sold_basket(
    basket: Basket, answer: Quote, entries: tuple[EntryDraft, ...], event: EventId, tier: str
) -> SoldBasket:
    """What a return must know of a sale, prices with their tax in them."""
    off: dict[int, list[TakenOff]] = {}
    for price in answer.prices:
        off.setdefault(price.line_no, []).append(TakenOff(price.price_id, -price.amount_minor, True))
    for change in answer.changes:
        off.setdefault(change.line_no, []).append(
            TakenOff(change.reward_id, -change.amount_minor, change.promotion)
        )
    parts = []
    for line in basket.lines:
        taken = tuple(off.get(line.line_no, ()))
        parts.append(SoldPart(line, taken, line.amount_minor - sum(each.amount_minor for each in taken)))
    paid = sum(tender.amount_minor for tender in answer.tenders)
    return SoldBasket(event, basket.at_ms, tier, tuple(parts), entries, paid, basket.stored_value_minor)


def opening(member: MemberSnapshot) -> tuple[tuple[EventId, EntryDraft], ...]:
    """Entries that make a member's accounts what they are."""
    found = []
    for key, lots, debt in (
        ("points", member.lots, member.debt_points),
        *((state.key, state.lots, state.debt_points) for state in member.accounts),
    ):
        changes = tuple(
            LotChange(lot.lot_id, lot.open_points, lot.earned_at_ms, lot.expires_at_ms, lot.ends_by)
            for lot in lots
        )
        points = sum(change.points for change in changes) - debt
        account = account_id(member.member_id, key)
        reason = Message("earn.sale", {"rule": "x"})
        found.append(
            EntryDraft(
                account,
                "open",
                EntryKind.ADJUST,
                points,
                "x",
                reason,
                changes,
                0,
                key,
                member.member_id,
                debt,
            )
        )
    return tuple((BEFORE, entry) for entry in found)


def give_back(
    story: Story,
    *lines: tuple[int, int],
    at_ms: int = NOON_MS + DAY_MS,
    number: int = 1,
    refund_minor: int = 1_000_000,
    faulty: bool = False,
    void: bool = False,
    others: Iterable[MemberSnapshot] = (),
    bearers: dict[str, int] | None = None,
    benefits: dict[str, int] | None = None,
) -> tuple[Reversal, Story]:
    """Take goods back: (line number, thousandths) each; return what that does, and the story with it."""
    event = EventId(UUID(int=0x0200 + number))
    goods = ReturnedGoods(tuple(lines), refund_minor, faulty, void)
    found = reverse(
        story.compiled,
        story.member,
        story.sold,
        goods,
        event,
        at_ms,
        others=others,
        bearers=bearers or {},
        benefits_minor=benefits or {},
    )
    sold = replace(
        story.sold,
        returned=(*story.sold.returned, *lines),
        reversed=(*story.sold.reversed, *found.entries),
    )
    log = (*story.log, *((event, entry) for entry in found.entries))
    return found, story._replace(member=apply(story.member, found.entries, at_ms), sold=sold, log=log)


def everything(story: Story) -> tuple[tuple[int, int], ...]:
    """All lines whole."""
    return tuple((part.line.line_no, part.line.quantity_milli) for part in story.sold.parts)


def standing(log: Iterable[tuple[EventId, EntryDraft]]) -> dict[str, AccountState]:
    """Accounts with anything on them, by key, without what counts uses."""
    return {state.key: state for state in fold_accounts(log).values() if state.lots or state.debt_points}
