"""What kind of world a seed makes."""

from __future__ import annotations

from enum import StrEnum
from typing import Final, NamedTuple


class Mode(StrEnum):
    """How redeeming goes while a terminal is cut off."""

    STRICT = "strict"
    RISK = "risk"
    ESCROW = "escrow"


class Profile(NamedTuple):
    """How large a world is, how often what happens in it (parts of about 90 a step), what can go wrong."""

    name: str
    mode: Mode = Mode.ESCROW
    terminals: int = 5
    members: int = 4
    steps: int = 150
    drop_percent: int = 15
    crash_percent: int = 10
    earn_most: int = 40
    wants: tuple[int, ...] = (0, 0, 5, 10, 20, 40)
    lean_after: int = 1 << 30
    """From this step on nobody earns."""
    sales: int = 40
    pushes: int = 16
    pulls: int = 7
    looks: int = 4
    outages: int = 7
    refunds: int = 3
    ages: int = 5
    late_copies: int = 3
    lots: bool = True
    bearer: bool = True
    merges: bool = False
    restores: bool = False
    rollbacks: bool = False
    clones: bool = False
    losses: bool = False
    long_offline: bool = False
    weak_ids: bool = False
    """A rolled-back terminal uses ids again that it has used for other facts."""
    eager: bool = False
    """After a rollback a terminal issues again all that one push did not compare, instead of comparing all first."""
    cap: int = 50
    terminal_cap: int = 200


PROFILES: Final = (
    Profile("net"),
    Profile("no-overdraft", refunds=0, ages=9, earn_most=20),
    Profile("merge-escrow", refunds=0, terminals=3, merges=True, lots=False, earn_most=20, crash_percent=40),
    Profile("risk", Mode.RISK),
    Profile(
        "risk-bound", Mode.RISK, terminals=2, members=1, refunds=0, lots=False, bearer=False, cap=10, earn_most=8,
        wants=(5, 5, 10), lean_after=80, steps=250, drop_percent=40, pushes=25, pulls=4, looks=1, outages=4,
    ),
    Profile("strict-merge", Mode.STRICT, merges=True, crash_percent=25),
    Profile("merge-risk", Mode.RISK, merges=True, rollbacks=True, crash_percent=25),
    Profile("restore", restores=True, merges=True),
    Profile("rollback", rollbacks=True, pulls=12),
    Profile("clone", Mode.RISK, clones=True, rollbacks=True),
    Profile("lost", Mode.RISK, losses=True, long_offline=True),
    Profile("lost-restore", losses=True, restores=True, terminals=4),
    Profile("weak-ids", Mode.RISK, rollbacks=True, weak_ids=True, refunds=0),
    Profile("eager", rollbacks=True, restores=True, clones=True, eager=True, merges=True),
    Profile("eager-weak", Mode.RISK, rollbacks=True, clones=True, eager=True, weak_ids=True, refunds=0),
    Profile("eager-short", Mode.STRICT, terminals=3, members=10, steps=70, rollbacks=True, clones=True, eager=True),
    Profile("crash", Mode.STRICT, terminals=3, members=3, merges=True, crash_percent=60, looks=16, outages=3),
    Profile(
        "histories", Mode.STRICT, terminals=3, members=2, lots=False, bearer=False, rollbacks=True, clones=True,
        restores=True, refunds=0,
    ),
    Profile(
        "everything", Mode.RISK, restores=True, rollbacks=True, clones=True, losses=True, merges=True,
        long_offline=True, drop_percent=25,
    ),
)  # fmt: skip
