"""A member as the engine sees one, nothing personal."""

from __future__ import annotations

import msgspec

from pos_app.kernel.ids import AccountId, LotId, MemberId


class Lot(msgspec.Struct, frozen=True, gc=False):
    """Points earned together with one expiry: `open_points` of `earned_points` are left; no lot is ever
    negative.

    `expires_at_ms` is the last instant they can be spent at; None when they have no date of their own (they
    never end, or they end after a time without activity). `ends_by` is the expiry rule they were earned under, as
    `lots.rule_text` writes it (empty = not known): a change of the program is told by it.
    """

    lot_id: LotId
    earned_at_ms: int
    expires_at_ms: int | None
    earned_points: int
    open_points: int
    ends_by: str = ""


class AccountState(msgspec.Struct, frozen=True, gc=False):
    """An account other than points: its open lots, earliest end first, then oldest, and what is owed on it."""

    key: str
    lots: tuple[Lot, ...] = ()
    debt_points: int = 0

    @property
    def balance_points(self) -> int:
        """Open lots minus debt, ended ones not yet written off included."""
        return sum(lot.open_points for lot in self.lots) - self.debt_points


class MemberSnapshot(msgspec.Struct, frozen=True):
    """What the engine needs of a member at instant `as_of_ms`.

    `lots` are the open ones, earliest expiry first, then oldest. `debt_points` is what a member owes (0 =
    none). `last_activity_ms` is when points were last earned or redeemed (0 = not known): inactivity is
    counted from it. `accounts` are the others with anything on them, by key. `tier_since_ms` is when the
    tier began. `visits` counts completed sales, `bought` holds the keys of the program's history questions
    whose answer is yes, `birthday` is "MM-DD" or empty, `referrer` who brought this member.
    """

    member_id: MemberId
    points_account: AccountId
    tier: str
    lots: tuple[Lot, ...]
    as_of_ms: int
    joined_at_ms: int = 0
    debt_points: int = 0
    last_activity_ms: int = 0
    accounts: tuple[AccountState, ...] = ()
    tier_since_ms: int = 0
    visits: int = 0
    segments: tuple[str, ...] = ()
    birthday: str = ""
    bought: tuple[str, ...] = ()
    referrer: MemberId | None = None
    allowance_points: int | None = None
    """What this till may let the member spend while it cannot reach its server (point units), None without a lease."""

    @property
    def balance_points(self) -> int:
        """Open lots minus debt, expired ones not yet written off included."""
        return sum(lot.open_points for lot in self.lots) - self.debt_points

    def account(self, key: str) -> AccountState:
        """Return one of the other accounts, an empty one when nothing is on it."""
        for each in self.accounts:
            if each.key == key:
                return each
        return AccountState(key)
