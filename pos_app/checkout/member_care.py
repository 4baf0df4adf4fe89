"""What is done for a member outside sales: adjust points, merge, block the card, erase."""

from __future__ import annotations

import msgspec

from pos_app.checkout.enrol import brought_by
from pos_app.checkout.tools import Tools
from pos_app.kernel.errors import Refused
from pos_app.kernel.ids import EventId, MemberId
from pos_app.kernel.limits import NAME_LENGTH_MAX
from pos_app.kernel.printable import printable
from pos_app.loyalty.lifecycle import adjusting, merging
from pos_app.loyalty.member import MemberSnapshot
from pos_app.ports.members import FoundMember
from pos_app.ports.records import MemberRecords, Posting
from pos_app.ports.staff import Cashier, Role


def adjust(
    tools: Tools, who: Cashier, member: MemberSnapshot, points: int, reason: str, asked: Cashier | None = None
) -> None:
    """Give (positive) or take (negative) points by hand; what is not there any more is owed.

    `asked` is who was at the till when a manager (`who`) agreed. Raises Refused `adjust.*`, `member.gone`.
    """
    said = printable(reason.strip(), NAME_LENGTH_MAX)
    now_ms, event_id = tools.clock.now_ms(), EventId(tools.new_id())
    entries = adjusting.adjust(
        tools.program, member, points, said, now_ms, event_id, is_approved=who.role is Role.MANAGER
    )
    details: dict[str, str | int] = {"reason": said}
    if asked is not None:
        details["asked"] = str(asked.cashier_id)
    records_of(tools).post(
        Posting(event_id, "points.adjust", now_ms, member.member_id, entries, who.cashier_id, details)
    )


class MergePreview(msgspec.Struct, frozen=True):
    """Two members who would become one: `gone` brings `brought_points`, both together hold `together_points`."""

    gone: FoundMember
    loser: MemberSnapshot
    brought_points: int
    together_points: int


def merge_preview(tools: Tools, winner: MemberSnapshot, text: str) -> MergePreview:
    """Return what merging the member of a card or phone number into `winner` would do.

    Raises Refused `member.friend_unknown`, `merge.same`.
    """
    loser_id = brought_by(tools, text)
    gone = None if loser_id is None else tools.members.found(loser_id)
    if loser_id is None or gone is None:
        raise Refused("member.friend_unknown")
    if loser_id == winner.member_id:
        raise Refused("merge.same")
    loser = tools.members.snapshot(loser_id, tools.clock.now_ms(), tools.program.questions)
    brought = loser.balance_points
    return MergePreview(gone, loser, brought, winner.balance_points + brought)


def merge(tools: Tools, winner: MemberSnapshot, preview: MergePreview) -> None:
    """Make one member of two: cards, phone numbers, points of the other go to `winner`. Raises Refused `merge.*`."""
    now_ms, event_id = tools.clock.now_ms(), EventId(tools.new_id())
    entries = merging.merge(tools.program, preview.loser, winner, now_ms, event_id)
    records_of(tools).merge(event_id, preview.loser.member_id, winner.member_id, entries, now_ms)


def undo_merge(tools: Tools, winner: MemberSnapshot) -> None:
    """Take the newest merge into a member back, as long as its day lasts. Raises Refused `merge.*`."""
    records, now_ms = records_of(tools), tools.clock.now_ms()
    event, _ = records.last_merge(winner.member_id)
    entries = merging.undo(records.posted(event), winner)
    records.undo_merge(EventId(tools.new_id()), event, entries, now_ms)


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
