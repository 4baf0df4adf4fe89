"""The accounts a member or a bearer can have, by key."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from pos_app.kernel.ids import AccountId, MemberId, derived_id

POINTS: Final = "points"
PENDING: Final = "pending"
"""Points that are earned and cannot be spent yet; a lot's end there is when it matures."""
QUALIFYING: Final = "qualifying"
"""What counts towards a tier; a lot ends when it leaves the window."""
TIER: Final = "tier"
"""Entries of no amount whose rule is the tier that begins."""
_BEARER = UUID("5d0c4a3e-8f1b-4f0e-9d55-0c1f6b7a2e90")
"""Names the accounts that belong to nobody: coupons, totals of everybody."""


def stamps_key(card_id: str) -> str:
    """Return the account that collects the stamps of a card."""
    return f"stamps:{card_id}"


def remainder_key(rule_id: str) -> str:
    """Return the account of spend (minor units) that did not make a full step yet."""
    return f"remainder:{rule_id}"


def uses_key(rule_id: str, period: str) -> str:
    """Return the account that counts uses of a rule in a period; a lot ends with the period."""
    return f"uses:{rule_id}:{period}"


def plan_key(plan_id: str) -> str:
    """Return the account of a paid membership: one lot of 1 per period bought."""
    return f"plan:{plan_id}"


def donation_key(charity_id: str) -> str:
    """Return the account of what a member gave to a charity, in minor units."""
    return f"donation:{charity_id}"


def owed_key(rule_id: str) -> str:
    """Return the account of coupons of a rule that a member has earned while away: printed at the next visit."""
    return f"owed:{rule_id}"


def coupon_key(coupon_id: UUID) -> str:
    """Return the bearer account of one printed coupon: 1 while it is good, 0 when it is used."""
    return f"coupon:{coupon_id}"


def claim_key(sale_id: UUID) -> str:
    """Return the bearer account of the points of a sale that nobody has claimed yet."""
    return f"claim:{sale_id}"


def account_id(member_id: MemberId | None, key: str) -> AccountId:
    """Return the id of a member's account, or of a bearer account when `member_id` is None; the same on every
    terminal.
    """
    return AccountId(derived_id(member_id or _BEARER, f"account:{key}"))


def points_account(member_id: MemberId) -> AccountId:
    """Return the id of the member's points account."""
    return account_id(member_id, POINTS)
