"""A member as the engine sees one, nothing personal."""

from __future__ import annotations

import msgspec

from pos_app.kernel.ids import AccountId, LotId, MemberId


class Lot(msgspec.Struct, frozen=True, gc=False):
    """Points earned together with one expiry: `open_points` of `earned_points` are left; no lot is ever
    negative.

    `expires_at_ms` is the last instant they can be spent at; None when they have no date of their own (they
    never end, or they end after a time without activity).
    """

    lot_id: LotId
    earned_at_ms: int
    expires_at_ms: int | None
    earned_points: int
    open_points: int


class MemberSnapshot(msgspec.Struct, frozen=True):
    """What the engine needs of a member at instant `as_of_ms`.

    `lots` are the open ones, earliest expiry first, then oldest. `debt_points` is what a member owes (0 =
    none). `last_activity_ms` is when points were last earned or redeemed (0 = not known): inactivity is
    counted from it.
    """

    member_id: MemberId
    points_account: AccountId
    tier: str
    lots: tuple[Lot, ...]
    as_of_ms: int
    joined_at_ms: int = 0
    debt_points: int = 0
    last_activity_ms: int = 0

    @property
    def balance_points(self) -> int:
        """Open lots minus debt, expired ones not yet written off included."""
        return sum(lot.open_points for lot in self.lots) - self.debt_points
