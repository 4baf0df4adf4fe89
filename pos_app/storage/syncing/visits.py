"""How often a member was in the shop, at any till."""

from __future__ import annotations

import msgspec

from pos_app.kernel.ids import MemberId
from pos_app.storage.database import Database
from pos_app.storage.syncing.covering import Covering

VISITS = "visits"
"""The server's account of a member's visits: it has no lots, and is kept beside the others."""
# Which sales a member has here beyond an entry: a void takes one away.
_LATER = """SELECT s.entry_no, (s.items > 0) - (j.kind = 'sale.void') FROM sale s
    JOIN journal j ON j.entry_no = s.entry_no WHERE s.entry_no > ?2
    AND s.member_id IN (SELECT ?1 UNION ALL SELECT o.member_id FROM member o WHERE o.merged_into = ?1)"""

_told = msgspec.json.Decoder(tuple[int, dict[str, int]]).decode


def told_visits(database: Database, member_id: MemberId, told: str) -> int:
    """Return the visits that the server told (JSON of their number and the account's marks), with those of this till
    that are not among them.
    """
    visits, marks = _told(told)
    covering = Covering(database.rows)
    floor = min((covering.floor(marks), *(each - 1 for each in covering.reissued)))
    for entry_no, change in database.rows(_LATER, (member_id.bytes, floor)):
        if not covering.is_covered(entry_no, marks):
            visits += change
    return visits
