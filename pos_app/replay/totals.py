"""What a replay comes to: in all, per member."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path
from typing import TextIO

import msgspec

from pos_app.kernel.errors import Unavailable
from pos_app.replay import naming


class MemberTotal(msgspec.Struct, frozen=True, gc=False):
    """What one household did: `money_minor` is the sum of its sales in cents, `points` what it was issued."""

    sales: int = 0
    money_minor: int = 0
    points: int = 0


class Totals(msgspec.Struct, frozen=True):
    """Sums over a replay; `coupon_minor` is what manufacturers paid. `members` by household id."""

    sales: int
    lines: int
    money_minor: int
    coupon_minor: int
    points: int
    members: Mapping[int, MemberTotal]


def differences(ours: Totals, straight: Totals) -> list[str]:
    """Return one line for everything that differs, at most one per member; empty when all is the same."""
    found = []
    for name in ("sales", "lines", "money_minor", "coupon_minor", "points"):
        left, right = getattr(ours, name), getattr(straight, name)
        if left != right:
            found.append(f"{name}: {left:,} in the books, {right:,} in the data")
    for household in sorted(ours.members.keys() | straight.members.keys()):
        mine = ours.members.get(household, MemberTotal())
        theirs = straight.members.get(household, MemberTotal())
        if mine != theirs:
            found.append(f"household {household}: {mine} in the books, {theirs} in the data")
    return found


def write_members(path: Path, totals: Totals) -> None:
    """Write sales count, money and points per member as CSV, by household. Raises Unavailable `replay.csv`."""
    try:
        with path.open("w", encoding="utf-8", newline="") as file:
            _write(file, totals)
    except OSError as error:
        raise Unavailable("replay.csv", file=str(path), detail=error.strerror or "") from error


def _write(file: TextIO, totals: Totals) -> None:
    writer = csv.writer(file)
    writer.writerow(("household_id", "card", "sales", "money", "points"))
    for household in sorted(totals.members):
        one = totals.members[household]
        whole, cents = divmod(one.money_minor, 100)
        money = f"{whole}.{cents:02d}"
        writer.writerow((household, naming.card_token(household), one.sales, money, one.points))
