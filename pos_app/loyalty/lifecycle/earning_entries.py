"""What a sale earns, spends, carries, as entries."""

from __future__ import annotations

from collections.abc import Iterator

from pos_app.kernel.messages import Message
from pos_app.loyalty.accounts import POINTS, account_id, remainder_key
from pos_app.loyalty.ledger import EntryDraft, EntryKind, LotChange
from pos_app.loyalty.lifecycle.booking import put_shared, take
from pos_app.loyalty.lifecycle.crediting import points_lot, stamps_end
from pos_app.loyalty.lifecycle.sold import Sold
from pos_app.loyalty.lots import DatedLot, good_lots, lots_of, take_from
from pos_app.loyalty.quote import EarnItem


def spent_entries(sold: Sold) -> Iterator[EntryDraft]:
    """Yield what the chosen rewards cost, out of points or stamps, earliest end first. Raises ValueError when the
    quote spends more than the lots hold: it was made for another snapshot.
    """
    member = sold.now
    if member is None:
        return
    lots: dict[str, list[DatedLot]] = {}
    for item in sold.quote.spent:
        if not item.points:
            continue
        if item.account not in lots:
            lots[item.account] = (
                good_lots(sold.compiled, member, sold.at_ms)
                if item.account == POINTS
                else lots_of(member.account(item.account), sold.at_ms)
            )
        leg = f"redeem:{item.reward_id}"
        yield take(
            member.member_id,
            leg,
            EntryKind.REDEEM,
            item.points,
            item.reward_id,
            item.reason,
            lots[item.account],
            key=item.account,
        )
        lots[item.account] = take_from(lots[item.account], item.points)[1]


def earned_entries(sold: Sold) -> Iterator[EntryDraft]:
    """Yield what the rules give: points into one lot of the sale (waiting or not; a debt is paid first), stamps onto
    their cards.
    """
    member = sold.now
    if member is None:
        return
    key, lot = points_lot(sold.compiled, sold.event_id, "", sold.at_ms)
    debt, filled = (member.debt_points if key == POINTS else 0), 0
    for item in sold.quote.earned:
        if item.account != POINTS:
            yield _stamp(sold, item)
            continue
        repaid = min(debt, item.points) if item.points > 0 else min(0, item.points + filled)
        debt, filled = debt - repaid, filled + item.points - repaid
        if item.points:
            yield _points(sold, key, item, lot, repaid)
    for item in sold.quote.stamps:
        yield _stamp(sold, item)


def remainder_entries(sold: Sold) -> Iterator[EntryDraft]:
    """Yield what makes the spend carried to the next sale what the quote says, rule by rule."""
    member = sold.now
    if member is None:
        return
    for rule_id, left_minor in sold.quote.remainders:
        key = remainder_key(rule_id)
        state = member.account(key)
        change = left_minor - state.balance_points
        reason = Message("remainder.carried", {"rest_minor": left_minor})
        leg = f"remainder:{rule_id}"
        if change > 0:
            yield put_shared(member.member_id, key, leg, EntryKind.ADJUST, change, rule_id, reason, None)
        elif change < 0:
            lots = lots_of(state, sold.at_ms)
            yield take(member.member_id, leg, EntryKind.ADJUST, -change, rule_id, reason, lots, key=key)


def _points(sold: Sold, key: str, item: EarnItem, lot: LotChange, repaid: int) -> EntryDraft:
    """An item of negative points is what a limit cuts: out of the lot again, then back to what was owed."""
    owner = sold.now.member_id if sold.now is not None else None
    rest = item.points - repaid
    change = LotChange(lot.lot_id, rest, lot.earned_at_ms, lot.expires_at_ms, lot.ends_by)
    return EntryDraft(
        account_id(owner, key),
        _leg(item),
        EntryKind.EARN,
        item.points,
        item.rule_id,
        item.reason,
        (change,) if rest else (),
        item.line_no,
        key,
        owner,
        -repaid,
    )


def _stamp(sold: Sold, item: EarnItem) -> EntryDraft:
    owner = sold.now.member_id if sold.now is not None else None
    ends = stamps_end(sold.compiled, item.account, sold.at_ms)
    return put_shared(
        owner,
        item.account,
        _leg(item),
        EntryKind.EARN,
        item.points,
        item.rule_id,
        item.reason,
        ends,
        item.line_no,
    )


def _leg(item: EarnItem) -> str:
    return f"earn:{item.rule_id}:{item.line_no}" if item.line_no else f"earn:{item.rule_id}"
