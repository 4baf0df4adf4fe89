"""Points of every basket by polars, from the words of a program file, without the engine."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pos_app.kernel.errors import Refused
from pos_app.replay.dataset import transactions
from pos_app.replay.members import TIER_CAMPAIGNS

if TYPE_CHECKING:
    import polars as pl

Words = Mapping[str, Any]

SCALE = 10_000
"""Points are summed in parts of 1/10,000, so that a tier's quarter point is not lost before the end."""
ZONE = "America/New_York"
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
FROM_THOUSANDTHS = 1000

_EARNING: dict[str, str | bool] = {
    "rounding": "floor",
    "round_per": "sale",
    "base": "as_priced",
    "stacking": "best_multiplier",
    "carry_remainder": False,
}
_KNOWN = {
    "exclude": {"id", "name", "categories", "from"},
    "tier": {"id", "name", "letter", "order", "multiplier"},
    "earn": {
        "id", "name", "points", "per_spend", "per_units", "per_sale", "multiplied", "multiplier",
        "categories", "except_categories", "brands", "weekdays", "minimum_spend",
    },
}  # fmt: skip


def plain_points(folder: Path, limit: int | None, program: bytes) -> pl.LazyFrame:
    """Return `basket_id`, `points` of the first `limit` baskets (all if None).

    Understands points per spend, per unit and per sale with categories, brands, weekdays and minimum spend;
    multipliers by tier and category, the best one of a line. Raises Refused `replay.not_plain` for the rest.
    """
    import polars as pl

    words = tomllib.loads(program.decode(), parse_float=Decimal)
    _check_plain(words)
    rules = words.get("earn", [])
    rows = _rows(folder, limit, words)
    baskets = ["basket_id", "weekday"]
    parts: list[pl.Expr] = [pl.lit(0, pl.Int64)]
    sums: dict[str, pl.Expr] = {}
    for number, rule in enumerate(rules):
        if "multiplier" in rule:
            continue
        hit = _matches(rule) & (pl.col("amount") > 0)
        measure = _measure(rule)
        holds = pl.lit(True)
        if "minimum_spend" in rule:
            sums[f"spend{number}"] = pl.when(hit).then(pl.col("amount")).otherwise(0).sum()
            holds = pl.col(f"spend{number}") >= int(Decimal(rule["minimum_spend"]) * 100)
        if "weekdays" in rule:
            holds &= pl.col("weekday").is_in([WEEKDAYS.index(day) + 1 for day in rule["weekdays"]])
        if measure is None:
            sums[f"any{number}"] = hit.any()
            parts.append(pl.when(holds & pl.col(f"any{number}")).then(_scaled(rule["points"])).otherwise(0))
            continue
        column, step = measure
        for extra in [None, *_extras(rules)] if rule.get("multiplied", True) else [None]:
            name = f"sum{number}" if extra is None else f"sum{number}x{extra}"
            inside = hit if extra is None else hit & (pl.col("winner") == extra)
            sums[name] = pl.when(inside).then(pl.col(column)).otherwise(0).sum()
            factor = pl.lit(SCALE) if extra is None else pl.col(f"extra{extra}")
            steps = pl.when(holds).then(pl.col(name) // step).otherwise(0)
            parts.append(steps * int(rule["points"]) * factor)
    factors = {f"extra{extra}": pl.col(f"extra{extra}").first() for extra in _extras(rules)}
    summed = rows.group_by(baskets).agg(**sums, **factors)
    return summed.select("basket_id", (pl.sum_horizontal(parts) // SCALE).alias("points"))


def _rows(folder: Path, limit: int | None, words: Words) -> pl.LazyFrame:
    """Return the rows with what earns (`amount`) and the best multiplier (`winner`, 0 = tier, -1 = none)."""
    import polars as pl

    texts = ("department", "product_category", "product_type", "brand")
    products = pl.scan_parquet(folder / "products.parquet").select("product_id", *texts)
    rows = transactions(folder, limit).join(products, on="product_id", how="left")
    rows = rows.with_columns(pl.col(name).fill_null("") for name in texts)
    rows = rows.join(_tier_extras(folder, words), on="household_id", how="left")
    barred = pl.lit(False)
    for exclusion in words.get("exclude", []):
        if "earning" in exclusion.get("from", ["earning", "rewards"]):
            barred |= _matches(exclusion)
    winner, best = pl.when(pl.col("extra0") > 0).then(0).otherwise(-1), pl.col("extra0")
    extras = []
    for number, rule in enumerate(words.get("earn", []), 1):
        if "multiplier" not in rule:
            continue
        extra = _scaled(rule["multiplier"]) - SCALE
        better = _matches(rule) & (best < extra)
        winner = pl.when(better).then(number).otherwise(winner)
        best = pl.when(better).then(extra).otherwise(best)
        extras.append(pl.lit(extra).alias(f"extra{number}"))
    local = pl.col("transaction_timestamp").dt.replace_time_zone("UTC").dt.convert_time_zone(ZONE)
    quantity = pl.col("quantity")
    milli = pl.when(quantity >= FROM_THOUSANDTHS).then(quantity).otherwise(quantity * 1000)
    return rows.select(
        "basket_id",
        "extra0",
        *texts,
        pl.when(barred).then(0).otherwise(pl.col("sales_value")).alias("amount"),
        milli.alias("milli"),
        winner.alias("winner"),
        local.dt.weekday().alias("weekday"),
        *extras,
    )


def _tier_extras(folder: Path, words: Words) -> pl.LazyFrame:
    """Return what the tier of each household adds to one point, in parts of 1/10,000."""
    import polars as pl

    tiers = sorted(words.get("tier", []), key=lambda tier: tier["order"])
    added = [_scaled(tier.get("multiplier", 1)) - SCALE for tier in tiers] or [0]
    households = pl.scan_parquet(folder / "transactions.parquet").select("household_id").unique()
    campaigns = pl.scan_parquet(folder / "campaigns.parquet").group_by("household_id").len("campaigns")
    level = pl.sum_horizontal((pl.col("campaigns") >= needed).cast(pl.Int64) for needed in TIER_CAMPAIGNS)
    extra = pl.lit(added[0])
    for number, points in enumerate(added[1:], 1):
        extra = pl.when(pl.col("level") >= number).then(points).otherwise(extra)
    counted = households.join(campaigns, on="household_id", how="left").with_columns(
        pl.col("campaigns").fill_null(0)
    )
    return counted.with_columns(level.alias("level")).select("household_id", extra.alias("extra0"))


def _extras(rules: Sequence[Words]) -> list[int]:
    return [0, *(number for number, rule in enumerate(rules, 1) if "multiplier" in rule)]


def _measure(rule: Words) -> tuple[str, int] | None:
    if "per_spend" in rule:
        return "amount", int(Decimal(rule["per_spend"]) * 100)
    if "per_units" in rule:
        return "milli", int(Decimal(rule["per_units"]) * 1000)
    return None


def _matches(rule: Words) -> pl.Expr:
    import polars as pl

    found = _below(rule["categories"]) if "categories" in rule else pl.lit(True)
    if "except_categories" in rule:
        found &= ~_below(rule["except_categories"])
    if "brands" in rule:
        found &= pl.col("brand").is_in(rule["brands"])
    return found


def _below(paths: Sequence[str]) -> pl.Expr:
    import polars as pl

    found = pl.lit(False)
    for path in paths:
        inside = pl.lit(True)
        for column, part in zip(
            ("department", "product_category", "product_type"), path.split(" > "), strict=False
        ):
            inside &= pl.col(column) == part
        found |= inside
    return found


def _scaled(value: int | str | Decimal) -> int:
    return int(Decimal(value) * SCALE)


def _check_plain(words: Words) -> None:
    """Raise Refused `replay.not_plain` for a program that says more than these sums understand."""
    earning = {"carry_remainder": True} | words.get("earning", {})
    for key, value in earning.items():
        if _EARNING.get(key) != value:
            raise Refused("replay.not_plain", key=f"earning.{key}")
    if words.get("points", {}).get("decimals", 0):
        raise Refused("replay.not_plain", key="points.decimals")
    for table, known in _KNOWN.items():
        for one in words.get(table, []):
            for key in one.keys() - known:
                raise Refused("replay.not_plain", key=f"{table}.{key}")
            if "multiplier" in one and (one.keys() & {"weekdays", "minimum_spend"}):
                raise Refused("replay.not_plain", key=f"{table}.multiplier")
