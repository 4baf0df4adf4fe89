"""Tiers that nothing reaches, plans that share a product."""

from __future__ import annotations

from collections.abc import Iterator

from pos_app.loyalty.problems import Finding, finding
from pos_app.loyalty.program import Program
from pos_app.loyalty.settings import Tiering


def tiers(program: Program) -> Iterator[Finding]:
    """Settings of how tiers are reached need a tier that can be."""
    if program.tiering != Tiering() and all(tier.threshold is None for tier in program.tiers):
        yield finding(("tiers",), "program.no_threshold")


def plans(program: Program) -> Iterator[Finding]:
    """A product sells one membership."""
    sold: dict[str, str] = {}
    for number, plan in enumerate(program.plans):
        if plan.product in sold:
            code = "program.plan_product_twice"
            yield finding(("plan", number, "product"), code, value=plan.product, other=sold[plan.product])
        sold.setdefault(plan.product, plan.name)
