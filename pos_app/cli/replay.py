"""`pos-app replay`: rings up a year of a real grocer (docs/replay.md)."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from pos_app.cli.telling import plain_translator, told
from pos_app.runtime.program_file import load_program_file
from pos_app.runtime.system_clock import SystemClock

if TYPE_CHECKING:
    from pos_app.replay.totals import Totals


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the words of the command."""
    parser.add_argument("--dataset", choices=("completejourney",), default="completejourney")
    parser.add_argument(
        "--program", type=Path, required=True, metavar="FILE", help="the loyalty program (TOML)"
    )
    parser.add_argument(
        "--data", type=Path, required=True, metavar="DIR", help="an empty folder, or one to go on in"
    )
    parser.add_argument("--limit", type=int, metavar="N", help="only the first N baskets")
    parser.add_argument("--members-csv", type=Path, metavar="FILE", help="sales, money, points per member")
    parser.add_argument(
        "--check", action="store_true", help="compare with sums made by polars straight from the data"
    )


def run(chosen: argparse.Namespace) -> int:
    """Replay; the exit code is 1 when something differs or could not be done."""
    return told(lambda: _replay(chosen))


def _replay(chosen: argparse.Namespace) -> int:
    from pos_app.loyalty.compiled import compile_program
    from pos_app.replay import dataset
    from pos_app.replay.members import households
    from pos_app.replay.opening import open_till
    from pos_app.replay.progress import Progress
    from pos_app.replay.run import book_totals
    from pos_app.replay.run import run as ring_up
    from pos_app.replay.shop import SHOP, ZONE
    from pos_app.replay.summary import summary
    from pos_app.replay.totals import write_members

    data = dataset.data_folder()
    dataset.check_cents(data)
    program = compile_program(load_program_file(chosen.program, SHOP.currency), ZONE)
    total = dataset.basket_count(data)
    if chosen.limit is not None:
        total = max(0, min(chosen.limit, total))
    opened = open_till(chosen.data, data, program, _say)
    try:
        clock = SystemClock()
        done = ring_up(opened, data, total, clock, Progress(sys.stderr, clock, total, "baskets"))
        totals = book_totals(opened.storage, (one.household_id for one in households(data, ())))
    finally:
        opened.storage.close()
    print("\n".join(summary(done, totals)))
    if chosen.members_csv is not None:
        write_members(chosen.members_csv, totals)
    return _check(data, chosen.program.read_bytes(), totals) if chosen.check else 0


def _check(data: Path, program: bytes, totals: Totals) -> int:
    from pos_app.replay.plain_points import plain_points
    from pos_app.replay.straight import straight_totals
    from pos_app.replay.totals import differences

    limit = totals.sales
    found = differences(totals, straight_totals(data, limit, plain_points(data, limit, program)))
    for line in found:
        print(line, file=sys.stderr)
    if not found:
        print("\nThe same as polars sums up straight from the data: in all, and for every member.")
    return 1 if found else 0


def _say(code: str, count: int) -> None:
    print(plain_translator()(code, count=count), file=sys.stderr)
