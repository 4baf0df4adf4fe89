"""What an entry does to the points account besides, when waiting points have matured meanwhile."""

from __future__ import annotations

import msgspec

from pos_app.loyalty.accounts import POINTS, account_id
from pos_app.loyalty.ledger import EntryDraft
from pos_app.loyalty.posting.books import Effect

_LEG = ":follow"


def followed(entry: EntryDraft, effect: Effect) -> EntryDraft | None:
    """Return the entry to post to the points account of the same owner after `entry` had `effect`, None when there is
    nothing. Its leg follows from the leg of `entry`, so that posting twice is seen.
    """
    if not effect.follow:
        return None
    return msgspec.structs.replace(
        entry,
        account_id=account_id(entry.owner, POINTS),
        leg=f"{entry.leg}{_LEG}",
        points=sum(change.points for change in effect.follow),
        lots=effect.follow,
        key=POINTS,
        debt_points=0,
    )
