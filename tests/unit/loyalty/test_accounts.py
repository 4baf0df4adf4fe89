"""Accounts have the same id everywhere."""

from __future__ import annotations

from uuid import UUID

from pos_app.kernel.ids import MemberId
from pos_app.loyalty.accounts import points_account


def test_the_account_follows_from_the_member() -> None:
    one = points_account(MemberId(UUID(int=7)))
    assert one == UUID("6e40e118-2f6a-8813-8af1-9799883a55b1")
    assert one != points_account(MemberId(UUID(int=8)))
