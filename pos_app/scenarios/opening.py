"""What is on a member's accounts when a scenario begins."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from pos_app.kernel.ids import LotId, MemberId, derived_id
from pos_app.kernel.messages import Message
from pos_app.loyalty.accounts import account_id
from pos_app.loyalty.ledger import EntryDraft, EntryKind, LotChange
from pos_app.loyalty.lots import lot_expiry, rule_text
from pos_app.loyalty.program import Program
from pos_app.scenarios.scenario import OldLot


def opening_entry(member_id: MemberId, lot: OldLot, program: Program, zone: ZoneInfo, leg: str) -> EntryDraft:
    """Return the entry that puts an old lot on an account, as an import from another system does.

    A lot of points without a date of its own gets the one that the program gives to what was earned then.
    """
    ends, by = lot.expires_at_ms, ""
    if ends is None and lot.key == "points":
        ends, by = lot_expiry(program.expiry, lot.earned_at_ms, zone), rule_text(program.expiry)
    lot_id = LotId(derived_id(member_id, f"opening:{leg}"))
    return EntryDraft(
        account_id=account_id(member_id, lot.key),
        leg=f"opening:{leg}",
        kind=EntryKind.ADJUST,
        points=lot.points,
        rule="opening",
        reason=Message("scenario.opening"),
        lots=(LotChange(lot_id, lot.points, lot.earned_at_ms, ends, by),),
        key=lot.key,
        owner=member_id,
    )
