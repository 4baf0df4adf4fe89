"""What is done for a member outside sales: adjust points, block the card, export, erase."""

from __future__ import annotations

from pos_app.checkout.tools import Tools
from pos_app.kernel.errors import Refused
from pos_app.kernel.ids import EventId, LotId, MemberId, derived_id
from pos_app.kernel.limits import NAME_LENGTH_MAX, POINTS_MAX
from pos_app.kernel.messages import Message
from pos_app.kernel.printable import printable
from pos_app.loyalty.accounts import POINTS
from pos_app.loyalty.ledger import EntryDraft, EntryKind, LotChange
from pos_app.loyalty.lifecycle.booking import owe, put, take
from pos_app.loyalty.lifecycle.due import bring
from pos_app.loyalty.lots import good_lots, lot_expiry, rule_text
from pos_app.loyalty.member import MemberSnapshot
from pos_app.ports.records import MemberRecords, Posting
from pos_app.ports.staff import Cashier

RULE = "adjust"


def needs_manager(tools: Tools, points: int) -> bool:
    """Say whether an adjustment of so many point units goes beyond what a cashier may do alone."""
    return abs(points) > tools.program.program.limits.adjustment


def adjust(
    tools: Tools, who: Cashier, member: MemberSnapshot, points: int, reason: str, asked: Cashier | None = None
) -> None:
    """Give (positive) or take (negative) points by hand; what is not there any more is owed.

    `asked` is who was at the till when a manager (`who`) agreed. Raises Refused `adjust.no_points`,
    `adjust.too_many`, `adjust.no_reason`, `member.gone`.
    """
    said = printable(reason.strip(), NAME_LENGTH_MAX)
    if not points:
        raise Refused("adjust.no_points")
    if abs(points) > POINTS_MAX:
        raise Refused("adjust.too_many")
    if not said:
        raise Refused("adjust.no_reason")
    now_ms, event_id = tools.clock.now_ms(), EventId(tools.new_id())
    due, current = bring(tools.program, member, now_ms, False)
    records_of(tools).post(
        Posting(
            event_id,
            "points.adjust",
            now_ms,
            member.member_id,
            (*due, *_adjusted(tools, current, points, said, now_ms, event_id)),
            who.cashier_id,
            {"reason": said, "asked": str(asked.cashier_id)} if asked else {"reason": said},
        )
    )


def _adjusted(
    tools: Tools, member: MemberSnapshot, points: int, said: str, now_ms: int, event_id: EventId
) -> tuple[EntryDraft, ...]:
    owner, reason = member.member_id, Message("adjust.by_hand", {"reason": said})
    if points > 0:
        expiry = tools.program.program.expiry
        ends = lot_expiry(expiry, now_ms, tools.zone)
        lot = LotChange(LotId(derived_id(event_id, "lot:points")), 0, now_ms, ends, rule_text(expiry))
        debt = member.debt_points
        return (put(owner, POINTS, RULE, EntryKind.ADJUST, points, RULE, reason, lot, debt_points=debt),)
    lots = good_lots(tools.program, member, now_ms)
    there = min(-points, sum(each.lot.open_points for each in lots))
    entries = [take(owner, RULE, EntryKind.ADJUST, there, RULE, reason, lots)] if there else []
    if -points > there:
        rest = -points - there
        entries.append(owe(owner, POINTS, f"{RULE}:debt", EntryKind.ADJUST, rest, RULE, reason))
    return tuple(entries)


def block(tools: Tools, member_id: MemberId, blocked: bool) -> None:
    """Stop every card and the phone number of a member from being used, or let them be used again."""
    records_of(tools).change(
        EventId(tools.new_id()),
        member_id,
        {"status": "blocked" if blocked else "active"},
        tools.clock.now_ms(),
    )


def erase(tools: Tools, member_id: MemberId) -> None:
    """Delete the person and keep the books."""
    records_of(tools).erase(EventId(tools.new_id()), member_id, tools.clock.now_ms())


def records_of(tools: Tools) -> MemberRecords:
    """Return the members' records. Raises Refused `member.gone` where this till keeps none."""
    if tools.records is None:
        raise Refused("member.gone")
    return tools.records
