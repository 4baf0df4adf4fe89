"""Tiers that stand in each other's way."""

from __future__ import annotations

from collections.abc import Iterator

from pos_app.loyalty.problems import Finding, finding
from pos_app.loyalty.program import Program


def orders(program: Program) -> Iterator[Finding]:
    """Every tier has its own order."""
    seen: set[int] = set()
    for number, tier in enumerate(program.tiers):
        if tier.order in seen:
            yield finding(("tier", number, "order"), "program.order_twice", order=tier.order)
        seen.add(tier.order)


def thresholds(program: Program) -> Iterator[Finding]:
    """A higher tier asks for more than a lower one."""
    ranked = sorted(enumerate(program.tiers), key=lambda each: each[1].order)
    before: int | None = None
    below = ""
    for number, tier in ranked:
        if tier.threshold is None:
            continue
        if before is not None and tier.threshold <= before:
            code = "program.threshold_twice" if tier.threshold == before else "program.threshold_reversed"
            yield finding(("tier", number, "threshold"), code, other=below)
        before, below = tier.threshold, tier.name
