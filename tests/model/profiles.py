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
    """How large a world is, what can happen in it; chances in percent or per thousand steps."""

    name: str
    mode: Mode = Mode.ESCROW
    terminals: int = 5
    members: int = 4
    steps: int = 150
    drop_percent: int = 15
    late_percent: int = 4
    crash_percent: int = 10
    offline_percent: int = 10
    refund_percent: int = 5
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
    Profile("no-overdraft", refund_percent=0),
    Profile("risk", Mode.RISK, offline_percent=10),
    Profile("risk-bound", Mode.RISK, refund_percent=0, lots=False, offline_percent=10, bearer=False, cap=40),
    Profile("strict-merge", Mode.STRICT, merges=True, crash_percent=25),
    Profile("merge-risk", Mode.RISK, merges=True, rollbacks=True, crash_percent=25),
    Profile("restore", restores=True, merges=True),
    Profile("rollback", rollbacks=True),
    Profile("clone", Mode.RISK, clones=True, rollbacks=True),
    Profile("lost", Mode.RISK, losses=True, long_offline=True),
    Profile("weak-ids", Mode.RISK, rollbacks=True, weak_ids=True, refund_percent=0),
    Profile("eager", Mode.ESCROW, rollbacks=True, restores=True, clones=True, eager=True, merges=True),
    Profile("eager-weak", Mode.RISK, rollbacks=True, clones=True, eager=True, weak_ids=True, refund_percent=0),
    Profile("crash", Mode.STRICT, terminals=3, members=3, merges=True, crash_percent=60, offline_percent=3),
    Profile(
        "histories", Mode.STRICT, terminals=3, members=2, lots=False, bearer=False, rollbacks=True, clones=True,
        restores=True, refund_percent=0,
    ),
    Profile(
        "everything", Mode.RISK, restores=True, rollbacks=True, clones=True, losses=True, merges=True,
        long_offline=True, drop_percent=25,
    ),
)  # fmt: skip
