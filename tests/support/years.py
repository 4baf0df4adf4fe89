"""A small year of real baskets: the first of the dataset, cut out into a folder of their own."""

from __future__ import annotations

import io
from pathlib import Path

from pos_app.kernel.errors import Refused
from pos_app.loyalty.compiled import CompiledProgram, compile_program
from pos_app.replay import dataset
from pos_app.replay.opening import Opened, open_till
from pos_app.replay.progress import Progress
from pos_app.replay.run import Run, run
from pos_app.replay.shop import SHOP, ZONE
from pos_app.runtime.paths import resource_path
from pos_app.runtime.program_file import load_program_file
from pos_app.runtime.system_clock import SystemClock

PROGRAM = resource_path("programs", "complete-journey.toml")


def installed_data() -> Path | None:
    """The folder of the installed dataset, None without the extra."""
    try:
        return dataset.data_folder()
    except Refused:
        return None


def cut_out(folder: Path, baskets: int) -> Path:
    """Write the first `baskets` of the dataset, their products, all campaigns into `folder`."""
    import polars as pl

    data = dataset.data_folder()
    rows = pl.scan_parquet(data / "transactions.parquet")
    first = rows.select("transaction_timestamp", "basket_id").unique()
    first = first.sort("transaction_timestamp", "basket_id").head(baskets).select("basket_id")
    kept = rows.join(first, on="basket_id", how="semi", maintain_order="left").collect()
    kept.write_parquet(folder / "transactions.parquet")
    products = pl.read_parquet(data / "products.parquet")
    sold = products.join(kept, on="product_id", how="semi", maintain_order="left")
    sold.write_parquet(folder / "products.parquet")
    campaigns = pl.read_parquet(data / "campaigns.parquet")
    campaigns.write_parquet(folder / "campaigns.parquet")
    return folder


def the_program() -> CompiledProgram:
    """The grocer's program that comes with the till."""
    return compile_program(load_program_file(PROGRAM, SHOP.currency), ZONE)


def opened_till(folder: Path, data: Path, program: CompiledProgram | None = None) -> Opened:
    """A till for history in `folder`."""
    return open_till(folder, data, program or the_program(), lambda code, count: None)


def replayed(opened: Opened, data: Path, total: int) -> Run:
    """Ring up the first `total` baskets, with the progress on paper."""
    clock = SystemClock()
    return run(opened, data, total, clock, Progress(io.StringIO(), clock, total, "baskets"))


def main(folder: str, data: str, total: str) -> None:
    """Replay in a process of its own that says after every basket how far it is, and may be killed."""
    import sys

    opened = opened_till(Path(folder), Path(data))

    class Telling(Progress):
        def show(self, done: int) -> None:
            sys.stdout.write(f"{done}\n")
            sys.stdout.flush()

    clock = SystemClock()
    run(opened, Path(data), int(total), clock, Telling(io.StringIO(), clock, int(total), "baskets"))
