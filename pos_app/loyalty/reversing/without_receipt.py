"""Goods that come back without a receipt."""

from __future__ import annotations

from msgspec.structs import replace

from pos_app.kernel.ids import EventId
from pos_app.kernel.messages import Message
from pos_app.loyalty.basket import Basket
from pos_app.loyalty.compiled import CompiledProgram
from pos_app.loyalty.member import MemberSnapshot
from pos_app.loyalty.quoting import quote
from pos_app.loyalty.reversing.charging import take_points
from pos_app.loyalty.reversing.shares import before_and_after
from pos_app.loyalty.reversing.sold import ReturnedGoods, Reversal, SoldBasket
from pos_app.loyalty.reversing.telling import told
from pos_app.loyalty.reversing.undoing import Undoing


def take_back(
    compiled: CompiledProgram,
    member: MemberSnapshot,
    basket: Basket,
    refund_minor: int,
    is_faulty: bool,
    event_id: EventId,
) -> Reversal:
    """Return the entries that take from a named member what `basket`, the goods that come back, would earn today.

    Nobody knows which sale they came from: today's program, today's price, no promotion codes, no rewards, no spend
    that waits. Stamps, uses, what counts towards a tier are left alone. Nothing is taken from a customer who names no
    member.
    """
    bare = replace(basket, chosen=(), codes=(), coupons=())
    points = quote(compiled, replace(member, accounts=()), bare, offers=False).earn_points
    sold = SoldBasket(event_id, basket.at_ms, member.tier, (), ())
    undoing = Undoing(
        compiled, sold, before_and_after(sold, ()), event_id, basket.at_ms, {member.member_id: member}, {}
    )
    taken = take_points(
        undoing, member.member_id, points, ReturnedGoods((), refund_minor, is_faulty), refund_minor
    )
    found = replace(taken, entries=tuple(undoing.entries), taken_points=points - taken.lost_points)
    if not undoing.entries and not taken.deducted_minor:
        return replace(found, preview=(Message("return.no_points"),))
    return told(compiled, found, taken.deducted_minor, 0, {}, {})
