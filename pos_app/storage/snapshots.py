"""Reads a member as the engine sees one."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

import msgspec

from pos_app.kernel.errors import Unavailable
from pos_app.kernel.ids import LotId, MemberId
from pos_app.loyalty.accounts import PENDING, POINTS, account_id, points_account
from pos_app.loyalty.member import AccountState, Lot, MemberSnapshot
from pos_app.loyalty.rules import Purchase
from pos_app.storage.database import Database
from pos_app.storage.purchases import Purchases
from pos_app.storage.syncing.visits import VISITS, told_visits

# Whoever was merged into a member shopped as that member; a sale that only took goods back is no visit, nor is a void.
_MEMBER = """SELECT m.tier, m.joined_at_ms, m.tier_since_ms, m.birthday,
    (SELECT coalesce(f.merged_into, f.member_id) FROM member f WHERE f.member_id = m.referrer),
    (SELECT count(*) FROM sale s WHERE s.items > 0 AND s.member_id IN (
            SELECT m.member_id UNION ALL SELECT o.member_id FROM member o WHERE o.merged_into = m.member_id)
        AND NOT EXISTS (SELECT 1 FROM sale_return r WHERE r.of_entry_no = s.entry_no AND r.is_void)),
    (SELECT json_group_array(g.segment) FROM member_segment g WHERE g.member_id = m.member_id),
    (SELECT json_array(c.balance_points, json(c.marks)) FROM confirmed_account c WHERE c.account_id = ?2)
    FROM member m WHERE m.member_id = ?1"""
# The lots of an account come as one text: SQLite writes it, msgspec reads it, in a third of the time that so many rows
# take on their way through the driver.
_ACCOUNTS = """SELECT a.key, a.debt_points, (SELECT json_group_array(
        json_array(hex(l.lot_id), l.earned_at_ms, l.expires_at_ms, l.earned_points, l.open_points, l.ends_by)
        ORDER BY l.expires_at_ms IS NULL, l.expires_at_ms, l.earned_at_ms, l.lot_id)
        FROM lot l WHERE l.account_id = a.account_id AND l.open_points > 0)
    FROM account a WHERE a.member_id = ? ORDER BY a.key"""
_NO_LOTS = "[]"
# Event ids begin with their time: the last one in key order is the newest. Points that wait are activity as well.
_LAST_ACTIVITY = """SELECT max(
    coalesce((SELECT c.active_at_ms FROM confirmed_account c WHERE c.account_id = ?1), 0),
    coalesce((SELECT c.active_at_ms FROM confirmed_account c WHERE c.account_id = ?2), 0),
    coalesce((SELECT j.at_ms FROM ledger l JOIN journal j ON j.entry_no = l.entry_no
        WHERE l.account_id = ?1 AND l.kind IN ('EARN', 'REDEEM') ORDER BY l.event_id DESC LIMIT 1), 0),
    coalesce((SELECT j.at_ms FROM ledger l JOIN journal j ON j.entry_no = l.entry_no
        WHERE l.account_id = ?2 AND l.kind IN ('EARN', 'REDEEM') ORDER BY l.event_id DESC LIMIT 1), 0))"""

_segments = msgspec.json.Decoder(tuple[str, ...]).decode
_lots = msgspec.json.Decoder(list[tuple[LotId, int, int | None, int, int, str]]).decode


class Snapshots:
    """Puts snapshots together: the member's row, every open lot, the last activity, each one statement."""

    def __init__(self, database: Database, purchases: Purchases) -> None:
        self._database = database
        self._purchases = purchases

    def take(self, member_id: MemberId, as_of_ms: int, questions: Mapping[str, Purchase]) -> MemberSnapshot:
        """Return the member now. Raises Unavailable `member.gone`."""
        row = self._database.row(_MEMBER, (member_id.bytes, account_id(member_id, VISITS).bytes))
        if row is None:
            raise Unavailable("member.gone")
        tier, joined_at_ms, tier_since_ms, birthday, referrer, visits, segments, told = row
        if told is not None:
            visits = told_visits(self._database, member_id, told)
        accounts = {each.key: each for each in self._accounts(member_id)}
        points = accounts.pop(POINTS, AccountState(POINTS))
        account = points_account(member_id)
        active = self._database.row(_LAST_ACTIVITY, (account.bytes, account_id(member_id, PENDING).bytes))
        return MemberSnapshot(
            member_id=member_id,
            points_account=account,
            tier=tier,
            lots=points.lots,
            as_of_ms=as_of_ms,
            joined_at_ms=joined_at_ms,
            debt_points=points.debt_points,
            last_activity_ms=active[0] if active else 0,
            accounts=tuple(accounts.values()),
            tier_since_ms=tier_since_ms,
            visits=visits,
            segments=_segments(segments),
            birthday=birthday,
            bought=self._purchases.answers(member_id, as_of_ms, questions) if questions else (),
            referrer=MemberId(UUID(bytes=referrer)) if referrer else None,
        )

    def _accounts(self, member_id: MemberId) -> list[AccountState]:
        return [
            AccountState(key, tuple([Lot(*each) for each in _lots(lots)]), debt)
            for key, debt, lots in self._database.rows(_ACCOUNTS, (member_id.bytes,))
            if debt or lots != _NO_LOTS
        ]
