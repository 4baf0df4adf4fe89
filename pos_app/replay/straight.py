"""The same sums straight from the files, by polars, without any of our code for sales or points."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pos_app.replay.dataset import transactions
from pos_app.replay.totals import MemberTotal, Totals

if TYPE_CHECKING:
    import polars as pl


def straight_totals(folder: Path, limit: int | None, points: pl.LazyFrame) -> Totals:
    """Return what the first `limit` baskets (all if None) come to.

    `points` has a row per basket (`basket_id`, `points`), as `plain_points` makes it.
    """
    import polars as pl

    of_baskets = (
        transactions(folder, limit)
        .group_by("basket_id")
        .agg(
            pl.col("household_id").first(),
            pl.len().alias("lines"),
            pl.col("sales_value").sum().alias("money"),
            pl.col("coupon_disc").sum().alias("coupons"),
        )
        .with_columns(pl.min_horizontal("money", "coupons").alias("paid_by_coupons"))
        .join(points, on="basket_id", how="left")
        .with_columns(pl.col("points").fill_null(0))
    )
    baskets = of_baskets.collect(engine="streaming")
    of_members = baskets.group_by("household_id").agg(
        pl.len().alias("sales"), pl.col("money", "points").sum()
    )
    return Totals(
        sales=baskets.height,
        lines=int(baskets["lines"].sum()),
        money_minor=int(baskets["money"].sum()),
        coupon_minor=int(baskets["paid_by_coupons"].sum()),
        points=int(baskets["points"].sum()),
        members={
            household: MemberTotal(sales, money, earned)
            for household, sales, money, earned in of_members.iter_rows()
        },
    )
