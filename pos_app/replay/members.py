"""The dataset's households as members."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from pos_app.kernel.ids import MemberId
from pos_app.replay import naming

TIER_CAMPAIGNS = (1, 6)
"""Campaigns that lift a household into the second, the third tier: a shop writes most to whom it values."""


class Household(msgspec.Struct, frozen=True):
    """One household of the data as a member: nobody has a name or a phone number there, only a card."""

    household_id: int
    member_id: MemberId
    name: str
    card: str
    tier: str


def households(folder: Path, tiers: Sequence[str]) -> Iterator[Household]:
    """Yield the households that ever bought something, by id; `tiers` are the program's, lowest first."""
    import polars as pl

    buyers = pl.scan_parquet(folder / "transactions.parquet").select("household_id").unique()
    campaigns = (
        pl.scan_parquet(folder / "campaigns.parquet")
        .group_by("household_id")
        .agg(pl.len().alias("campaigns"))
    )
    rows = buyers.join(campaigns, on="household_id", how="left").sort("household_id")
    for household_id, count in rows.collect(engine="streaming").iter_rows():
        yield Household(
            household_id=household_id,
            member_id=naming.member_id(household_id),
            name=f"Household {household_id}",
            card=naming.card_token(household_id),
            tier=tier_for(count or 0, tiers),
        )


def tier_for(campaigns: int, tiers: Sequence[str]) -> str:
    """Return the tier of a household that received so many campaigns; empty when the program has no tiers."""
    if not tiers:
        return ""
    level = sum(campaigns >= needed for needed in TIER_CAMPAIGNS)
    return tiers[min(level, len(tiers) - 1)]
