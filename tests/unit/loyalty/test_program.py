"""Where a new member starts."""

from __future__ import annotations

from pos_app.loyalty.program import Program, Tier


def test_new_members_start_in_the_lowest_tier() -> None:
    tiers = (Tier("gold", "Gold", "G", 3), Tier("member", "Member", "M", 1))
    assert Program("p", "P", 1, tiers=tiers).entry_tier == "member"
    assert Program("p", "P", 1).entry_tier == ""
