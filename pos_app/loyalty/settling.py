"""What a paid sale does to accounts."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from pos_app.kernel.ids import EventId
from pos_app.loyalty.basket import Basket
from pos_app.loyalty.compiled import CompiledProgram
from pos_app.loyalty.ledger import EntryDraft
from pos_app.loyalty.lifecycle.counting import use_entries_of
from pos_app.loyalty.lifecycle.coupons import coupons_of_sale, used_coupons
from pos_app.loyalty.lifecycle.due import bring
from pos_app.loyalty.lifecycle.earning_entries import earned_entries, remainder_entries, spent_entries
from pos_app.loyalty.lifecycle.folding import apply
from pos_app.loyalty.lifecycle.giving import donation_entries
from pos_app.loyalty.lifecycle.plans import plan_entries
from pos_app.loyalty.lifecycle.referral import referral_entries
from pos_app.loyalty.lifecycle.sold import Sold
from pos_app.loyalty.lifecycle.statement import statement_of
from pos_app.loyalty.lifecycle.tiers import qualifying_entries, upgrade_entries
from pos_app.loyalty.member import MemberSnapshot
from pos_app.loyalty.quote import Quote, Settlement

_Step = Callable[[Sold], Iterable[EntryDraft]]


def settle(
    compiled: CompiledProgram,
    member: MemberSnapshot | None,
    basket: Basket,
    quote: Quote,
    event_id: EventId,
    masked_name: str = "",
    referrer: MemberSnapshot | None = None,
) -> Settlement:
    """Return the ledger entries of a sale paid as quoted, with the member's statement for the receipt.

    All ids follow from `event_id`: settling twice gives the same entries. What time has made due comes first, then
    everything that the quote holds: points and stamps spent (earliest expiry first, then oldest) and earned, what is
    carried, counted, bought, given, issued; the tier last. Without a `member` only coupons and what everybody shares
    is counted. `referrer` is who brought the member: limits of a referral are asked of that snapshot, and entries of
    both are among the answer's. Raises ValueError when the quote spends more than the member's good lots hold (it was
    made for another snapshot).
    """
    due: tuple[EntryDraft, ...] = ()
    if member is not None:
        due, member = bring(compiled, member, basket.at_ms, at_counter=True)
    sold = Sold(compiled, member, member, basket, quote, event_id, referrer)
    entries = list(due)
    for step in _steps(compiled):
        sold, found = _done(sold, step)
        entries += found
    issued = coupons_of_sale(sold)
    entries += issued.entries
    sold = _with(sold, issued.entries)
    sold, found = _done(sold, _upgrade)
    entries += found
    return Settlement(tuple(entries), statement_of(sold, tuple(entries), issued.papers, masked_name))


def _steps(compiled: CompiledProgram) -> tuple[_Step, ...]:
    exchange: tuple[_Step, ...] = (spent_entries, earned_entries)
    if compiled.program.earning.same_sale_spendable:
        exchange = (earned_entries, spent_entries)
    return (
        *exchange,
        remainder_entries,
        used_coupons,
        use_entries_of,
        plan_entries,
        donation_entries,
        referral_entries,
        _qualifying,
    )


def _qualifying(sold: Sold) -> Iterable[EntryDraft]:
    if sold.now is None:
        return ()
    return qualifying_entries(sold.compiled, sold.now, sold.basket, sold.quote)


def _upgrade(sold: Sold) -> Iterable[EntryDraft]:
    if sold.now is None or sold.before is None or not sold.compiled.program.tiers or not sold.basket.lines:
        return ()
    return upgrade_entries(sold.compiled, sold.before, sold.now, sold.quote.tier, sold.at_ms)


def _done(sold: Sold, step: _Step) -> tuple[Sold, tuple[EntryDraft, ...]]:
    entries = tuple(step(sold))
    return _with(sold, entries), entries


def _with(sold: Sold, entries: tuple[EntryDraft, ...]) -> Sold:
    if not entries or sold.now is None:
        return sold
    return sold._replace(now=apply(sold.now, entries, sold.at_ms))
