"""The member's side of a settled sale, as the receipt prints it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pos_app.kernel.messages import Message
from pos_app.loyalty.accounts import PENDING, POINTS, TIER, donation_key, stamps_key
from pos_app.loyalty.compiled import CompiledProgram
from pos_app.loyalty.ledger import EntryDraft, EntryKind
from pos_app.loyalty.lifecycle.plans import plan_notes
from pos_app.loyalty.lifecycle.sold import Sold
from pos_app.loyalty.lifecycle.tiers import progress
from pos_app.loyalty.lots import good_lots, lots_of
from pos_app.loyalty.member import MemberSnapshot
from pos_app.loyalty.quote import PaperCoupon, PointsStatement


def statement_of(
    sold: Sold, entries: tuple[EntryDraft, ...], papers: tuple[PaperCoupon, ...], masked_name: str
) -> PointsStatement:
    """Return the statement after `entries`; without a member it only carries the coupons.

    The balance counts what can be spent now, less what is owed; points that wait are told in a note.
    """
    member = sold.now
    if member is None:
        return PointsStatement("", "", (), (), 0, coupons=papers)
    lots = good_lots(sold.compiled, member, sold.at_ms)
    soonest = min((each.expires_at_ms for each in lots if each.expires_at_ms is not None), default=None)
    good = sum(each.lot.open_points for each in lots)
    tier = sold.compiled.tier_by_id.get(member.tier)
    own = [entry for entry in entries if entry.owner == member.member_id]
    return PointsStatement(
        masked_name=masked_name,
        tier_name=tier.name if tier is not None else "",
        earned=tuple(
            (each.reason, each.points)
            for each in own
            if each.kind is EntryKind.EARN and each.key in (POINTS, PENDING)
        ),
        spent=tuple((item.reason, item.points) for item in sold.quote.spent if item.points),
        balance_points=good - member.debt_points,
        expiring_points=sum(each.lot.open_points for each in lots if each.expires_at_ms == soonest)
        if soonest
        else 0,
        expires_at_ms=soonest,
        next_reward=_next_reward(sold.compiled, good),
        tier_news=tier_news(sold.compiled, member, own, sold.at_ms),
        stamps=_stamps(sold.compiled, member, sold.at_ms),
        notes=tuple(_notes(sold, member, own)),
        coupons=papers,
    )


def tier_news(
    compiled: CompiledProgram, member: MemberSnapshot, entries: Iterable[EntryDraft], at_ms: int
) -> Message | None:
    """Return the last change of tier among `entries`, else how far the next one is; None without tiers."""
    changes = [entry.reason for entry in entries if entry.key == TIER]
    return changes[-1] if changes else progress(compiled, member, at_ms)


def _notes(sold: Sold, member: MemberSnapshot, entries: list[EntryDraft]) -> Iterator[Message]:
    yield from plan_notes(sold)
    waiting = member.account(PENDING)
    if waiting.lots:
        points = sum(lot.open_points for lot in waiting.lots)
        ends = min(lot.expires_at_ms or 0 for lot in waiting.lots)
        yield Message("points.waiting", {"wait_points": points, "from_ms": ends + 1})
    given = {donation_key(charity.charity_id) for charity in sold.compiled.program.charities}
    yield from (entry.reason for entry in entries if entry.key in given)
    if member.debt_points:
        yield Message("points.owed", {"owed_points": member.debt_points})


def _stamps(
    compiled: CompiledProgram, member: MemberSnapshot, at_ms: int
) -> tuple[tuple[str, int, int], ...]:
    """Cards with anything on them: name, stamps, stamps of a full card."""
    found: list[tuple[str, int, int]] = []
    for card in compiled.program.cards:
        lots = lots_of(member.account(stamps_key(card.card_id)), at_ms)
        count = sum(dated.lot.open_points for dated in lots)
        if count:
            found.append((card.name, count, card.full))
    return tuple(found)


def _next_reward(compiled: CompiledProgram, balance: int) -> Message | None:
    """The cheapest reward for points that the new balance does not buy yet."""
    dearer = [
        reward for reward in compiled.rewards if reward.account == POINTS and reward.cost_points > balance
    ]
    if not dearer:
        return None
    reward = min(dearer, key=lambda each: (each.cost_points, each.benefit_id))
    return Message(
        "nudge.next_reward", {"missing_points": reward.cost_points - balance, "reward": reward.name}
    )
