"""Rings up a year of a real grocer (docs/replay.md)."""

from __future__ import annotations

import argparse
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

from pos_app.kernel.errors import PosError, Refused
from pos_app.kernel.messages import Message
from pos_app.loyalty.program import Program
from pos_app.loyalty.reading import read_program
from pos_app.runtime.paths import resource_path

if TYPE_CHECKING:
    from pos_app.replay.totals import Totals


def arguments(parser: argparse.ArgumentParser) -> None:
    """Say which words the command takes."""
    parser.add_argument("--dataset", choices=["completejourney"], default="completejourney")
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
    """Replay; 0 when everything came out right, 1 when something differs or could not be done."""
    try:
        return _replay(chosen)
    except PosError as error:
        print(f"replay: {_sentence(error.message)}", file=sys.stderr)
        return 1


def _replay(chosen: argparse.Namespace) -> int:
    from pos_app.loyalty.compiled import compile_program
    from pos_app.replay import dataset
    from pos_app.replay.members import households
    from pos_app.replay.opening import open_till
    from pos_app.replay.progress import Progress
    from pos_app.replay.run import book_totals
    from pos_app.replay.run import run as ring_up
    from pos_app.replay.shop import ZONE
    from pos_app.replay.summary import summary
    from pos_app.replay.totals import write_members
    from pos_app.runtime.system_clock import SystemClock

    words = _read(chosen.program)
    data = dataset.data_folder()
    dataset.check_cents(data)
    compiled = compile_program(_understood(words, chosen.program), ZONE)
    total = dataset.basket_count(data)
    if chosen.limit is not None:
        total = max(0, min(chosen.limit, total))
    opened = open_till(chosen.data, data, compiled, _say)
    try:
        clock = SystemClock()
        done = ring_up(opened, data, total, clock, Progress(sys.stderr, clock, total, "baskets"))
        totals = book_totals(opened.storage, (one.household_id for one in households(data, ())))
    finally:
        opened.storage.close()
    print("\n".join(summary(done, totals)))
    if chosen.members_csv is not None:
        write_members(chosen.members_csv, totals)
    return _check(data, words, totals) if chosen.check else 0


def _check(data: Path, words: bytes, totals: Totals) -> int:
    from pos_app.replay.plain_points import plain_points
    from pos_app.replay.straight import straight_totals
    from pos_app.replay.totals import differences

    limit = totals.sales
    found = differences(totals, straight_totals(data, limit, plain_points(data, limit, words)))
    for line in found:
        print(line, file=sys.stderr)
    if not found:
        print("\nThe same as polars sums up straight from the data: in all, and for every member.")
    return 1 if found else 0


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Refused("replay.no_program", file=str(path)) from error


def _understood(words: bytes, path: Path) -> Program:
    from pos_app.replay.shop import SHOP

    program = read_program(words, SHOP.currency)
    if isinstance(program, Program):
        return program
    for problem in program:
        print(
            f"{path}:{problem.line}:{problem.column} {problem.key}: {_sentence(problem.message)}",
            file=sys.stderr,
        )
    raise Refused("replay.bad_program", file=str(path), count=len(program))


def _say(code: str, count: int) -> None:
    print(_sentence(Message(code, {"count": count})), file=sys.stderr)


def _sentence(message: Message) -> str:
    texts = tomllib.loads(resource_path("translations", "en.toml").read_text(encoding="utf-8"))
    return str(texts.get(message.code, message.code)).format(**message.params)
