"""Runs the rows, printing one table, also as JSON."""

from __future__ import annotations

import argparse
import importlib
import json
import sys
from pathlib import Path

from bench.row import Row

QUICK = ("loyalty_quote", "rule_engines", "receipt", "finish_sale", "scan_to_paint")
FULL = (*QUICK, "lookups", "start_up", "replay", "sync_pull", "sync_server")


def main() -> int:
    """Run the chosen rows; the exit code is 1 when one misses its demand."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("rows", nargs="*", help=f"some of: {', '.join(FULL)}")
    parser.add_argument(
        "--quick", action="store_true", help="only the rows that take under a minute together"
    )
    parser.add_argument("--scale", action="store_true", help="the large ones: 10M members, the whole replay")
    parser.add_argument(
        "--json", type=Path, default=Path("build/bench.json"), help="where the table goes as JSON"
    )
    chosen = parser.parse_args()
    names = tuple(chosen.rows) or (QUICK if chosen.quick else FULL)
    rows: list[Row] = []
    for name in names:
        module = importlib.import_module(f"bench.{name}")
        measure = getattr(module, "scale_rows", module.rows) if chosen.scale else module.rows
        for row in measure():
            print(line(row), flush=True)
            rows.append(row)
    chosen.json.parent.mkdir(parents=True, exist_ok=True)
    chosen.json.write_text(json.dumps([as_dict(row) for row in rows], indent=1), encoding="utf-8")
    missed = [row.work for row in rows if not row.passed]
    print(f"\n{len(rows) - len(missed)} of {len(rows)} rows within their demand. JSON: {chosen.json}")
    for work in missed:
        print(f"  missed: {work}")
    return 1 if missed else 0


def line(row: Row) -> str:
    """Return one row of the printed table."""
    mark = "ok  " if row.passed else "MISS"
    return (
        f"{mark} {row.work:<58} {row.ours_us:>12,.1f} us  {row.limit_name:<34} {row.limit_us:>12,.1f} us"
        f"  {row.ratio:>6.2f}x  <= {row.demand:g}x  {row.note}"
    )


def as_dict(row: Row) -> dict[str, str | float | bool]:
    """Return the row for the JSON file."""
    return {
        "work": row.work,
        "ours_us": round(row.ours_us, 2),
        "limit_us": round(row.limit_us, 2),
        "limit": row.limit_name,
        "ratio": round(row.ratio, 3),
        "demand": row.demand,
        "passed": row.passed,
        "note": row.note,
    }


if __name__ == "__main__":
    sys.exit(main())
