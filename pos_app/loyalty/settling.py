"""What a paid sale does to the member's points."""

from __future__ import annotations

from pos_app.kernel.ids import EventId, LotId, derived_id
from pos_app.kernel.messages import Message
from pos_app.loyalty.basket import Basket
from pos_app.loyalty.compiled import CompiledProgram
from pos_app.loyalty.expiring import expire
from pos_app.loyalty.ledger import EntryDraft, EntryKind, LotChange
from pos_app.loyalty.lots import DatedLot, good_lots, idle_end_ms, lot_expiry, take_from
from pos_app.loyalty.member import Lot, MemberSnapshot
from pos_app.loyalty.quote import PointsStatement, Quote, Settlement


def settle(
    compiled: CompiledProgram,
    member: MemberSnapshot,
    basket: Basket,
    quote: Quote,
    event_id: EventId,
    masked_name: str,
) -> Settlement:
    """Return the ledger entries of a sale paid as quoted, with the member's statement for the receipt.

    All ids follow from `event_id`: settling twice gives the same entries. What has expired is written off, then points
    are spent earliest expiry first, then oldest; what the sale earns goes into one new lot and is not spendable in the
    same sale. Raises ValueError when the quote spends more than the member's good lots hold (it was made for another
    snapshot).
    """
    lots = good_lots(compiled, member, basket.at_ms)
    spent, left = _spent(member, quote, lots)
    earned, lot = _earned(compiled, member, basket, quote, event_id)
    if lot is not None:
        left = [*left, DatedLot(lot.expires_at_ms, lot)]
    entries = (*expire(compiled, member, basket.at_ms), *spent, *earned)
    return Settlement(entries, _statement(compiled, member, basket, quote, masked_name, left, bool(entries)))


def _spent(
    member: MemberSnapshot, quote: Quote, lots: list[DatedLot]
) -> tuple[list[EntryDraft], list[DatedLot]]:
    entries: list[EntryDraft] = []
    for item in quote.spent:
        changes, lots = take_from(lots, item.points)
        if changes:
            entries.append(
                EntryDraft(
                    account_id=member.points_account,
                    leg=f"redeem:{item.reward_id}",
                    kind=EntryKind.REDEEM,
                    points=-item.points,
                    rule=item.reward_id,
                    reason=item.reason,
                    lots=tuple(changes),
                )
            )
    return entries, lots


def _earned(
    compiled: CompiledProgram, member: MemberSnapshot, basket: Basket, quote: Quote, event_id: EventId
) -> tuple[list[EntryDraft], Lot | None]:
    if not quote.earn_points:
        return [], None
    lot_id = LotId(derived_id(event_id, "lot:points"))
    expires_at_ms = lot_expiry(compiled.program.expiry, basket.at_ms, compiled.zone)
    entries = [
        EntryDraft(
            account_id=member.points_account,
            leg=f"earn:{item.rule_id}:{item.line_no}" if item.line_no else f"earn:{item.rule_id}",
            kind=EntryKind.EARN,
            points=item.points,
            rule=item.rule_id,
            reason=item.reason,
            lots=(LotChange(lot_id, item.points, basket.at_ms, expires_at_ms),),
            line_no=item.line_no,
        )
        for item in quote.earned
    ]
    return entries, Lot(lot_id, basket.at_ms, expires_at_ms, quote.earn_points, quote.earn_points)


def _statement(
    compiled: CompiledProgram,
    member: MemberSnapshot,
    basket: Basket,
    quote: Quote,
    masked_name: str,
    left: list[DatedLot],
    active: bool,
) -> PointsStatement:
    """The balance counts what can still be spent; with inactivity every lot without a date runs on from
    this sale.
    """
    renewed = idle_end_ms(compiled, basket.at_ms) if active else None
    ends = [
        (renewed if renewed is not None and each.lot.expires_at_ms is None else each.expires_at_ms, each)
        for each in left
    ]
    soonest = min((end for end, _ in ends if end is not None), default=None)
    tier = compiled.tier_by_id.get(member.tier)
    return PointsStatement(
        masked_name=masked_name,
        tier_name=tier.name if tier is not None else "",
        earned=tuple((item.reason, item.points) for item in quote.earned),
        spent=tuple((item.reason, item.points) for item in quote.spent if item.points),
        balance_points=sum(each.lot.open_points for _, each in ends) - member.debt_points,
        expiring_points=sum(each.lot.open_points for end, each in ends if end == soonest) if soonest else 0,
        expires_at_ms=soonest,
        next_reward=_next_reward(compiled, sum(each.lot.open_points for _, each in ends)),
    )


def _next_reward(compiled: CompiledProgram, balance: int) -> Message | None:
    """The cheapest reward that the new balance does not buy yet."""
    dearer = [reward for reward in compiled.rewards if reward.cost_points > balance]
    if not dearer:
        return None
    reward = min(dearer, key=lambda each: (each.cost_points, each.benefit_id))
    return Message(
        "nudge.next_reward", {"missing_points": reward.cost_points - balance, "reward": reward.name}
    )
