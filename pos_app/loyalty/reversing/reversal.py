"""The verb `reverse`: what a return does to every account that the sale touched."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from pos_app.kernel.ids import EventId, MemberId
from pos_app.kernel.messages import Message
from pos_app.loyalty.accounts import POINTS, account_id, remainder_key
from pos_app.loyalty.compiled import CompiledProgram
from pos_app.loyalty.ledger import LotChange
from pos_app.loyalty.limiting import shared_lot
from pos_app.loyalty.member import MemberSnapshot
from pos_app.loyalty.reversing.beside import count_less, give_less, restore_uses
from pos_app.loyalty.reversing.charging import take_points
from pos_app.loyalty.reversing.friends import referral_back
from pos_app.loyalty.reversing.frozen import Frozen
from pos_app.loyalty.reversing.giving_back import give_back
from pos_app.loyalty.reversing.memberships import end_plans
from pos_app.loyalty.reversing.papers import claim_gone, coupons_back
from pos_app.loyalty.reversing.shares import before_and_after
from pos_app.loyalty.reversing.sold import ReturnedGoods, Reversal, SoldBasket
from pos_app.loyalty.reversing.taking import to_take, waiting_changes
from pos_app.loyalty.reversing.telling import told
from pos_app.loyalty.reversing.undoing import GIVEN, Undoing
from pos_app.loyalty.settings import Shortfall

_NONE: Mapping[str, int] = MappingProxyType({})


def reverse(
    compiled: CompiledProgram,
    member: MemberSnapshot | None,
    sold: SoldBasket,
    returned: ReturnedGoods,
    event_id: EventId,
    at_ms: int,
    others: Iterable[MemberSnapshot] = (),
    bearers: Mapping[str, int] = _NONE,
    benefits_minor: Mapping[str, int] = _NONE,
) -> Reversal:
    """Return the entries that take back what `sold` earned and give back what was spent on it, for what comes back.

    `compiled` is the program version of the sale, `member` the sale's member as of now, what is due already booked;
    None for a sale without one. `others` are the members of `sold.owners_of`: what a member has who is missing stays.
    `bearers` are the balances of `sold.bearers_of` as far as they are known, `benefits_minor` what each paid
    membership saved the member in later sales. Points that were spent come first, so that what is taken back can be
    taken from them. All ids follow from `event_id` and the sale: reversing twice gives the same entries. In an exchange
    the new goods are quoted and settled for the member after these entries (`lifecycle.folding.apply`).
    """
    back = before_and_after(sold, returned.lines)
    members = {each.member_id: each for each in others}
    if member is not None:
        members[member.member_id] = member
    undoing = Undoing(compiled, sold, back, event_id, at_ms, members, bearers)
    frozen = Frozen(compiled, sold)
    found = Reversal()
    if member is not None:
        found = _member(undoing, frozen, member, returned, benefits_minor)
    else:
        claim_gone(undoing)
    coupons_back(undoing, frozen, returned.is_void)
    restore_uses(undoing)
    referral_back(undoing, frozen)
    preview = (*found.preview, *undoing.preview)
    if member is not None and not preview:
        preview = (Message("return.no_points"),)
    return Reversal(
        tuple(undoing.entries),
        found.taken_points,
        found.given_points,
        found.debt_points,
        found.lost_points,
        found.deducted_minor,
        preview,
    )


def _member(
    undoing: Undoing,
    frozen: Frozen,
    member: MemberSnapshot,
    returned: ReturnedGoods,
    benefits_minor: Mapping[str, int],
) -> Reversal:
    wanted = to_take(undoing, frozen, member)
    waiting = waiting_changes(undoing, frozen, member)
    given, paid = give_back(undoing, member, returned.is_void)
    kept = min(end_plans(undoing, member, benefits_minor, returned.is_void), max(0, returned.refund_minor))
    points = wanted.pop(POINTS, 0)
    taken = take_points(undoing, member.member_id, points, returned, returned.refund_minor - kept)
    cards: dict[str, tuple[int, int]] = {}
    owe = undoing.compiled.program.returns.shortfall is not Shortfall.CLAMP
    for account, units in wanted.items():
        cards[account] = (
            units,
            undoing.take(member.member_id, account, f"take:{account}", "return", units, owe),
        )
    for rule, change in waiting.items():
        _wait(undoing, member.member_id, rule, change)
    count_less(undoing, frozen, member, points)
    give_less(undoing, frozen, returned.is_void)
    found = Reversal(
        taken_points=points - taken.lost_points,
        given_points=given.get(POINTS, 0),
        debt_points=taken.debt_points,
        lost_points=taken.lost_points,
        deducted_minor=taken.deducted_minor + kept,
    )
    return told(undoing.compiled, found, taken.deducted_minor, paid, given, cards)


def _wait(undoing: Undoing, owner: MemberId, rule: str, change: int) -> None:
    """Change the spend that waits for a full step."""
    key = remainder_key(rule)
    if change < 0:
        undoing.take(owner, key, f"take:{key}", rule, -change, owe=False)
        return
    lot = LotChange(shared_lot(account_id(owner, key), None), change, 0, None)
    undoing.book(undoing.draft(owner, key, f"give:{key}", change, rule, GIVEN, [lot]))
